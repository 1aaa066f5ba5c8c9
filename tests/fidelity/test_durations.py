"""How long a run took is read from the looks at it."""

from datetime import timedelta

from fidelity.durations import of_job, of_operation
from fidelity.recordings import Answer, Interaction, Json, Request

URL = "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v"
STATUS = f"{URL}/backupOperations/op?api-version=2024-04-01"


def look(second: int, status: int, body: Json = None, url: str = STATUS, **headers: str) -> Interaction:
    date = f"Tue, 14 May 2024 08:49:{second:02} GMT"
    return Interaction(second, Request("GET", url, {}), Answer(status, {"date": date} | headers, body))


START = look(0, 202, None, URL, **{"azure-asyncoperation": STATUS})
RUNNING, ENDED = {"status": "InProgress"}, {"status": "Succeeded", "properties": {"jobId": "job"}}


def test_an_operation() -> None:
    """It ended between the last look that found it running and the next one."""
    assert of_operation(START, [look(4, 200, RUNNING), look(10, 200, ENDED)]) == timedelta(seconds=7)
    assert of_operation(START, [look(2, 200, ENDED)]) == timedelta(seconds=1)


def test_an_operation_whose_end_nobody_saw() -> None:
    """It lasts longer than it was looked at; what is gone has ended soon; a transient error says nothing."""
    assert of_operation(START, [look(30, 200, RUNNING)]) == timedelta(seconds=90)
    assert of_operation(START, [look(2, 200, RUNNING), look(59, 404, {})]) == timedelta(seconds=3)
    assert of_operation(START, [look(2, 500, {}), look(4, 200, ENDED)]) == timedelta(seconds=2)
    assert of_operation(START, []) is None


def test_a_job() -> None:
    """It says itself when it started and ended."""
    times = {"startTime": "2024-05-14T08:49:41Z", "endTime": "2024-05-14T09:30:52Z"}
    job = look(50, 200, {"properties": times}, f"{URL}/backupJobs/job")
    assert of_job(START, [look(2, 200, ENDED), job]) == timedelta(minutes=41, seconds=11)
    assert of_job(START, [look(2, 200, ENDED)]) is None
