"""Traces and metrics by OpenTelemetry: imported only where the setting TRACES asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from opentelemetry.context import Context
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import Span, SpanKind, StatusCode, get_current_span

from shared.events import OperationFailed, Outcome
from shared.messages import Message
from shared.meters import Meters
from shared.span_attributes import of_call, of_end, of_message, of_work, span_name
from shared.trace import Call, Untraced, Work, trace_of, tracing
from shared.trace_exports import Exports
from shared.trace_ids import KnownIds, inside

NAME = "azure_vm_backup"


class _TracedCall(Call):
    """A call whose answer is noted in its span, and counted if Azure throttles."""

    def __init__(self, span: Span, meters: Meters) -> None:
        self._span, self._meters = span, meters

    def answered(self, status: int, service_request_id: str | None) -> None:
        self._span.set_attribute("http.response.status_code", status)
        self._span.set_attribute("az.service_request_id", service_request_id or "")
        self._meters.answered(status)


class Tracing(Untraced):
    """Spans of steps, of their calls to Azure, of what they send, and of requests from beginning to end."""

    def __init__(self, exports: Exports, service: str) -> None:
        resource = Resource.create({"service.name": service})
        self._ids = KnownIds()
        self._spans = TracerProvider(ALWAYS_ON, resource, id_generator=self._ids)
        self._spans.add_span_processor(exports.spans)
        self._tracer = self._spans.get_tracer(NAME)
        self._metrics = MeterProvider([exports.metrics] if exports.metrics else [], resource)
        self._meters = Meters(self._metrics.get_meter(NAME))

    @contextmanager
    def step(self, name: str, work: Work | None = None) -> Iterator[None]:
        """Measure a step, as a part of its request; what it asks of Azure, and sends, are parts of the step."""
        around = inside(*trace_of(work.request)[:2]) if work else Context()
        context = tracing.set(self)
        try:
            with self._span(span_name(name, work), SpanKind.CONSUMER, of_work(name, work), around):
                yield
        finally:
            tracing.reset(context)

    @contextmanager
    def call(self, method: str, url: str) -> Iterator[Call]:
        """Measure a call to Azure Resource Manager; of its address no name, and no query, is kept."""
        name, attributes = of_call(method, url)
        with self._span(name, SpanKind.CLIENT, attributes) as span:
            yield _TracedCall(span, self._meters)

    @contextmanager
    def sending(self, message: Message) -> Iterator[None]:
        """Measure a message that is sent; the end of a request is the end of its span, too."""
        step = get_current_span()
        with self._span(f"send {message.QUEUE}", SpanKind.PRODUCER, of_message(message)):
            yield
        if isinstance(message, Outcome):
            self._end(message)
        if isinstance(message, OperationFailed):
            step.set_status(StatusCode.ERROR)
        self._meters.sent(message)

    def close(self) -> None:
        """Export what is there, and end; the end of the process does so by itself."""
        self._spans.shutdown()
        self._metrics.shutdown()

    def _end(self, end: Outcome) -> None:
        """Write the request's own span, whose id its steps have named as their parent all along."""
        trace = trace_of(end.request)
        with self._ids.known(trace):
            span = self._tracer.start_span(
                type(end.request).__name__,
                inside(trace.trace_id, trace.parent_id),
                SpanKind.CONSUMER,
                of_end(end),
                start_time=_nanoseconds(end.request.accepted),
            )
        span.set_status(StatusCode.ERROR if isinstance(end, OperationFailed) else StatusCode.OK)
        span.end(_nanoseconds(end.ended))

    @contextmanager
    def _span(
        self, name: str, kind: SpanKind, attributes: dict[str, str | int | float], around: Context | None = None
    ) -> Iterator[Span]:
        """Measure what is inside; of an error only its type is kept: its text may quote what is secret."""
        with self._tracer.start_as_current_span(
            name, around, kind, attributes, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except Exception as error:
                span.set_status(StatusCode.ERROR)
                span.set_attribute("error.type", type(error).__name__)
                raise


def _nanoseconds(time: datetime) -> int:
    return int(time.timestamp() * 1_000_000) * 1_000
