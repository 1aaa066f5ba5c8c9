"""Which VM is meant: by its ARM id, by name, or by group/name among those that are known."""

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple
from uuid import uuid4

from shared.arm_ids import VaultId, is_vm, name_of, parts_of_vault, parts_of_vm, same, subscription_of
from shared.connections import Connections
from shared.malformed import Malformed
from shared.protected_items import protected_items
from shared.virtual_machines import vms_of
from vmbackup import given
from vmbackup.exits import Wrong
from vmbackup.session import Session

MOST_NAMED = 5
NEAR = 0.7  # two letters in the wrong order


class Found(NamedTuple):
    """A VM, and the vault that it is in or is to be put in."""

    vm_id: str
    vault_id: VaultId

    @property
    def name(self) -> str:
        """Return the VM's name."""
        return name_of(self.vm_id)

    @property
    def fields(self) -> dict[str, object]:
        """Return both as messages have them."""
        return {"vmId": self.vm_id, "vaultId": self.vault_id}


type Known = Callable[[Sequence[VaultId], Connections], Iterable[Found]]


def protected(vault_ids: Sequence[VaultId], azure: Connections) -> Iterable[Found]:
    """List the VMs that the vaults know, by one list of each."""
    return (Found(item.vm_id, vault_id) for vault_id in vault_ids for item in protected_items(vault_id, uuid4(), azure))


def existing(vault_ids: Sequence[VaultId], azure: Connections) -> Iterable[Found]:
    """List the VMs of the first vault's subscription, protected or not."""
    for vault_id in vault_ids[:1]:
        yield from (Found(vm.id, vault_id) for vm in vms_of(subscription_of(vault_id), uuid4(), azure))


def meant(vm: str, vault: str | None, session: Session, known: Known = protected) -> Found:
    """Return the VM that is meant, in that vault where one was named; raise Wrong if that is unclear."""
    vault_id = given.vault(vault, session.settings)
    # Who names no vault may mean a VM of any that is configured; but an id is that of the usual one, as in messages.
    asked = [vault_id] if vault_id and (vault or known is existing) else given.vaults(session.settings)
    if not asked:
        raise Wrong("no vault is configured", "Name it with --vault, or set DEFAULT_VAULT_ID.", field="--vault")
    if not vm.startswith("/"):
        return chosen(vm, [one for one in known(asked, session.azure) if is_vm(one.vm_id)], vault, known)
    if not is_vm(vm):
        raise Malformed("vmId", "is not of this form")
    return Found(vm, asked[0])


def chosen(vm: str, candidates: Sequence[Found], vault: str | None = None, known: Known = protected) -> Found:
    """Return the one of that name, or of that group/name; raise Wrong for none, and for several."""
    group, _, name = vm.rpartition("/")
    if not name.strip():
        raise Wrong("the name of the VM is empty", "Write its name, group/name, or ARM id.", field="VM")
    matching = [one for one in candidates if _is(one, group, name)]
    if len(matching) == 1:
        return matching[0]
    if matching:
        named = ", ".join(f"{_short(one)} in {parts_of_vault(one.vault_id).name}" for one in matching[:MOST_NAMED])
        advice = "Write group/name or the ARM id; --vault narrows it down."
        raise Wrong(f"{vm} is the name of {len(matching)} VMs: {named}", advice, field="VM")
    near = get_close_matches(name, {parts_of_vm(one.vm_id).name for one in candidates}, n=MOST_NAMED, cutoff=NEAR)
    hints = [f"Did you mean {' or '.join(sorted(near))}?"] if near else []
    raise Wrong(*_missing(vm, vault, known), *hints, field="VM")


def _missing(vm: str, vault: str | None, known: Known) -> tuple[str, str]:
    """Return what is said of a VM that was not found, and what to do."""
    if known is existing:
        return f"no VM of the vault's subscription is called {vm}", "Write its ARM id: az vm show --query id."
    who = f"the vault {name_of(vault)} protects no VM" if vault else "no configured vault protects a VM"
    where = f" --vault {vault}" if vault else ""
    return f"{who} called {vm}", f"Protect it first: vmbackup protect {vm}{where} --wait"


def _is(one: Found, group: str, name: str) -> bool:
    parts = parts_of_vm(one.vm_id)
    return same(parts.name, name) and (not group or same(parts.group, group))


def _short(one: Found) -> str:
    parts = parts_of_vm(one.vm_id)
    return f"{parts.group}/{parts.name}"
