"""The daily run: one fleet for each configured vault, the same fleet however often the day's timer fires."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from shared.connections import Connections
from shared.messages import Message
from shared.requests import BackupFleet

SOON = timedelta(minutes=5)


def start_night(status: Mapping[str, str], azure: Connections) -> Sequence[Message]:
    """Ask for the backup of every configured vault's fleet."""
    now = azure.now()
    day = day_of(status.get("Next"), now)
    return [
        BackupFleet(
            vault_id=vault_id,
            request_id=uuid5(NAMESPACE_OID, f"{BackupFleet.QUEUE}/{day}/{vault_id.casefold()}"),
            accepted=now,
            chosen_id=True,
        )
        for vault_id in azure.settings.rules.vaults
    ]


def day_of(due: str | None, now: datetime) -> date:
    """Return the day, in UTC, that a firing of the timer is for.

    That is the day for which it was due: a run of 23:30 that is made up for at 00:10 is still yesterday's. Run by hand
    at another time, it is today's.
    """
    try:
        scheduled = datetime.fromisoformat(due or "")
        scheduled = scheduled.astimezone(now.tzinfo) if scheduled.tzinfo else scheduled.replace(tzinfo=now.tzinfo)
    except (ValueError, OverflowError):  # .NET writes `never` as the year 1, in any zone
        return now.date()
    return scheduled.date() if now - timedelta(days=365) < scheduled <= now + SOON else now.date()
