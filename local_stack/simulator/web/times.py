"""How Azure writes times. All of them are UTC."""

from datetime import UTC, datetime, timedelta

# An unset time of a task or an operation: without Z, as recorded in job_polling_backup.json.
UNSET = "0001-01-01T00:00:00"

_DOTNET_EPOCH = datetime(1, 1, 1, tzinfo=UTC)


def iso(moment: datetime) -> str:
    """Write `2024-05-14T08:49:42.431146Z`: fractions as long as needed."""
    written = moment.replace(tzinfo=None).isoformat()
    return f"{written.rstrip('0') if '.' in written else written}Z"


def iso_duration(lasted: timedelta) -> str:
    """Write `PT1H30M43.0389111S`."""
    minutes, seconds = divmod(lasted.total_seconds(), 60)
    hours, minutes = divmod(int(minutes), 60)
    days, hours = divmod(hours, 24)
    parts = [f"{days}D" if days else "", "T", f"{hours}H" if hours else "", f"{minutes}M" if minutes else ""]
    written = f"{seconds:.6f}".rstrip("0").rstrip(".")
    return f"P{''.join(parts)}{written}S" if seconds or not (hours or minutes) else f"P{''.join(parts)}"


def time_span(left: timedelta) -> str:
    """Write `13.23:59:42.8656002`, a .NET TimeSpan."""
    hours, seconds = divmod(left.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    return f"{left.days}.{hours:02}:{minutes:02}:{seconds:02}.{left.microseconds * 10:07}"


def american(moment: datetime) -> str:
    """Write `6/13/2024 12:00:00 AM`, as job properties have it."""
    return f"{moment.month}/{moment.day}/{moment.year} {(moment.hour % 12) or 12}:{moment:%M:%S %p}"


def ticks(moment: datetime) -> int:
    """Count .NET ticks: 100 ns since the year 1."""
    return (moment - _DOTNET_EPOCH) // timedelta(microseconds=1) * 10


def read_iso(written: object) -> datetime | None:
    """Read a time from a request body; ValueError if it is none. Without zone it is UTC."""
    if written is None:
        return None
    moment = datetime.fromisoformat(str(written))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
