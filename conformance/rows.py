"""A row of the report: what was asked, what differs, how long it took."""

from dataclasses import dataclass
from typing import Literal

type Kind = Literal["az command", "SDK call", "sign-in", "message"]


@dataclass(frozen=True)
class Row:
    """One call. It passed if nothing differs; `shown` is what the client printed, for those that did not."""

    kind: Kind
    group: str
    call: str
    differs: str
    seconds: float
    shown: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether it did as expected."""
        return not self.differs
