"""Exporters to Application Insights that are built by the thread that exports: no step waits for 900 ms of imports."""

import os
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from opentelemetry.sdk.metrics import Counter, Histogram
from opentelemetry.sdk.metrics.export import AggregationTemporality, MetricExporter, MetricExportResult, MetricsData
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

if TYPE_CHECKING:
    from azure.core.credentials import TokenCredential
    from azure.monitor.opentelemetry.exporter import AzureMonitorMetricExporter, AzureMonitorTraceExporter

    type Identity = Callable[[], TokenCredential] | None

# What Application Insights adds up itself.
DELTAS: dict[type, AggregationTemporality] = dict.fromkeys((Counter, Histogram), AggregationTemporality.DELTA)
# Microsoft's exporter would tell Microsoft of itself, and the app reaches nothing that its settings do not name; and of
# the provider of the whole process: there is none.
SILENT = (
    "STATSBEAT_DISABLED_ALL",
    "SDKSTATS_DISABLED",
    "CONTROLPLANE_DISABLED",
    "OPENTELEMETRY_RESOURCE_METRIC_DISABLED",
)


class LateSpans(SpanExporter):
    """Exports spans, as soon as there is one."""

    def __init__(self, address: str, identity: "Identity") -> None:
        self._address, self._identity = address, identity

    @cached_property
    def _exporter(self) -> "AzureMonitorTraceExporter":
        from azure.monitor.opentelemetry.exporter import AzureMonitorTraceExporter  # noqa: PLC0415 - see the module

        return AzureMonitorTraceExporter(**_options(self._address, self._identity))

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Export spans."""
        return self._exporter.export(spans)


class LateMetrics(MetricExporter):
    """Exports metrics, when their time has come."""

    def __init__(self, address: str, identity: "Identity") -> None:
        super().__init__(preferred_temporality=DELTAS)
        self._address, self._identity = address, identity

    @cached_property
    def _exporter(self) -> "AzureMonitorMetricExporter":
        from azure.monitor.opentelemetry.exporter import AzureMonitorMetricExporter  # noqa: PLC0415 - see the module

        return AzureMonitorMetricExporter(**_options(self._address, self._identity))

    def export(self, metrics_data: MetricsData, timeout_millis: float = 10_000, **kwargs: Any) -> MetricExportResult:  # noqa: ANN401 - as its parent has it
        """Export metrics."""
        return self._exporter.export(metrics_data, timeout_millis, **kwargs)

    def force_flush(self, timeout_millis: float = 10_000) -> bool:  # noqa: ARG002 - as its parent has it
        """Tell that nothing is kept back."""
        return True

    def shutdown(self, timeout_millis: float = 30_000, **kwargs: Any) -> None:  # noqa: ANN401 - as its parent has it
        """End; nothing is left to be done."""


def _options(address: str, identity: "Identity") -> dict[str, Any]:
    for name in SILENT:
        os.environ.setdefault(f"APPLICATIONINSIGHTS_{name}", "true")
    signed_in = {"credential": identity()} if identity else {}
    return {"connection_string": address, "disable_offline_storage": True, **signed_in}
