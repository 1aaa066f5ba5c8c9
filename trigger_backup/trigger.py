"""When a VM is backed up."""

import azure.functions as func

from shared.requests import TriggerBackup
from shared.settings import STORAGE
from shared.step import take
from trigger_backup.start import start_backup

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=TriggerBackup.QUEUE, connection=STORAGE)
def trigger_backup(message: func.QueueMessage) -> None:
    """Take one request to back a VM up."""
    take(TriggerBackup, start_backup, message)
