"""When a fleet is backed up: on request; trigger_backup's timer sends one every day."""

import azure.functions as func

from backup_fleet.start import start_fleet
from shared.requests import BackupFleet
from shared.settings import STORAGE
from shared.step import take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=BackupFleet.QUEUE, connection=STORAGE)
def backup_fleet(message: func.QueueMessage) -> None:
    """Take one request to back up the VMs of a vault."""
    take(BackupFleet, start_fleet, message)
