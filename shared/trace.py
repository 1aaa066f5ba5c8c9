"""Which trace a request belongs to (https://www.w3.org/TR/trace-context), and what is measured while nobody traces.

A request's trace is its sender's, or has its requestId's 32 hexadecimal digits: who has the one finds the other, and no
message need carry it. In the trace the request is a span of its own, from its acceptance to its end, and each of its
steps is a child of that: the more often a job is looked at, the longer the list, and not the deeper.
"""

from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from hashlib import sha256
from typing import NamedTuple

from shared.messages import Message, Request
from shared.requests import RestoreFiles, RevokeFiles
from shared.tracker import OperationTracker

type Work = Request | OperationTracker


class Trace(NamedTuple):
    """A request's span: its trace, its own id, and that of the span which it is a part of."""

    trace_id: int
    span_id: int
    parent_id: int | None

    @property
    def traceparent(self) -> str:
        """Return it as the header of that name."""
        return f"00-{self.trace_id:032x}-{self.span_id:016x}-01"


class Call:
    """What is noted of a call while nobody traces: nothing."""

    def answered(self, status: int, service_request_id: str | None) -> None:
        """Note what Azure has answered."""


class Untraced:
    """What steps and their calls tell, while nobody traces."""

    def step(self, name: str, work: Work | None = None) -> AbstractContextManager[None]:  # noqa: ARG002 - see Tracing
        """Measure a step, on a request where there is one."""
        return _NOTHING

    def call(self, method: str, url: str) -> AbstractContextManager[Call]:  # noqa: ARG002 - see Tracing
        """Measure a call to Azure Resource Manager."""
        return _NO_CALL

    def sending(self, message: Message) -> AbstractContextManager[None]:  # noqa: ARG002 - see Tracing
        """Measure a message that is sent; what it says of a request's end is counted."""
        return _NOTHING


_NOTHING = nullcontext()
_NO_CALL = nullcontext(Call())
tracing: ContextVar[Untraced] = ContextVar("tracing", default=Untraced())  # noqa: B039 - it has no state


def trace_of(request: Request) -> Trace:
    """Return a request's span. Closing a mount is a part of the request that has opened it."""
    origin = request.files_of if isinstance(request, RevokeFiles) else request.request_id
    span_id = _span_id(request.QUEUE, str(request.request_id))
    if request.traceparent:
        _, trace_id, parent_id, _ = request.traceparent.split("-")
        return Trace(int(trace_id, 16), span_id, int(parent_id, 16))
    parent = _span_id(RestoreFiles.QUEUE, str(origin)) if origin != request.request_id else None
    return Trace(origin.int or 1, span_id, parent)


def _span_id(queue: str, request_id: str) -> int:
    return int.from_bytes(sha256(f"{queue}/{request_id}".encode()).digest()[:8]) or 1
