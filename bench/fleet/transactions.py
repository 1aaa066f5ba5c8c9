"""Counts the transactions of storage at the client, by what urllib3 logs of every request."""

import logging
from collections import Counter
from typing import Self, cast

_LOGGER = logging.getLogger("urllib3.connectionpool")
_ACCOUNT = "/devstoreaccount1/"  # Azurite's; a request to Azure Resource Manager has none
_WRITES = {"PUT", "POST", "DELETE"}


class Transactions(logging.Handler):
    """Counts while it is entered: `queue send`, `blob read` and so on."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.counted: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        """Count a request; what is logged of one are scheme, host, port, method, path and so on."""
        arguments = cast("tuple[object, ...]", record.args)
        if len(arguments) > 4 and str(arguments[4]).startswith(_ACCOUNT):  # noqa: PLR2004 - the place of the path
            self.counted[kind(str(arguments[3]), str(arguments[4]))] += 1

    def __enter__(self) -> Self:
        self._before = _LOGGER.level, _LOGGER.propagate
        _LOGGER.setLevel(logging.DEBUG)
        _LOGGER.propagate = False
        _LOGGER.addHandler(self)
        return self

    def __exit__(self, *_error: object) -> None:
        _LOGGER.removeHandler(self)
        _LOGGER.level, _LOGGER.propagate = self._before


def kind(method: str, path: str) -> str:
    """Name a transaction as price lists do: messages go to a queue, everything else is about blobs."""
    if "/messages" in path:
        return "queue write"
    if "comp=list" in path:
        return "blob list"
    return "blob write" if method in _WRITES else "blob read"
