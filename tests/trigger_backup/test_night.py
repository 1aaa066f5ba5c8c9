from datetime import UTC, date, datetime

import pytest

from shared.requests import BackupFleet
from tests.running import VAULT, App
from trigger_backup.night import day_of, start_night

NOW = datetime(2026, 11, 22, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("2026-11-22T00:10:00+00:00", date(2026, 11, 22)),
        ("2026-11-22T00:10:00.1", date(2026, 11, 22)),
        ("2026-11-21T23:30:00+00:00", date(2026, 11, 21)),
        ("2026-11-22T00:30:00+01:00", date(2026, 11, 21)),
        ("2026-11-18T23:30:00Z", date(2026, 11, 18)),
        ("2026-11-22T23:30:00Z", date(2026, 11, 22)),
        ("2026-11-23T00:10:00Z", date(2026, 11, 22)),
        ("0001-01-01T00:00:00+00:00", date(2026, 11, 22)),
        (None, date(2026, 11, 22)),
        ("soon", date(2026, 11, 22)),
    ],
)
def test_a_run_is_for_the_day_for_which_it_was_due(due: str | None, day: date) -> None:
    """Also when it is made up for after midnight; run by hand, it is for today."""
    assert day_of(due, NOW) == day


def test_every_configured_vault_is_asked_for_with_an_id_of_day_and_vault(remembering: App) -> None:
    """The same day is the same fleet; the next is another."""
    first, again, next_day = (
        start_night({"Next": due}, remembering.connections)
        for due in ("2026-11-22T01:00:00Z", "2026-11-22T01:00:00.5Z", "2026-11-21T01:00:00Z")
    )
    (request,) = first
    assert isinstance(request, BackupFleet)
    assert request.vault_id == VAULT
    assert {again[0].request_id} == {request.request_id}  # type: ignore[attr-defined] # they are fleets
    assert {next_day[0].request_id} != {request.request_id}  # type: ignore[attr-defined] # they are fleets


def test_without_a_configured_vault_the_night_is_quiet(app: App) -> None:
    """The timer may run, there is nothing to do."""
    assert start_night({}, app.connections) == []
