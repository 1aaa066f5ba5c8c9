"""Ids of spans that are known before the span begins."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

from shared.trace import Trace

SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class KnownIds(RandomIdGenerator):
    """Random ids, but for the span that is begun inside `known`."""

    def __init__(self) -> None:
        self._known = threading.local()

    @contextmanager
    def known(self, trace: Trace) -> Iterator[None]:
        """Give these ids to the next span of this thread."""
        self._known.trace = trace
        try:
            yield
        finally:
            self._known.trace = None

    def generate_span_id(self) -> int:
        """Return the known id, or a random one."""
        trace: Trace | None = getattr(self._known, "trace", None)
        return trace.span_id if trace else super().generate_span_id()

    def generate_trace_id(self) -> int:
        """Return the known id, or a random one."""
        trace: Trace | None = getattr(self._known, "trace", None)
        return trace.trace_id if trace else super().generate_trace_id()


def inside(trace_id: int, span_id: int | None) -> Context:
    """Return the context of a span's children; that of nobody without a span."""
    if span_id is None:
        return Context()
    return set_span_in_context(NonRecordingSpan(SpanContext(trace_id, span_id, True, SAMPLED)), Context())
