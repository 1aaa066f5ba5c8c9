"""`python -m local_stack.events`: print the events that lie in the queue backup-events, and leave them there."""

import json
import os
import sys

from azure.storage.queue import QueueServiceClient

from shared.arrival import plain
from shared.events import Event

VARIABLE = "AZURE_STORAGE_CONNECTION_STRING"


def main() -> int:
    """Print up to 32 events as JSON; return 1 where the storage account is not named."""
    if not (account := os.environ.get(VARIABLE)):
        print(f"set {VARIABLE} as `make up` says", file=sys.stderr)  # noqa: T201 - a command's output
        return 1
    queue = QueueServiceClient.from_connection_string(account).get_queue_client(Event.QUEUE)
    for message in queue.peek_messages(32):
        print(json.dumps(json.loads(plain(message.content.encode())), indent=2))  # noqa: T201 - a command's output
    return 0


if __name__ == "__main__":
    sys.exit(main())
