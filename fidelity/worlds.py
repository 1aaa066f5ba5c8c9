"""The world a recorded session needs: what it names, at the places it tells; and what worlds.toml says besides."""

import json
import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct, field

from fidelity.recordings import Interaction, Json, Step
from local_stack.simulator import Simulator

_VAULT = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.RecoveryServices/vaults/[\w-]+", re.IGNORECASE
)
_VMS = "/providers/Microsoft.Compute/virtualMachines"
_FILE = Path(__file__).with_name("worlds.toml")
_BEFORE_THE_FIRST = timedelta(minutes=10)


class Deed(Struct, forbid_unknown_fields=True):
    """Something that happened though no recording has it: `do` is a key of the table in deeds.py."""

    do: str
    at: datetime | None = None
    lasts: float = 0
    job: str = ""
    point: str = ""
    name: str = ""
    error: str = ""
    state: str = "Protected"
    properties: dict[str, Json] = field(default_factory=dict)


class World(Struct, forbid_unknown_fields=True):
    """What a session's world is like; keys of `before` and `job_lasts` (seconds) are indexes of interactions."""

    session: str
    region: str = "eastus2euap"
    os_type: str = "Windows"
    luns: list[int] = field(default_factory=list)
    vms: list[str] = field(default_factory=list)
    page_size: int = 200
    soft_delete: bool = False
    names: dict[str, str] = field(default_factory=dict)
    job_lasts: dict[int, float] = field(default_factory=dict)
    before: dict[int, list[Deed]] = field(default_factory=dict)

    def begins(self, steps: list[Step]) -> datetime:
        """Tell when the world has to be there: a while before anything happens in it."""
        told = [deed.at for deeds in self.before.values() for deed in deeds if deed.at]
        return min([steps[0].interaction.at, *told]) - _BEFORE_THE_FIRST


def worlds() -> dict[str, World]:
    """Read what is known of the sessions' worlds."""
    told = msgspec.toml.decode(_FILE.read_bytes(), type=dict[str, list[World]], strict=False)
    return {world.session: world for world in told["world"]}


class Scene:
    """What the interactions of a session name."""

    def __init__(self, steps: Iterable[Step], extra_vms: Iterable[str] = ()) -> None:
        self._recorded = [one for step in steps for one in step.interactions.values()]
        self._text = json.dumps([[one.request.url, one.request.body, one.response.body] for one in self._recorded])
        self._extra = list(extra_vms)

    @property
    def vaults(self) -> list[str]:
        """List the ids of the vaults that something is asked of, or that are named elsewhere."""
        asked = [_VAULT.search(one.request.url) for one in self._recorded]
        return list(dict.fromkeys(found[0] for found in [*asked, _VAULT.search(self._text)] if found))

    @property
    def vault(self) -> str:
        """Spell the id of the vault it is about."""
        return self.vaults[0]

    @property
    def group(self) -> str:
        """Spell the id of the vault's resource group."""
        return self.vault.partition("/providers/")[0]

    @property
    def creates_its_vault(self) -> bool:
        """Tell whether the vault is not there at first."""
        return self._recorded[0].response.status in (404, 201)

    def named(self, key: str) -> list[str]:
        """List what stands under a key anywhere, in the order of its first appearance."""
        return list(dict.fromkeys(re.findall(rf'"{key}": "([^"]+)"', self._text)))

    def vms(self) -> list[str]:
        """List the ids of the VMs named, first those that something is done to; classic ones are left out."""
        named = [vm for key in ("sourceResourceId", "virtualMachineId", "resourceId") for vm in self.named(key)]
        subscription = self.group.rpartition("/resourceGroups/")[0]
        for container in self.named("containerName"):
            *_, group, name = container.split(";")
            named.append(f"{subscription}/resourceGroups/{group}{_VMS}/{name}")
        named += [f"{self.group}{_VMS}/{name}" for name in self._extra]
        known: dict[str, str] = {}
        for vm in named:
            known.setdefault(vm.lower(), vm)
        return [vm for vm in known.values() if _VMS in vm]

    def vaults_listed(self) -> list[Json]:
        """List the vaults that lists hold."""
        lists = [one.response.body.get("value", []) for one in self._recorded if isinstance(one.response.body, dict)]
        return [one for entries in lists for one in entries if one.get("type") == "Microsoft.RecoveryServices/vaults"]

    def seen_at_first(self, vm: str) -> bool:
        """Tell whether the first list of what can be protected holds a VM, if there is such a list at all."""
        lists = [json.dumps(one.response.body).lower() for one in self._recorded if _lists_protectable(one)]
        return not lists or vm.lower() in lists[0]


def _lists_protectable(one: Interaction) -> bool:
    return "/backupProtectableItems" in one.request.url


def build(azure: Simulator, world: World, scene: Scene) -> None:
    """Put into an empty simulator what the session names."""
    azure.add_group(scene.group, world.region)
    for group in scene.named("targetResourceGroupId"):
        azure.add_group(group, world.region)
    for account in scene.named("storageAccountId"):
        azure.add_storage_account(account, world.region)
    for vm in scene.vms():
        azure.add_vm(vm, world.region, os_type=world.os_type, luns=world.luns, discovered=scene.seen_at_first(vm))
    for vault in scene.vaults_listed():
        azure.add_vault(vault["id"], vault["location"])
    for vault in [] if scene.creates_its_vault else scene.vaults:
        azure.add_vault(vault, world.region, soft_delete=world.soft_delete)
