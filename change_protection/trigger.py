"""When a VM's protection is changed."""

import azure.functions as func

from change_protection.start import start_change
from shared.requests import ChangeProtection
from shared.settings import STORAGE
from shared.step import take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=ChangeProtection.QUEUE, connection=STORAGE)
def protection(message: func.QueueMessage) -> None:
    """Take one request to stop, to resume or to undelete a VM's protection."""
    take(ChangeProtection, start_change, message)
