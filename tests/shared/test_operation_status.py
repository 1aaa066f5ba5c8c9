import json
import re
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from shared.answers import Answer, Refused, Unavailable, judged
from shared.operation_status import Failed, Running, Succeeded, read_status, tracking_uri
from tests.azure_data import interactions

STATUS_URL = re.compile(
    r"/(operationResults|operationsStatus|operationStatus|backupOperations|backupJobs|backupCrrOperationsStatus)/[^/?]+"
    r"(\?|$)|/backupCrrJob\?"
)
WORDS = {
    "InProgress": Running,
    "Succeeded": Succeeded,
    "Completed": Succeeded,
    "CompletedWithWarnings": Succeeded,
}
CODES = {202: Running, 204: Succeeded, 404: Refused, 429: Unavailable, 500: Unavailable}


def answer(status: int, body: object = None, **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def meaning(given: Answer) -> object:
    try:
        return read_status(judged(given))
    except (Refused, Unavailable) as error:
        return error


def expected(response: dict[str, Any]) -> type:
    """State the rule a second time, from the text alone."""
    if response["status"] in CODES:
        return CODES[response["status"]]
    word = re.search(r'"status": "(\w+)"', re.sub(r'"tasksList": \[.*?\]', "", json.dumps(response["body"])))
    return WORDS[word[1]] if word else Succeeded


def expected_job(response: dict[str, Any]) -> str | None:
    text = json.dumps(response["body"])
    found = re.search(r'"jobId": "([^"]+)"', text) or re.search(r'"id": "[^"]*/backup(?:Crr)?Jobs?/([^"/]+)"', text)
    return found[1] if found else None


def test_every_recorded_status_answer_is_read_right() -> None:
    """Running, succeeded, refused or unavailable, and with the job's id where the answer names one."""
    looked = Counter[str]()
    for file, recorded in interactions():
        response = recorded["response"]
        if not STATUS_URL.search(recorded["request"]["url"]):
            continue
        status = meaning(answer(response["status"], response["body"]))
        assert isinstance(status, expected(response)), (file, recorded["index"], status)
        if isinstance(status, Succeeded):
            assert status.job_id == expected_job(response), (file, recorded["index"])
        looked[type(status).__name__] += 1
    assert looked == {"Running": 63, "Succeeded": 48, "Refused": 1, "Unavailable": 2}


@pytest.mark.parametrize("word", ["Failed", "Canceled"])
def test_an_operation_that_ended_badly_has_failed_with_its_error(word: str) -> None:
    """Azure's code and message are in the problem."""
    body = {"id": "o", "name": "o", "status": word, "error": {"code": "UserErrorX", "message": "Because."}}
    failed = read_status(answer(200, body))
    assert isinstance(failed, Failed)
    assert (failed.problem.code, failed.problem.message) == ("UserErrorX", "Because.")


def test_a_failed_job_puts_its_first_error_in_front_and_keeps_all() -> None:
    """Recommendations come with it, as the portal shows them."""
    errors = [
        {"errorCode": 400196, "errorTitle": "AgentGone", "errorString": "No agent.", "recommendations": ["Restart."]},
        {"errorCode": 1, "errorString": "More."},
    ]
    job = {"name": "j", "properties": {"jobType": "AzureIaaSVMJob", "status": "Failed", "errorDetails": errors}}
    failed = read_status(answer(200, job))
    assert isinstance(failed, Failed)
    assert failed.job_id == "j"
    assert (failed.problem.code, failed.problem.message) == ("AgentGone", "No agent.")
    assert failed.problem.recommendations == ("Restart.",)
    assert [detail.code for detail in failed.problem.details] == ["400196", "1"]


@pytest.mark.parametrize("word", ["Failed", "Cancelled"])
def test_a_job_that_ended_badly_without_a_word_has_failed_all_the_same(word: str) -> None:
    """The problem says that Azure gives no reason."""
    failed = read_status(answer(200, {"name": "j", "properties": {"status": word}}))
    assert isinstance(failed, Failed)
    assert failed.problem.code == f"Job{word}"


def test_a_running_job_tells_its_percent_and_its_task() -> None:
    """As recorded of a restore, halfway."""
    halfway = [
        interaction["response"]["body"]
        for file, interaction in interactions()
        if file == "restore_disks" and '"progressPercentage": 50.0' in json.dumps(interaction["response"]["body"])
    ]
    assert read_status(answer(200, halfway[0])) == Running(percent=50.0, task="Transfer data from vault")


def test_however_much_azure_says_the_event_fits_into_a_queue_message() -> None:
    """48 KiB, before Base64."""
    error = {"errorCode": "1" * 9_999, "errorTitle": "t" * 9_999, "errorString": "é" * 9_999}
    errors = [error | {"recommendations": ["r" * 9_999] * 99}] * 99
    failed = read_status(answer(200, {"name": "j", "properties": {"status": "Failed", "errorDetails": errors}}))
    assert isinstance(failed, Failed)
    assert len(msgspec.json.encode(failed.problem)) < 44 * 1024


def test_a_cancelling_job_still_runs() -> None:
    """Cancelling is not yet Cancelled."""
    assert isinstance(read_status(answer(200, {"properties": {"status": "Cancelling"}})), Running)


def test_a_word_that_nobody_knows_means_running() -> None:
    """The deadline ends it, if Azure never says another."""
    assert isinstance(read_status(answer(200, {"status": "Pondering"})), Running)


def test_warnings_and_times_of_a_job_are_kept() -> None:
    """CompletedWithWarnings is a completion; a time before it began is none."""
    job = {
        "name": "j",
        "properties": {
            "status": "CompletedWithWarnings",
            "startTime": "2021-01-16T16:45:22.1851122Z",
            "endTime": "0001-01-01T00:00:00",
            "errorDetails": [{"errorCode": 320001, "errorTitle": "ResourceNotFound", "errorString": "Gone."}],
            "extendedInfo": {"propertyBag": {"Backup Size": "0 MB"}},
        },
    }
    done = read_status(answer(200, job))
    assert isinstance(done, Succeeded)
    assert done.started == datetime(2021, 1, 16, 16, 45, 22, 185112, tzinfo=UTC)
    assert done.ended is None
    assert [warning.title for warning in done.warnings] == ["ResourceNotFound"]
    assert done.properties == {"Backup Size": "0 MB"}


def test_the_newest_tracking_uri_and_retry_after_are_taken() -> None:
    """Azure-AsyncOperation leads, because its body tells the job."""
    both = answer(202, {}, azure_asyncoperation="https://a/1", location="https://a/2", retry_after="60")
    assert read_status(both) == Running(60, "https://a/1")
    assert tracking_uri(answer(202, None, location="https://a/2")) == "https://a/2"


def test_a_status_of_another_shape_is_tried_again_later() -> None:
    """It may be a gateway's answer; the deadline ends it."""
    with pytest.raises(Unavailable):
        read_status(answer(200, {"status": 7}))
    with pytest.raises(Unavailable):
        read_status(answer(200, ["status"]))
