"""When a VM is restored."""

import azure.functions as func

from restore_vm.start import start_restore
from shared.requests import RestoreVm
from shared.settings import STORAGE
from shared.step import take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=RestoreVm.QUEUE, connection=STORAGE)
def restore_vm(message: func.QueueMessage) -> None:
    """Take one request to restore a VM."""
    take(RestoreVm, start_restore, message)
