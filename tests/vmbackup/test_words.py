import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import typer
from hypothesis import given, strategies

from vmbackup import words
from vmbackup.event import Event, event_of
from vmbackup.exits import Exit, Wrong
from vmbackup.given import ahead, minutes, moment, point, seconds, tag
from vmbackup.outcomes import WORDS, told
from vmbackup.progress import of_job
from vmbackup.vault_jobs import VaultJob, seconds_of, usual_seconds

EXAMPLES = sorted((Path(__file__).parents[2] / "docs/contracts/events").glob("*.example.json"))
EXAMPLES_BY_KIND = {file.name.partition(".")[0]: file for file in EXAMPLES}
FAILED = {"OperationFailed", "RequestRejected", "MessagePoisoned"}
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def event(file: Path) -> Event:
    return event_of(file.read_bytes())


def job(status: str = "InProgress", duration: str = "PT10M", vm: str = "a", **extended: object) -> VaultJob:
    properties = {"status": status, "operation": "Backup", "duration": duration, "containerName": vm}
    return msgspec.convert({"name": "j", "properties": properties | {"extendedInfo": extended}}, VaultJob)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name.partition(".")[0])
def test_every_event_is_told_in_words(file: Path) -> None:
    """In a sentence that names what it is about; failures end a command with 1, all else with 0."""
    example = event(file)
    said = told(example)
    assert said.code == (Exit.FAILED if example.kind in FAILED or has_failures(example) else Exit.WELL)
    assert said.sentence.endswith((".", ":", ")"))
    assert "{" not in said.sentence


def has_failures(example: Event) -> bool:
    return bool(example.data.get("failed") or example.data.get("findings"))


def test_a_fleet_of_no_vm_is_a_failure() -> None:
    """Nothing is backed up: a tag was misspelt, most often."""
    example = event(EXAMPLES_BY_KIND["FleetBackedUp"])
    counts = dict.fromkeys(("completed", "withWarnings", "failed", "unfinished", "skipped"), 0)
    nobody = msgspec.structs.replace(example, data=example.data | counts | {"failedVms": [], "skippedVms": []})
    assert told(nobody) == (Exit.FAILED, "No VM was backed up: none matched.", ())
    skipped = msgspec.structs.replace(nobody, data=nobody.data | {"skipped": 1})
    assert told(skipped).code == Exit.WELL


@pytest.mark.parametrize(("action", "done"), [("stop", "stopped"), ("resume", "resumed"), ("undelete", "undeleted")])
def test_a_change_that_was_none_says_so(action: str, done: str) -> None:
    """Somebody was faster."""
    example = event(EXAMPLES_BY_KIND["ProtectionChanged"])
    data = example.data | {"unchanged": True, "request": {"action": action}}
    said = told(msgspec.structs.replace(example, data=data)).sentence
    assert said == f"The protection of web01 was {done} before: nothing was changed."


def test_what_was_to_be_cancelled_is_a_job() -> None:
    """And not the vault that it is of; told in full, or as the read model has it."""
    failed = event(EXAMPLES_BY_KIND["OperationFailed"])
    data = failed.data | {"request": {"jobId": "12f3e18a-2a52-4a4e-9a0e-0d6f3f1c2b3a"}}
    cancelled = msgspec.structs.replace(failed, id="cancel-job/1", subject=None, data=data)
    assert told(cancelled).sentence.startswith("job 12f3e18a failed")
    row = msgspec.structs.replace(cancelled, data={"jobId": "12f3e18a-2a52-4a4e-9a0e-0d6f3f1c2b3a"})
    assert told(row).sentence == "job 12f3e18a: operation failed."


def test_words_are_known_for_every_event() -> None:
    """A new one comes with an example, and needs its words here."""
    assert set(WORDS) == {file.name.partition(".")[0] for file in EXAMPLES}


def test_an_event_that_tells_less_than_usual_is_told_by_its_kind() -> None:
    """As the read model has it, of a request whose event is gone."""
    little = Event(id="x", type="AzureVmBackup.OperationFailed", source="/v", subject="/x/web01", time=NOW, data={})
    assert told(little) == (Exit.FAILED, "web01: operation failed.", ())
    newer = Event(id="x", type="AzureVmBackup.SomethingNew", source="/v/nightly", time=NOW, data={"code": "7"})
    assert told(newer).sentence == "nightly: something new (7)."


