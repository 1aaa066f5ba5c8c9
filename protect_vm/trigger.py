"""When a VM is protected."""

import azure.functions as func

from protect_vm.start import start_protection
from shared.requests import ProtectVm
from shared.settings import STORAGE
from shared.step import take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=ProtectVm.QUEUE, connection=STORAGE)
def protect_vm(message: func.QueueMessage) -> None:
    """Take one request to protect a VM."""
    take(ProtectVm, start_protection, message)
