"""The read model of requests, for seeing only: what runs, what has ended, how a request fares.

A request has its row in the month's table, in the partition of the day on which it was accepted. To read days takes a
call for every thousand rows, one at least for each day; days are read side by side. To look for one request takes a
call for each day back to that of its acceptance, 32 at most. shared/refill.py fills it anew.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from shared.answers import Refused
from shared.connections import Connections
from shared.request_table import KEPT, partition_of, table_of
from shared.sdk_errors import remedied
from shared.seen_requests import Row, row_of
from shared.settings import OFF

SIDE_BY_SIDE = 8
DAY = timedelta(days=1)

type Columns = dict[str, object]


def running(azure: Connections) -> list[Row]:
    """Return the requests that have not ended, the newest first. Raise Refused or Unavailable, as all of these."""
    since = azure.now() - azure.settings.longest_request
    return [row for row in accepted(azure, since) if not row.ended]


def ended(azure: Connections, since: datetime) -> list[Row]:
    """Return the requests that have ended since then, the newest first."""
    rows = accepted(azure, since - azure.settings.longest_request)
    return [row for row in rows if row.ended and row.ended >= since]


def accepted(azure: Connections, since: datetime) -> list[Row]:
    """Return the requests that were accepted on the days since then, the newest first."""
    read = partial(_day, azure, "PartitionKey eq @day")
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        return _rows(columns for found in pool.map(read, _days(azure, since)) for columns in found)


def one(azure: Connections, request_id: UUID) -> list[Row]:
    """Return the rows of a requestId, one for each queue that it was sent to; none if none of 31 days has one."""
    wanted = f"PartitionKey eq @day and RowKey ge '{request_id}_' and RowKey lt '{request_id}_~'"
    days = reversed(_days(azure, azure.now() - KEPT))
    return next((rows for day in days if (rows := _rows(_day(azure, wanted, day)))), [])


def switched_on(azure: Connections) -> str:
    """Return how the tables' names begin; raise Refused where there are none."""
    if azure.settings.requests_table == OFF:
        raise Refused("NoReadModel", "the read model is switched off", remedy="Set REQUESTS_TABLE to a name.")
    return azure.settings.requests_table


def _days(azure: Connections, since: datetime) -> list[date]:
    last = azure.now().date() + DAY  # clocks may differ
    return [last - back * DAY for back in range((last - since.date()).days, -1, -1)]


def _day(azure: Connections, wanted: str, day: date) -> list[Columns]:
    """Return the rows of a day: of a month that has no table, none."""
    from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415 - only who looks pays for the client

    table = azure.tables.get_table_client(table_of(switched_on(azure), day))
    with remedied("Table Storage"):
        try:
            return [dict(entity) for entity in table.query_entities(wanted, parameters={"day": partition_of(day)})]
        except ResourceNotFoundError:
            return []


def _rows(found: Iterable[Columns]) -> list[Row]:
    """Return the rows; of a request that came again on another day, one."""
    together: dict[str, Columns] = {}
    for columns in found:
        key = str(columns.pop("RowKey"))
        together[key] = columns | together.get(key, {})
    return sorted(_read(together), key=_age, reverse=True)


def _read(together: dict[str, Columns]) -> Iterator[Row]:
    return (row for key, columns in together.items() if (row := row_of(key, columns)))


def _age(row: Row) -> str:
    return row.accepted.isoformat() if row.accepted else ""
