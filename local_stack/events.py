"""`python -m local_stack.events`: take the events off the queue backup-events, as a consumer does, and print them."""

import json
import os
import sys

from azure.storage.queue import QueueServiceClient

from local_stack.inbox import Inbox
from local_stack.stack import ignore_proxies
from shared.cloud_event import Event

VARIABLE = "AZURE_STORAGE_CONNECTION_STRING"


def main() -> int:
    """Print the new events as JSON; return 1 where the storage account is not named."""
    if not (account := os.environ.get(VARIABLE)):
        print(f"set {VARIABLE} as `make up` says", file=sys.stderr)  # noqa: T201 - a command's output
        return 1
    ignore_proxies()
    inbox = Inbox(QueueServiceClient.from_connection_string(account).get_queue_client(Event.QUEUE))
    for event in inbox.receive():
        print(json.dumps(event, indent=2))  # noqa: T201 - a command's output
    return 0


if __name__ == "__main__":
    sys.exit(main())
