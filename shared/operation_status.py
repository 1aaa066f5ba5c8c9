"""What an answer to a look at a long operation means: Running | Succeeded | Failed. Pure.

Azure answers in five forms (recorded in enable_protection.json, trigger_backup.json, job_polling_backup.json,
refresh_containers.json, vault_create.json): 202; 204; 200 with `status` (an operation); 200 with `properties.status`
(a job); 200 with the resource itself.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

import msgspec

from shared.answers import Answer, Unavailable
from shared.forms import converted
from shared.mount_script import ClientScript
from shared.problem import Detail, Problem
from shared.status_body import Error, ExtendedInfo, JobError, Looked, Properties

DONE = {"Succeeded", "Completed", "CompletedWithWarnings"}
# An event must fit into a queue message of 48 KiB, whatever Azure says.
MOST_DETAILS = 8
MOST_RECOMMENDATIONS = 4
LONGEST_TEXT = 500
LONGEST_URI = 16_000  # recorded ones have up to 3,500
UNEXPLAINED = (Detail("CompletedWithWarnings", message="The job does not say what it warns of."),)
ENDED_BADLY = {"Failed", "Canceled", "Cancelled", "Invalid"}


@dataclass(frozen=True)
class Running:
    """Look again; the newest tracking URI, where the answer brings one, replaces the old.

    `again` tells when, where the look was at a job board (UTC); `on_board`, that this shows the job.
    """

    retry_after: int | None = None
    tracking_uri: str | None = None
    percent: float | None = None
    task: str | None = None
    again: datetime | None = None
    on_board: bool = False


@dataclass(frozen=True)
class Succeeded:
    """Done: for a backup's operation that means that the job has started.

    `again` tells when to look at that job, where a job board shows it as running (UTC).
    """

    job_id: str | None = None
    started: datetime | None = None
    ended: datetime | None = None
    warnings: tuple[Detail, ...] = ()
    properties: dict[str, str | None] = field(default_factory=dict)
    client_scripts: tuple[ClientScript, ...] = ()
    again: datetime | None = None


@dataclass(frozen=True)
class Failed:
    """Ended without its purpose."""

    problem: Problem
    job_id: str | None = None


type Status = Running | Succeeded | Failed


def read_job(answer: Answer) -> Status:
    """Say what a 2xx answer to a look at a job means; only a job that says so is done."""
    looked = _looked(answer)
    if not looked.properties or not looked.properties.status:
        raise Unavailable("a job is not as documented: it has no status")
    return _job(looked.name, looked.properties, answer)


def read_status(answer: Answer) -> Status:
    """Say what a 2xx answer to a look at an operation means; an operation may lead to a job."""
    if answer.status == HTTPStatus.ACCEPTED:
        return _running(answer)
    if answer.status == HTTPStatus.NO_CONTENT or answer.body is None:
        return Succeeded()
    looked = _looked(answer)
    if looked.status is None and looked.properties and looked.properties.status:
        return _job(looked.name, looked.properties, answer)
    if looked.status is None and (looked.error or not (looked.id or looked.name)):
        raise Unavailable("a status is not as documented: it is neither an operation nor a resource")
    return _operation(looked, answer)


def tracking_uri(answer: Answer) -> str | None:
    """Return where to look next: Azure-AsyncOperation, which tells the job, before Location, which does not."""
    uri = answer.headers.get("azure-asyncoperation") or answer.headers.get("location")
    return uri if uri and len(uri) <= LONGEST_URI else None


def _looked(answer: Answer) -> Looked:
    try:
        return converted(answer.body, Looked)
    except msgspec.ValidationError as error:
        raise Unavailable(f"a status is not as documented: {error}") from None


def _running(answer: Answer) -> Running:
    return Running(answer.retry_after, tracking_uri(answer))


def _operation(looked: Looked, answer: Answer) -> Status:
    job_id = looked.properties.job_id if looked.properties else None
    if looked.status in DONE or looked.status is None:
        return Succeeded(job_id, client_scripts=_scripts(looked.properties))
    if looked.status in ENDED_BADLY:
        error = looked.error or Error(f"Operation{looked.status}")
        return Failed(Problem(error.code, error.message or f"The operation ended as {looked.status}."), job_id)
    return _running(answer)


def _scripts(properties: Properties | None) -> tuple[ClientScript, ...]:
    target = properties.recovery_target if properties else None
    return target.client_scripts if target else ()


def _job(job_id: str | None, job: Properties, answer: Answer) -> Status:
    details = tuple(_detail(error) for error in (job.error_details or ())[:MOST_DETAILS])
    info = job.extended_info or ExtendedInfo()
    if job.status in DONE:
        warnings = details or (UNEXPLAINED if job.status == "CompletedWithWarnings" else ())
        return Succeeded(job_id, _time(job.start_time), _time(job.end_time), warnings, info.property_bag)
    if job.status in ENDED_BADLY:
        return Failed(_problem(job.status, details), job_id)
    task = next((task.task_id[:LONGEST_TEXT] for task in info.tasks_list if task.status == "InProgress"), None)
    return Running(answer.retry_after, tracking_uri(answer), info.progress_percentage, task)


def _problem(status: str | None, details: tuple[Detail, ...]) -> Problem:
    """Put a job's first error in front, as the portal does."""
    if not details:
        return Problem(f"Job{status}", f"The job ended as {status}; Azure gives no reason.")
    first = details[0]
    return Problem(first.title or first.code, first.message, None, first.recommendations, details)


def _detail(error: JobError) -> Detail:
    title, message = (error.error_title or "")[:LONGEST_TEXT], (error.error_string or "")[:LONGEST_TEXT]
    advice = tuple(text[:LONGEST_TEXT] for text in (error.recommendations or ())[:MOST_RECOMMENDATIONS])
    return Detail(str(error.error_code)[:LONGEST_TEXT], title, message, advice)


def _time(value: datetime | None) -> datetime | None:
    """Return a job's time in UTC; the year 1, without zone, is how Azure writes `not yet`."""
    return value if value and value.tzinfo else value.replace(tzinfo=UTC) if value and value.year > 1 else None
