"""The names in a world that lines to copy need: the first of each kind."""

from collections.abc import Mapping

from local_stack.simulator.state.world import World


def landmarks(world: World) -> Mapping[str, str]:
    """Name a `subscription`, a `vault`, a `vm` and what a restore needs; what the world has none of is left out."""
    vault = next(iter(world.vaults.values()), None)
    vm = next(iter(world.vms.values()), None)
    account = next(iter(world.storage_accounts.values()), None)
    subnets = (f"{network.id}/subnets/{name}" for network in world.networks.values() for name in network.subnets)
    some = vault or vm
    found = {
        "subscription": some.name.subscription if some else "",
        "vault": vault.id if vault else "",
        "vaultGroup": vault.name.group if vault else "",
        "vaultName": vault.name.name if vault else "",
        "vm": vm.id if vm else "",
        "vmName": vm.name.name if vm else "",
        "staging": account.id if account else "",
        "targetGroup": _empty_group(world).rpartition("/")[2],
        "subnet": next(subnets, ""),
    }
    return {name: value for name, value in found.items() if value}


def _empty_group(world: World) -> str:
    """Find a resource group to restore to: one that holds nothing, if there is one."""
    used = {key.partition("/providers/")[0] for key in [*world.vms, *world.vaults, *world.storage_accounts]}
    groups = sorted(world.groups, key=lambda key: key in used)
    return world.groups[groups[0]].id if groups else ""
