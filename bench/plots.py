"""The pictures under docs/performance: from the figures as results.json has them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt

type Figures = dict[str, Any]  # JSON

COLOURS = {"app": "#0a7d55", "sdk": "#c2570c", "az": "#6b7280"}
NAMES = {"app": "this app", "sdk": "SDK, a thread each", "az": "az, in a loop"}
SEVERAL_VAULTS = "#7cc5a5"
HOUR = 3600
WIDE = (7, 3.4)
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "the same names in every run",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e5e7eb",
    "figure.facecolor": "white",
}


def plots(figures: Figures, folder: Path) -> None:
    """Draw every picture whose part was measured."""
    with plt.rc_context(STYLE):
        for name, (part, draw) in PICTURES.items():
            if part in figures:
                draw(figures[part])
                plt.tight_layout()
                plt.savefig(folder / f"{name}.svg", metadata={"Date": None})
                plt.close()


def _calls(fleet: Figures) -> None:
    """Draw calls per backup, and how many of them Azure refused."""
    _, axes = plt.subplots(figsize=WIDE)
    flows = fleet["figures"]
    for place, one in enumerate(flows):
        calls, refused = sum(one["calls"].values()), one["throttled"] / one["backups"]
        axes.barh(place, calls, color=_colour(one))
        axes.text(calls, place, f" {calls:.1f}, of them {refused:.1f} refused", va="center")
    axes.set(xlabel=f"ARM calls per backup{_until(fleet)}")
    axes.set_yticks(range(len(flows)), [_name(one) for one in flows])
    axes.set_xlim(right=axes.get_xlim()[1] * 1.7)
    axes.invert_yaxis()


def _lags(fleet: Figures) -> None:
    """Draw which share of the ends was told within how many seconds."""
    _, axes = plt.subplots(figsize=WIDE)
    for one in fleet["figures"]:
        shares = [place / len(one["lags"]) * 100 for place in range(1, len(one["lags"]) + 1)]
        axes.plot([max(1, lag) for lag in one["lags"]], shares, color=_colour(one), label=_name(one))
    axes.set(xlabel="seconds from a job's end to its event", ylabel="% of the backups", xscale="log")
    axes.legend(frameon=False)


def _done(fleet: Figures) -> None:
    """Draw how many backups were told to be done by when."""
    _, axes = plt.subplots(figsize=WIDE)
    for one in fleet["figures"]:
        hours, counts = [at / HOUR for at, _ in one["curve"]], [count for _, count in one["curve"]]
        axes.plot(hours, counts, color=_colour(one), label=_name(one))
    axes.axvline(
        max(one["bound"] for one in fleet["figures"]) / HOUR, color="#9ca3af", linestyle=":", label="lower bound"
    )
    axes.set(xlabel=f"hours since the requests came{_until(fleet)}", ylabel="backups known to be done")
    axes.legend(frameon=False)


def _name(one: Figures) -> str:
    return f"{NAMES[one['flow']]}, {one['layout']}"


def _colour(one: Figures) -> str:
    return COLOURS[one["flow"]] if one["layout"] == "1 vault" else SEVERAL_VAULTS


def _until(fleet: Figures) -> str:
    """Say where the benchmark stopped flows that took too long."""
    stopped = [f"{NAMES[one['flow']]} at {one['stopped'] / HOUR:.1f} h" for one in fleet["figures"] if one["stopped"]]
    return f"\n(stopped by the benchmark: {'; '.join(stopped)})" if stopped else ""


def _throughput(figures: Figures) -> None:
    hosts = figures["hosts"]
    names = [str(one["hosts"]) for one in hosts]
    _, axes = plt.subplots(figsize=(5, 3))
    axes.plot(names, [one["perSecond"] for one in hosts], "o-", color=COLOURS["app"], label=NAMES["app"])
    axes.plot(
        names, [one["floor"] for one in hosts], "o--", color=COLOURS["az"], label="receive, send, delete: nothing else"
    )
    axes.set(xlabel="hosts", ylabel="messages a second")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)


def _growth(figures: Figures) -> None:
    sizes = figures["sizes"]
    vms = [one["vms"] for one in sizes]
    _, all_axes = plt.subplots(1, 2, figsize=(9, 3))
    labels = {"reads": "ARM reads per backup", "memory": "memory, MB"}
    for axes, (key, label) in zip(all_axes, labels.items(), strict=True):
        axes.plot(vms, [one[key] for one in sizes], "o-", color=COLOURS["app"])
        axes.set(xlabel="VMs", ylabel=label, xscale="log")
        axes.set_ylim(bottom=0)


PICTURES: dict[str, tuple[str, Callable[[Figures], None]]] = {
    "calls": ("fleet", _calls),
    "lag": ("fleet", _lags),
    "done": ("fleet", _done),
    "throughput": ("throughput", _throughput),
    "growth": ("growth", _growth),
}
