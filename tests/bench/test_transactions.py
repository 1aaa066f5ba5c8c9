import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from bench.fleet.prices import STORAGE
from bench.fleet.transactions import Transactions
from local_stack.azurite import Azurite


def test_every_transaction_of_storage_is_counted_by_what_it_is_paid_as(azurite: Azurite) -> None:
    """Also those that Azure refuses: they are paid for, too."""
    queues = QueueServiceClient.from_connection_string(azurite.connection_string)
    container = BlobServiceClient.from_connection_string(azurite.connection_string).get_container_client("counted")
    queue = queues.get_queue_client("counted")
    queue.create_queue()
    container.create_container()
    with Transactions() as transactions:
        queue.send_message("text")
        container.upload_blob("name", b"content")
        container.download_blob("name").readall()
        list(container.list_blobs())
        with pytest.raises(ResourceNotFoundError):
            container.download_blob("nothing")
    container.upload_blob("later", b"not counted any more")
    assert transactions.counted == {"queue write": 1, "blob write": 1, "blob read": 2, "blob list": 1}
    assert transactions.counted.keys() <= STORAGE.keys()
