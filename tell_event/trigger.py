"""When somebody is told of an event: a step that has ended a request has sent a message for it."""

import azure.functions as func

from shared.settings import STORAGE
from shared.step import listen
from shared.telling import TellEvent

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=TellEvent.QUEUE, connection=STORAGE)
def tell_event(message: func.QueueMessage) -> None:
    """Take one event that one target is to be told of."""
    from tell_event.tell import tell  # noqa: PLC0415 - the index of the app, which all functions wait for, saves it

    listen(TellEvent.QUEUE, tell, message)
