"""The app's records in memory."""

from itertools import count


class Records:
    """What was written under each name, and the mark of that version; `asked` counts reads and writes."""

    def __init__(self) -> None:
        self.asked = 0
        self._records: dict[str, tuple[bytes, str]] = {}
        self._versions = count()

    def read(self, name: str) -> tuple[bytes, str] | None:
        """Return a record, or None if there is none of that name."""
        self.asked += 1
        return self._records.get(name)

    def write(self, name: str, content: bytes) -> None:
        """Write a record over whatever has that name."""
        self.asked += 1
        self._records[name] = content, str(next(self._versions))

    def replace(self, name: str, content: bytes, seen: str | None) -> bool:
        """Write a record over the version that was seen, None for no record at all; tell whether it was that one."""
        _, current = self._records.get(name, (b"", None))
        if current == seen:
            self._records[name] = content, str(next(self._versions))
        self.asked += 1
        return current == seen
