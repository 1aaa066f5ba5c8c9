"""From an event that a VM was written to the request that it be protected, if the rules say so and nobody has.

VM writes come often, twice for one deployment and more than once each. What makes of them one request is a record:
whoever writes it first goes on, and after a crash goes on again; all others stop.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import NAMESPACE_OID, uuid4, uuid5

from protect_vm.vm_events import written_vm
from shared.answers import Refused
from shared.arm_ids import same
from shared.connections import Connections
from shared.ends import protection_record
from shared.failure import failed
from shared.messages import Message
from shared.problem import Problem
from shared.requests import ConsiderVm, ProtectVm
from shared.rules import LeftAlone, Place, Unclear
from shared.virtual_machines import Vm, protecting_vault, vm_of

VM_EVENTS = "vm-events"
# An agent was never seen unready for longer than 40 seconds: the first look is soon, the later ones take their time.
LOOKS = (60, 120, 300, 600)


def hear(text: bytes, azure: Connections) -> Sequence[Message]:
    """Return what follows from an event: a VM to consider, or nothing; raise Malformed for what is no event."""
    vm_id = written_vm(text)
    # An id of its own for each: two that come from one event are told apart by who writes the record.
    return [ConsiderVm(vm_id=vm_id, request_id=uuid4(), accepted=azure.now())] if vm_id else []


def consider(request: ConsiderVm, azure: Connections) -> Sequence[Message]:
    """Look at a VM, and ask for its protection, look again later, or leave it alone."""
    vm = vm_of(request.vm_id, request.request_id, azure)
    if not vm or vm.is_being_deleted:
        return []
    match azure.settings.rules.place_of(vm.location, vm.tags or {}):
        case LeftAlone():
            return []
        case Unclear(code, message, remedy):
            mine = azure.records.claim(f"vms/{vm.identity}/{code}", str(request.request_id))
            return failed(request, Problem(code, message, "vmId", (remedy,)), azure) if mine else []
        case place:
            return _placed(request, vm, place, azure)


def _placed(request: ConsiderVm, vm: Vm, place: Place, azure: Connections) -> Sequence[Message]:
    record = protection_record(vm.identity)
    if not azure.records.claim(record, str(request.request_id)):
        return []
    try:
        return _protected_when_ready(request, vm, place, azure)
    except Refused:
        azure.records.delete(record)  # the VM's next event begins anew
        raise


def _protected_when_ready(request: ConsiderVm, vm: Vm, place: Place, azure: Connections) -> Sequence[Message]:
    if (not vm.is_provisioned or vm.awaits_agent) and (waiting := _looked_at_later(request, azure)):
        return waiting
    if not vm.is_provisioned:
        state = f"The VM's provisioning state is {vm.properties.provisioning_state} since {request.accepted:%H:%M} UTC."
        raise Refused("VmNotReady", state, field="vmId", remedy="Mend the VM, or send a protect-vm message for it.")
    # Without its agent a VM can be protected, if not backed up: the first backup will tell of it.
    if protecting_vault(request.vm_id, vm.location, request.request_id, azure):
        return []
    return [
        ProtectVm(
            vm_id=vm.id if same(vm.id, request.vm_id) else request.vm_id,  # in events its case varies
            vault_id=place.vault_id,
            policy=place.policy,
            request_id=uuid5(NAMESPACE_OID, f"protect-vm/{request.request_id}"),
            accepted=azure.now(),
            chosen_id=True,
            by_rule=vm.identity,
        )
    ]


def _looked_at_later(request: ConsiderVm, azure: Connections) -> Sequence[Message]:
    """Return the request for a later time, or nothing if that would be after its deadline."""
    due = azure.now() + timedelta(seconds=LOOKS[min(request.attempt, len(LOOKS) - 1)])
    deadline = request.accepted + timedelta(minutes=azure.settings.vm_ready_minutes)
    return [request.again(due)] if due <= deadline else []
