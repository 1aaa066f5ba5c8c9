"""Cold start: what stands between a new instance and its first look, beside `import azure.functions` alone.

Every figure is of a fresh process that runs Microsoft's worker over the package as it is deployed.
"""

from bench.cold_start.starts import measure
from bench.cold_start.tables import rows

__all__ = ["measure", "rows"]
