"""What an instance has used."""

from typing import NamedTuple


class Used(NamedTuple):
    """CPU in seconds, without its start; the most memory, and that at its start, in bytes."""

    cpu: float
    memory: int
    idle: int
