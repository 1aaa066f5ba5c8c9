"""When an operation is looked at."""

import azure.functions as func

from poll_operation.poll import poll
from shared.settings import STORAGE
from shared.step import take
from shared.tracker import OperationTracker

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=OperationTracker.QUEUE, connection=STORAGE)
def poll_operation(message: func.QueueMessage) -> None:
    """Take one tracker, hidden until now."""
    take(OperationTracker, poll, message)
