"""What follows when the change is done."""

from collections.abc import Sequence

from shared.connections import Connections
from shared.events import ProtectionChanged
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.requests import ChangeProtection
from shared.tracker import OperationTracker


def protection_changed(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell that the protection is as it was asked for."""
    request = tracker.asked(ChangeProtection)
    return [ProtectionChanged(request=request, job_id=result.job_id, started=tracker.started, ended=azure.now())]