@pytest.mark.parametrize(
    ("length", "words_"),
    [
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (3599, "60 min"),
        (7500, "2 h 05 min"),
        (172_800, "2 days"),
        (-5, "0 s"),
    ],
)
def test_durations_are_written_as_people_say_them(length: float, words_: str) -> None:
    """Not more exactly than they matter."""
    assert words.lasting(length) == words_


def test_moments_have_the_zone_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """In JSON they are UTC."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    assert words.local(NOW) == "2026-11-23 13:00 CET"
    assert words.clock(NOW, NOW) == "13:00"
    assert words.clock(NOW - timedelta(days=2), NOW) == "21 Nov 13:00"
    assert moment("2026-11-23 13:00") == "2026-11-23T12:00:00Z"
    assert moment("2026-11-23T13:00:00+02:00") == "2026-11-23T11:00:00Z"
    monkeypatch.undo()
    time.tzset()


@given(strategies.text())
def test_what_is_no_time_and_no_duration_is_wrong_usage(text: str) -> None:
    """And nothing else happens."""
    for read in (moment, seconds):
        with suppress(typer.BadParameter):
            assert read(text) is not None


@pytest.mark.parametrize(("text", "length"), [("90s", 90), ("30m", 1800), ("2h", 7200), ("7d", 604_800), ("1.5", 1.5)])
def test_durations_are_read_with_their_unit(text: str, length: float) -> None:
    """Seconds without one."""
    assert seconds(text) == length


def test_until_when_may_be_a_time_or_a_duration() -> None:
    """From now."""
    assert ahead("90d", NOW) == "2027-02-21T12:00:00Z"
    assert ahead("2030-01-31T00:00:00Z", NOW) == "2030-01-31T00:00:00Z"


@pytest.mark.parametrize("text", ["1s", "2026-11-22", "soon", "", "9999999d", "99999999999d", "9999-12-31T23:59-12:00"])
def test_what_is_not_kept_until_tomorrow_is_refused(text: str) -> None:
    """By the name of the option, with what would be right."""
    with pytest.raises(Wrong) as wrong:
        ahead(text, NOW)
    assert wrong.value.problem.field == "--retain"
    assert wrong.value.problem.recommendations == ("Write 90d or 2026-12-31, say.",)


def test_a_window_is_of_a_day_at_most() -> None:
    """In minutes."""
    assert (minutes(None), minutes("0"), minutes("1440"), minutes("0.5")) == (None, 0, 1440, 0.5)
    for text in ("-3", "1441", "1440.1", "nan", "soon", ""):
        with pytest.raises(Wrong, match=r"--window .* is no number of minutes"):
            minutes(text)


def test_what_contradicts_itself_is_wrong_usage() -> None:
    """Two recovery points; a tag without a name."""
    with pytest.raises(Wrong):
        point("1", "2026-11-20T00:00:00Z")
    for no_tag in ("gold", "=gold"):
        with pytest.raises(Wrong):
            tag(no_tag)
    assert tag("tier=gold=1") == {"tier": "gold=1"}


def test_a_job_that_tells_its_progress_is_believed() -> None:
    """What is left is in seconds of our own clock."""
    seen = of_job(job(progressPercentage=40.0, estimatedRemainingDuration="PT10M"), usual=1, speed=60)
    assert (seen.percent, seen.left, seen.words) == (40, 10, "40 %, 10 s left")


def test_a_job_that_tells_nothing_is_measured_by_those_before_it() -> None:
    """By the VM's own rather than others'; where nothing ran before, by what was recorded of Azure."""
    before = [job("Completed", "PT20M"), job("Completed", "PT5M", vm="b"), job("Failed", "PT1M")]
    assert usual_seconds(job(), before) == 1200
    assert usual_seconds(job(vm="c"), before) == 750
    assert usual_seconds(job(), []) == 2477
    seen = of_job(job(), usual=1200, speed=1)
    assert seen.words == "~50 %, ~10 min left"


def test_a_job_that_takes_longer_than_usual_is_never_done_before_its_end() -> None:
    """And it says so."""
    assert of_job(job(), usual=300, speed=1).words == "~95 %, longer than usual"


@pytest.mark.parametrize(("iso", "length"), [("PT1H30M43.0389111S", 5443.038911), ("00:00:31", None), (None, None)])
def test_durations_are_read_as_azure_writes_them(iso: str | None, length: float | None) -> None:
    """Recorded in job_polling_backup.json."""
    assert seconds_of(iso) == length
