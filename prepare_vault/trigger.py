"""When a vault is prepared."""

import azure.functions as func

from prepare_vault.start import start_vault
from shared.requests import PrepareVault
from shared.settings import STORAGE
from shared.step import take

blueprint = func.Blueprint()


@blueprint.queue_trigger(arg_name="message", queue_name=PrepareVault.QUEUE, connection=STORAGE)
def prepare_vault(message: func.QueueMessage) -> None:
    """Take one request to prepare a vault."""
    take(PrepareVault, start_vault, message)
