"""Who stands by while the simulator answers, and remembers each kind of exchange once."""

import msgspec
from msgspec import Struct

from fidelity.openapi.exchanges import Exchange
from fidelity.openapi.violations import covered
from local_stack.simulator.web.call import Answer, Call

_PROVIDER = "/microsoft.recoveryservices/"


class _Testimony(Struct, frozen=True):
    seen: int
    uncovered: int
    distinct: list[Exchange]


class Witness:
    """Collect exchanges; `seen` counts all, `uncovered` those whose api-version no document has."""

    def __init__(self) -> None:
        self.seen = self.uncovered = 0
        self._distinct: dict[object, Exchange] = {}

    def __call__(self, asked: Call, answered: Answer) -> None:
        """Remember an exchange, unless its like was there before; other providers have documents of their own."""
        if _PROVIDER not in asked.path.lower():
            return
        exchange = _exchange(asked, answered)
        self.seen += 1
        if covered(exchange):
            self._distinct.setdefault(exchange.shape, exchange)
        else:
            self.uncovered += 1

    def distinct(self) -> list[Exchange]:
        """List one exchange of each kind."""
        return list(self._distinct.values())

    def testimony(self) -> bytes:
        """Write down what was seen, for a witness in another process."""
        return msgspec.msgpack.encode(_Testimony(self.seen, self.uncovered, self.distinct()))

    def hear(self, testimony: bytes) -> None:
        """Take what another has seen for seen."""
        heard = msgspec.msgpack.decode(testimony, type=_Testimony)
        self.seen += heard.seen
        self.uncovered += heard.uncovered
        for exchange in heard.distinct:
            self._distinct.setdefault(exchange.shape, exchange)


def _exchange(asked: Call, answered: Answer) -> Exchange:
    try:
        sent = msgspec.json.decode(asked.content) if asked.content else None
    except msgspec.DecodeError:
        sent = asked.content.decode(errors="replace")
    received = None if answered.body is None else msgspec.to_builtins(answered.body)
    headers = frozenset(name.lower() for name in answered.headers)
    return Exchange(asked.method, asked.path, asked.query, sent, answered.status, headers, received)
