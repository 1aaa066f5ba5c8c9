"""Pages: Jinja templates beside the code that fills them, with one way to show names and times."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from shared.arm_ids import group_of, name_of


@cache
def template(page: Path, filters: tuple[tuple[str, Callable[..., str]], ...] = ()) -> Template:
    """Return the template in a file; what it includes lies beside it. `filters` are its own, besides those of all."""
    loader = FileSystemLoader(page.parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"name": name_of, "group": group_of, "time": time} | dict(filters)
    return environment.get_template(page.name)


def time(moment: datetime | None) -> str:
    """Return a time to the minute."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"
