"""When a job is cancelled."""

import azure.functions as func

from cancel_job.start import start_cancellation
from shared.requests import CancelJob
from shared.settings import STORAGE
from shared.step import take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=CancelJob.QUEUE, connection=STORAGE)
def cancel_job(message: func.QueueMessage) -> None:
    """Take one request to cancel a job."""
    take(CancelJob, start_cancellation, message)
