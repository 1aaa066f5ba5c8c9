"""What the end of a request means besides its event: for its fleet, and for the rule that asked for it."""

from collections.abc import Sequence
from uuid import UUID

from shared import fleets
from shared.connections import Connections
from shared.events import OperationFailed, Outcome
from shared.messages import Message
from shared.requests import ProtectVm, TriggerBackup


def note_ends(following: Sequence[Message], azure: Connections) -> None:
    """Note every end before its event is sent: a crash in between repeats both."""
    for message in following:
        match message:
            case Outcome(request=TriggerBackup(fleet=UUID() as fleet)):
                fleets.note(fleet, message, azure)
            case OperationFailed(request=ProtectVm(by_rule=str(identity))):
                azure.records.delete(protection_record(identity))  # the VM's next event begins anew


def protection_record(identity: str) -> str:
    """Return the record that a VM's protection has been asked for."""
    return f"vms/{identity}/protection"
