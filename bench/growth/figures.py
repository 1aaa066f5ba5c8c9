"""From what the world has seen to what is reported. Pure."""

from collections.abc import Sequence
from statistics import fmean

from msgspec import Struct

from bench.fleet.figures import percentile
from bench.growth.fleet import VMS_OF_VAULT, subscriptions_of, vaults_of
from bench.growth.world import World

MEGABYTE = 1024 * 1024
MOST_MEMORY = 30  # MB above the idle app: 16 boards, and what it takes to make one anew
COMPLETED = "AzureVmBackup.BackupCompleted"


class Size(Struct, frozen=True, rename="camel"):
    """A fleet's figures. Calls, looks and records are per backup, lags seconds of virtual time, memory megabytes.

    `looks` are executions of a function, `records` reads and writes of blobs. `memory` is the most that an instance
    ever had, `idle` what it had before its first message; `cpu` is milliseconds per backup, `seconds` are real ones.
    """

    vms: int
    vaults: int
    subscriptions: int
    done: int
    reads: float
    writes: float
    refused: int
    looks: float
    records: float
    lag_mean: float
    lag_p95: float
    lag_most: float
    memory: float
    idle: float
    cpu: float
    seconds: float


class Bar(Struct, frozen=True):
    """A bar, what was measured, and whether it holds."""

    what: str
    measured: str
    holds: bool


def size_of(vms: int, world: World, seconds: float) -> Size:
    """Return the figures of a run that took so many real seconds."""
    starts, lags = world.gate.calls["start"], sorted(world.lags)
    return Size(
        vms=vms,
        vaults=vaults_of(vms),
        subscriptions=subscriptions_of(vms),
        done=world.ends[COMPLETED],
        reads=(world.gate.calls.total() - starts) / vms,
        writes=starts / vms,
        refused=world.gate.refused,
        looks=world.executions / vms,
        records=world.records.asked / vms,
        lag_mean=fmean(lags),
        lag_p95=percentile(lags, 95),
        lag_most=lags[-1],
        memory=max(used.memory for used in world.used) / MEGABYTE,
        idle=max(used.idle for used in world.used) / MEGABYTE,
        cpu=sum(used.cpu for used in world.used) * 1000 / vms,
        seconds=seconds,
    )


def bars_of(sizes: Sequence[Size]) -> list[Bar]:
    """Judge the sizes, the smallest first; how they grow, from the first that fills a vault."""
    done, asked = sum(size.done for size in sizes), sum(size.vms for size in sizes)
    refused = sum(size.refused for size in sizes)
    bars = [
        Bar("every backup done", f"{done:,} of {asked:,}", done == asked),
        Bar("429s met: 0", f"{refused:,}", refused == 0),
    ]
    full = [size for size in sizes if size.vms >= VMS_OF_VAULT]
    return [*bars, *_grown(full[0], full[-1])] if len(full) > 1 else bars


def _grown(least: Size, most: Size) -> list[Bar]:
    above = most.memory - most.idle
    return [
        Bar(
            f"ARM reads per backup do not grow from {least.vms:,} to {most.vms:,} VMs",
            f"{least.reads:.2f}, {most.reads:.2f}",
            most.reads <= least.reads,
        ),
        Bar(
            f"memory of an instance is bounded: {MOST_MEMORY} MB above the idle app",
            f"{above:.0f} MB at {most.vms:,} VMs",
            above <= MOST_MEMORY,
        ),
    ]
