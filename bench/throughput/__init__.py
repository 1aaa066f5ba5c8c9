"""Throughput and latency: the app in real hosts, beside a bare process that does no more than it must."""

from bench.throughput.measurement import measure
from bench.throughput.tables import rows

__all__ = ["measure", "rows"]
