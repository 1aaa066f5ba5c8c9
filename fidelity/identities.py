"""Which id the simulator has given where Azure once gave another: captured from the answers, as a client would."""

import re
from urllib.parse import unquote

# GUIDs, with and without dashes; the long ids of operations on vaults; the numbers of recovery points and items.
ID = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?<![0-9a-z])(?:[0-9a-f]{32}|\d{9,19}|[A-Za-z0-9]{40,}={0,2})(?![0-9a-z])",
    re.IGNORECASE,
)

# Whoever cleaned the recordings wrote this for subscriptions, tenants and objects.
NOBODY = "00000000-0000-0000-0000-000000000000"


# What ARM appends to the addresses of long operations: the ticks, a certificate, a signature, a hash.
SIGNED = "{signed}"
_SIGNATURE = re.compile(r"(?<=[?&])([tcsh])=[^&]*")


def unsigned(text: str) -> str:
    """Leave of a signed address only that it is signed."""
    return _SIGNATURE.sub(SIGNED, text) if "://" in text else text


class Identities:
    """Ids and addresses of a recording, and those that stand for them now."""

    def __init__(self, names: dict[str, str] | None = None) -> None:
        self._ours: dict[str, str] = {}
        self._names = names or {}
        self._addresses: dict[str, str] = {}

    def learn(self, recorded: str, ours: str) -> None:
        """Take two texts from the same place; the first id that stands for another is kept."""
        theirs_here, ours_here = ID.findall(unsigned(recorded)), ID.findall(unsigned(ours))
        if len(theirs_here) == len(ours_here):
            for theirs, own in zip(theirs_here, ours_here, strict=True):
                if theirs != NOBODY:
                    self._ours.setdefault(theirs, own)
        if "://" in recorded:
            self._addresses[unquote(recorded)] = ours

    def translated(self, recorded: str) -> str:
        """Write a recorded text with our ids and names."""
        for theirs, ours in self._names.items():
            recorded = recorded.replace(theirs, ours)
        return ID.sub(lambda found: self._ours.get(found[0], found[0]), recorded)

    def address(self, recorded: str) -> str:
        """Write a recorded address as we gave it, if we did: verbatim, as clients follow links."""
        return self._addresses.get(unquote(recorded)) or self.translated(recorded)
