"""When a VM is backed up: on request, and with its whole fleet every day."""

import azure.functions as func

from shared.requests import TriggerBackup
from shared.settings import STORAGE
from shared.step import begin, take
from trigger_backup.night import start_night
from trigger_backup.start import start_backup

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=TriggerBackup.QUEUE, connection=STORAGE)
def trigger_backup(message: func.QueueMessage) -> None:
    """Take one request to back a VM up."""
    take(TriggerBackup, start_backup, message)


@blueprint.timer_trigger(arg_name="timer", schedule="%BACKUP_SCHEDULE%", run_on_startup=False, use_monitor=True)
@blueprint.retry(strategy="fixed_delay", max_retry_count="5", delay_interval="00:01:00")
def nightly_backup(timer: func.TimerRequest) -> None:
    """Ask for the day's backups."""
    status = getattr(timer, "schedule_status", {})  # the abstract class that is exported leaves it out
    begin("NightlyBackup", lambda azure: start_night(status, azure))
