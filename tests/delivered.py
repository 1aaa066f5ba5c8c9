"""A queue message as the worker hands it over."""

from dataclasses import dataclass


@dataclass
class Delivered:
    """What is used of azure.functions.QueueMessage."""

    body: bytes
    id: str = "5f0c3c8e-0000-4000-8000-000000000001"
    dequeue_count: int = 1

    def get_body(self) -> bytes:
        """Return the text, as bytes."""
        return self.body
