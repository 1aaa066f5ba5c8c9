"""Pages: Jinja templates beside the code that fills them, with one way to show names and times."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template


@cache
def template(page: Path, filters: tuple[tuple[str, Callable[..., str]], ...] = ()) -> Template:
    """Return the template in a file; what it includes lies beside it. `filters` are its own, besides those of all."""
    loader = FileSystemLoader(page.parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"name": name, "group": group, "time": time} | dict(filters)
    return environment.get_template(page.name)


def name(arm_id: str | None) -> str:
    """Return the last part of an ARM id."""
    return (arm_id or "").rpartition("/")[2]


def group(arm_id: str | None) -> str:
    """Return the resource group: /subscriptions/{}/resourceGroups/{}/...; a classic VM may have none."""
    return "".join((arm_id or "").split("/")[4:5])


def time(moment: datetime | None) -> str:
    """Return a time to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
