"""Where traces and metrics go, by the setting TRACES."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opentelemetry.sdk.metrics.export import (
    MetricExporter,
    MetricReader,
    PeriodicExportingMetricReader,
)
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor
from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SimpleSpanProcessor, SpanExporter

from shared.settings import INSIGHTS
from shared.trace_file import FileMetrics, FileSpans

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential

BATCH_MILLISECONDS = 1_000  # a worker may be ended, or frozen, soon after its last step
METRICS_MILLISECONDS = 60_000
AUTHENTICATION = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"  # as the Functions host has it


class Exports(NamedTuple):
    """Where spans and metrics go; metrics may go nowhere."""

    spans: SpanProcessor
    metrics: MetricReader | None


def exports(where: str, environ: Mapping[str, str], credential: "Callable[[], TokenCredential]") -> Exports:
    """Return where things go: terminal, file:<path>, azure, otlp:<url>."""
    kind, _, place = where.partition(":")
    match kind:
        case "terminal":
            return Exports(SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stdout, formatter=_line)), None)
        case "file":
            reader = PeriodicExportingMetricReader(FileMetrics(Path(place)), METRICS_MILLISECONDS)
            return Exports(SimpleSpanProcessor(FileSpans(Path(place))), reader)
        case "otlp":
            return _to_collector(place.rstrip("/"))
    return _to_azure(environ, credential)


def _to_collector(url: str) -> Exports:
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter  # noqa: PLC0415 - where asked
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - the same

    spans, metrics = OTLPSpanExporter(f"{url}/v1/traces"), OTLPMetricExporter(f"{url}/v1/metrics")
    return _in_batches(spans, metrics)


def _to_azure(environ: Mapping[str, str], credential: "Callable[[], TokenCredential]") -> Exports:
    """To Application Insights: by the app's identity where the Functions host signs in by it, too."""
    from shared.application_insights import LateMetrics, LateSpans  # noqa: PLC0415 - where asked

    identity = credential if "Authorization=AAD" in environ.get(AUTHENTICATION, "") else None
    address = environ.get(INSIGHTS, "")
    return _in_batches(LateSpans(address, identity), LateMetrics(address, identity))


def _in_batches(spans: SpanExporter, metrics: MetricExporter) -> Exports:
    """By threads of their own, which drop what they cannot hold: no step waits for them."""
    batches = BatchSpanProcessor(spans, schedule_delay_millis=BATCH_MILLISECONDS)
    return Exports(batches, PeriodicExportingMetricReader(metrics, METRICS_MILLISECONDS))


def _line(span: ReadableSpan) -> str:
    """Return a span in a line."""
    context, begun, ended = span.context, span.start_time or 0, span.end_time or 0
    return f"{context.trace_id if context else 0:032x} {(ended - begun) / 1_000_000:8.1f} ms  {span.name}\n"
