"""Reads events as a consumer does: at least once from the queue, once by their id."""

import json
from typing import Any

from azure.storage.queue import QueueClient

from shared.arrival import plain

type CloudEvent = dict[str, Any]


class Inbox:
    """The events so far, by id, and every arrival with its id and type."""

    def __init__(self, queue: QueueClient) -> None:
        self._queue = queue
        self.events: dict[str, CloudEvent] = {}
        self.arrivals: list[tuple[str, str]] = []

    def receive(self) -> list[CloudEvent]:
        """Take what is there; return the events that are new."""
        new: list[CloudEvent] = []
        for message in self._queue.receive_messages(messages_per_page=32, visibility_timeout=30):
            event = json.loads(plain(message.content.encode()))
            if event["id"] not in self.events:
                new.append(event)
            self.events.setdefault(event["id"], event)
            self.arrivals.append((event["id"], event["type"]))
            self._queue.delete_message(message)
        return new
