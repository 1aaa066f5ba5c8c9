"""What Azure says travels in notes, and notes are headers: nothing in it can end one."""

import re
from uuid import uuid4

from shared.cloud_event import Event
from shared.events import FleetBackedUp
from shared.requests import BackupFleet
from tests.running import VAULT, App

LARGEST_MESSAGE = 48 * 1024
HOSTILE = {
    "a header": "Bad\r\nx-ms-meta-end: completed",
    "a newline": "Bad\n",
    "a NUL": "Bad\0",
    "a tab": "Bad\tcode",
    "letters of other scripts": "Ошибка, 错误, \N{PILE OF POO}",
    "very long": "Bad" * 10_000,
    "nothing that shows": " \u200b\u202e",
}


def fleet_of(app: App, answers: list[dict[str, object]], on: str) -> list[Event]:
    """Back up a fleet whose VMs meet each one of these answers."""
    app.azure.add_protected(len(answers))
    for answer in answers:
        app.azure.fault(on=on, answer=answer)
    fleet = BackupFleet(vault_id=VAULT, request_id=uuid4(), accepted=app.connections.now())
    begun = app.step(fleet)
    app.azure.fault(on="GET */backupJobs", answer=500, times=1_000)  # so that operations are looked at
    return app.run(*begun)


def summary(events: list[Event]) -> FleetBackedUp:
    assert max(len(event.to_json()) for event in events) < LARGEST_MESSAGE
    (event,) = [event for event in events if isinstance(event, FleetBackedUp)]
    return event


def test_an_error_code_is_no_header(remembering: App) -> None:
    """Each VM has failed, and what is told of it is short and shows."""
    errors = [{"error": {"code": text, "message": text}} for text in HOSTILE.values()]
    events = fleet_of(remembering, [{"status": 400, "body": error} for error in errors], "POST */backup")
    told = summary(events)
    assert told.failed == len(HOSTILE)
    assert [member.reason for member in told.failed_vms if not re.fullmatch(r"[!-~ ]{1,200}", member.reason)] == []


def test_a_job_id_is_no_header(remembering: App) -> None:
    """Nor does one that is no id keep a fleet from its end."""
    ended = {"status": "Failed", "error": {"code": "Bad", "message": "x"}}
    bodies = [ended | {"properties": {"jobId": text}} for text in HOSTILE.values()]
    events = fleet_of(remembering, [{"status": 200, "body": body} for body in bodies], "GET */operationsStatus/*")
    told = summary(events)
    assert (told.failed, told.unfinished) == (len(HOSTILE), 0)
