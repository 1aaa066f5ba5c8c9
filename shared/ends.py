"""What the end of a request means besides its event: for whoever sends it again, its fleet, and the rule it came of."""

from collections.abc import Sequence

from shared import fleets
from shared.claims import end_record, told_end
from shared.connections import Connections
from shared.events import OperationFailed, Outcome, RequestRejected
from shared.messages import Message, Request
from shared.requests import ProtectVm


def noted_ends(request: Request, following: Sequence[Message], azure: Connections) -> Sequence[Message]:
    """Return what follows when the request's end is on record: the one that was told first, if there was one before.

    It is recorded before its event is sent: a crash in between repeats both. If another kind of end was told before,
    nothing else follows any more.
    """
    _forget_rule(following, azure)
    end = next((message for message in following if _is_end(message, request)), None)
    record = end_record(request)
    if not isinstance(end, Outcome | RequestRejected) or not record:
        return following
    if azure.records.create(record, end.to_json(), fleets.notes(end)) or not (told := told_end(request, azure)):
        return following
    if told.kind != end.kind:
        return [told]
    return [told if message is end else message for message in following]


def protection_record(identity: str) -> str:
    """Return the record that a VM's protection has been asked for."""
    return f"vms/{identity}/protection"


def _is_end(message: Message, request: Request) -> bool:
    match message:
        case Outcome():
            return message.request.request_id == request.request_id
        case RequestRejected():
            return message.event_id is None and message.request_id == request.request_id
    return False


def _forget_rule(following: Sequence[Message], azure: Connections) -> None:
    """Let a VM's next event begin anew, if it could not be protected by its rule."""
    for message in following:
        match message:
            case OperationFailed(request=ProtectVm(by_rule=str(identity))):
                azure.records.delete(protection_record(identity))
