"""Times, durations and names as people read them. Pure."""

import re
from datetime import datetime

MINUTE, HOUR, DAY = 60, 3600, 86_400


def local(moment: datetime) -> str:
    """Write a moment in the time of this machine, with its zone."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M %Z}"


def clock(moment: datetime, now: datetime) -> str:
    """Write a moment as a column has room for it: today's without the date."""
    here = moment.astimezone()
    return f"{here:%H:%M}" if here.date() == now.astimezone().date() else f"{here:%d %b %H:%M}"


def zone(moment: datetime) -> str:
    """Return the zone that `clock` leaves out."""
    return f"{moment.astimezone():%Z}"


def lasting(seconds: float) -> str:
    """Write how long something takes: 45 s, 3 min, 2 h 05 min, 3 days."""
    seconds = max(0, round(seconds))
    if seconds < MINUTE:
        return f"{seconds} s"
    if seconds < HOUR:
        return f"{round(seconds / MINUTE)} min"
    if seconds < 2 * DAY:
        return f"{seconds // HOUR} h {seconds % HOUR // MINUTE:02} min"
    return f"{seconds // DAY} days"


def age(moment: datetime, now: datetime) -> str:
    """Write how long ago something was; nothing of what a simulated clock, which is ahead of ours, has dated."""
    past = (now - moment).total_seconds()
    return f"{lasting(past)} ago" if past >= 0 else ""


def apart(word: str) -> str:
    """Write BackingUp as people do: backing up."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word).lower()
