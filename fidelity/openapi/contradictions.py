"""Where the documents and what Azure really does contradict each other: contradictions.toml."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec
from msgspec import Struct

_FILE = Path(__file__).with_name("contradictions.toml")


class Contradiction(Struct, forbid_unknown_fields=True):
    """Violations that are right, by patterns of their names; `recording` (its name and an index) shows it."""

    violations: list[str]
    why: str
    recording: str = ""

    def explains(self, violation: str) -> bool:
        """Tell whether a violation is one of these."""
        return any(fnmatchcase(violation, pattern) for pattern in self.violations)


def contradictions() -> list[Contradiction]:
    """Read those that are known."""
    return msgspec.toml.decode(_FILE.read_bytes(), type=dict[str, list[Contradiction]]).get("contradiction", [])


def unexplained(violations: Iterable[str], known: list[Contradiction]) -> list[str]:
    """Keep the violations that no known contradiction explains."""
    return sorted(one for one in set(violations) if not any(entry.explains(one) for entry in known))
