"""When a recovery point is opened for its files, and when it is closed."""

import azure.functions as func

from restore_files.start import start_mount, start_revocation
from shared.requests import RestoreFiles, RevokeFiles
from shared.settings import STORAGE
from shared.step import take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=RestoreFiles.QUEUE, connection=STORAGE)
def restore_files(message: func.QueueMessage) -> None:
    """Take one request to mount a recovery point."""
    take(RestoreFiles, start_mount, message)


@blueprint.queue_trigger(arg_name="message", queue_name=RevokeFiles.QUEUE, connection=STORAGE)
def revoke_files(message: func.QueueMessage) -> None:
    """Take one request to end that."""
    take(RevokeFiles, start_revocation, message)
