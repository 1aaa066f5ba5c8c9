"""Traces and metrics as lines of JSON in a file, which is opened for each: several processes may share it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from opentelemetry.sdk.metrics.export import MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult


class FileSpans(SpanExporter):
    """Writes a line for each span when it ends; `python -m docs.trace` reads them."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Append spans."""
        _append(self._path, *(span.to_json(indent=None) for span in spans))
        return SpanExportResult.SUCCESS


class FileMetrics(MetricExporter):
    """Writes a line for all metrics now and then."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def export(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **_: Any) -> MetricExportResult:  # noqa: ANN401, ARG002 - as its parent has it
        """Append metrics."""
        _append(self._path, metrics_data.to_json(indent=None))
        return MetricExportResult.SUCCESS

    def force_flush(self, timeout_millis: float = 10_000) -> bool:  # noqa: ARG002 - as its parent has it
        """Tell that nothing is kept back."""
        return True

    def shutdown(self, timeout_millis: float = 30_000, **_: Any) -> None:  # noqa: ANN401 - as its parent has it
        """End; nothing is open."""


def _append(path: Path, *lines: str) -> None:
    with path.open("a") as file:
        file.write("".join(f"{line}\n" for line in lines))
