"""Discovery: a vault protects only VMs that its last refresh has seen."""

from datetime import datetime

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Vault, VirtualMachine
from local_stack.simulator.state.names import same
from local_stack.simulator.state.operations import end
from local_stack.simulator.state.runs import Operation
from local_stack.simulator.state.world import Cloud


def refresh(cloud: Cloud, vault: Vault) -> Operation:
    """Look for VMs again; refuse while the vault is looking."""
    if "refresh" in vault.locked:
        raise refuse("DiscoveryRunning")
    outcome = cloud.world.outcome("Refresh")
    operation = cloud.begin(vault, "refresh", "refresh", cloud.lasts("refresh", outcome))
    operation.error = outcome.error
    return operation


def refresh_ends(cloud: Cloud, vault: Vault, operation: Operation, _: datetime) -> None:
    """See the VMs that exist in the vault's region now."""
    if end(vault, operation):
        vault.discovered = seen_from(cloud, vault)


def seen_from(cloud: Cloud, vault: Vault) -> set[str]:
    """List the VMs that exist in a vault's region, by their ids in lower case."""
    return {key for key, vm in cloud.world.vms.items() if same(vm.location, vault.location)}


def protectable(cloud: Cloud, vault: Vault) -> list[VirtualMachine]:
    """List the discovered VMs that no vault protects, as Azure does (MicrosoftDocs/azure-docs#3244)."""
    vms = [cloud.world.vms[key] for key in vault.discovered if key in cloud.world.vms]
    return [vm for vm in vms if not cloud.world.protector(vm.name)]
