"""List prices, in US dollars, and what a thousand backups cost by them. Free grants are left out.

Prices differ by region and change: look them up before you plan with them.
"""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct


class Price(NamedTuple):
    """What so many of something cost, and who says so."""

    dollars: float
    per: float
    source: str

    def of(self, count: float) -> float:
        """Return the price of so many."""
        return count * self.dollars / self.per


_FLEX = "https://modal.com/blog/azure-function-pricing-guide, 22 May 2025, East US"
_BLOBS = "sample prices of https://learn.microsoft.com/azure/storage/blobs/blob-storage-estimate-costs, 26 July 2024"
_QUEUES = "assumption: what a general-purpose v2 account takes for either class of operations, East US"

EXECUTIONS = Price(0.40, 1_000_000, "assumption: the price list of Flex Consumption on demand, East US")
GIGABYTE_SECONDS = Price(0.000026, 1, _FLEX)
LOGS = Price(
    2.30, 10**9, "https://monitoringcost.com/azure-monitor-cost, 2026: Analytics Logs, a byte of 10^9 a gigabyte"
)

STORAGE = {
    "queue receive": Price(0.004, 10_000, _QUEUES),
    "queue write": Price(0.004, 10_000, _QUEUES),
    "queue delete": Price(0.004, 10_000, _QUEUES),
    "blob read": Price(0.0044, 10_000, _BLOBS),
    "blob write": Price(0.055, 10_000, _BLOBS),
    "blob list": Price(0.055, 10_000, _BLOBS),
}

# A second in which an instance executes anything is paid for as a whole: less than 1,000 ms is billed as that
# (https://learn.microsoft.com/answers/a/12389275, 26 November 2025).
INSTANCE_GIGABYTES = 0.5  # the smallest instance that Flex Consumption offers
LOGGED_BYTES = 2_000  # assumption: an execution's record and its one line, as Application Insights stores them


class Costs(Struct, frozen=True):
    """Dollars for a thousand backups."""

    executions: float = 0.0
    memory: float = 0.0
    storage: float = 0.0
    logs: float = 0.0

    @property
    def total(self) -> float:
        """Return all of it."""
        return self.executions + self.memory + self.storage + self.logs


def costs(executions: float, active_seconds: float, storage: Mapping[str, float]) -> Costs:
    """Price executions, the seconds in which instances were active, and transactions of storage by their kind."""
    return Costs(
        executions=EXECUTIONS.of(executions),
        memory=GIGABYTE_SECONDS.of(active_seconds * INSTANCE_GIGABYTES),
        storage=sum(STORAGE[kind].of(count) for kind, count in storage.items()),
        logs=LOGS.of(executions * LOGGED_BYTES),
    )
