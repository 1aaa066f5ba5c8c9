"""When a VM is protected: on request, and when an event says that a VM was written."""

import json

import azure.functions as func

from protect_vm.consider import VM_EVENTS, consider, hear
from protect_vm.start import start_protection
from shared.requests import ConsiderVm, ProtectVm
from shared.settings import STORAGE
from shared.step import Posted, listen, take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=ProtectVm.QUEUE, connection=STORAGE)
def protect_vm(message: func.QueueMessage) -> None:
    """Take one request to protect a VM."""
    take(ProtectVm, start_protection, message)


@blueprint.queue_trigger(arg_name="message", queue_name=ConsiderVm.QUEUE, connection=STORAGE)
def consider_vm(message: func.QueueMessage) -> None:
    """Take one VM that was written, and protect it if the rules say so."""
    take(ConsiderVm, consider, message)


@blueprint.queue_trigger(arg_name="message", queue_name=VM_EVENTS, connection=STORAGE)
def vm_events(message: func.QueueMessage) -> None:
    """Take one event that Event Grid has put on the queue."""
    listen(VM_EVENTS, hear, message)


@blueprint.event_grid_trigger(arg_name="event")
def vm_written(event: func.EventGridEvent) -> None:
    """Take one event that Event Grid posts. In the CloudEvents schema the worker hands over a func.CloudEvent."""
    kind = event.event_type if isinstance(event, func.EventGridEvent) else event.type
    body = json.dumps({"eventType": kind, "subject": event.subject, "data": event.get_json()})
    listen(VM_EVENTS, hear, Posted(event.id, body.encode()))
