"""How long the recorded runs took, read from the answers that follow their start."""

from datetime import datetime, timedelta

from fidelity.addresses import last_segment
from fidelity.recordings import Interaction
from local_stack.simulator.state.durations import Durations

ACCEPTED, REFUSED, GONE, FAILED = 202, 400, 404, 500
A_MOMENT = timedelta(seconds=1)
AFTER_THE_LAST_LOOK = timedelta(minutes=1)
_JOBS = {"backup job", "restore disks", "restore disks from snapshot", "restore vm", "replace disks"}


class RecordedDurations(Durations):
    """Last as long as the recording says; where it says nothing, as any other simulator."""

    def __init__(self, seed: int | None) -> None:
        super().__init__(seed)
        self.operation: timedelta | None = None
        self.job: timedelta | None = None

    def draw(self, what: str) -> timedelta:
        """Take the recorded duration, or draw."""
        recorded = self.job if what in _JOBS else self.operation
        return super().draw(what) if recorded is None else recorded


def of_operation(start: Interaction, later: list[Interaction]) -> timedelta | None:
    """Tell how long an operation took: until between the last look that found it running and the next one.

    What is gone at the next look has ended long before; what never ended while looked at lasts longer.
    """
    tracked = start.response.headers.get("azure-asyncoperation") or start.response.headers.get("location")
    looks = [one for one in later if tracked and last_segment(one.request.url) == last_segment(tracked)]
    if not looks:
        return None
    last = max((one.at for one in looks if _runs(one)), default=start.at)
    ended = [one for one in looks if not _runs(one) and one.response.status < FAILED]
    if not ended:
        return last - start.at + AFTER_THE_LAST_LOOK
    gone = ended[0].response.status == GONE
    return last - start.at + A_MOMENT if gone else (last - start.at) + (ended[0].at - last) / 2


def of_job(start: Interaction, later: list[Interaction]) -> timedelta | None:
    """Tell how long the job of an operation took, if it was seen to end."""
    operation = last_segment(start.response.headers.get("azure-asyncoperation", ""))
    status = [one for one in later if last_segment(one.request.url) == operation]
    jobs = {job for one in status if (job := _job_in(one))}
    looks = [
        one.response.body for one in later if last_segment(one.request.url) in jobs and one.response.status < REFUSED
    ]
    spans = [_span(body["properties"]) for body in looks if "endTime" in body.get("properties", {})]
    return spans[0] if spans else None


def _job_in(one: Interaction) -> str:
    properties = one.response.body.get("properties") if isinstance(one.response.body, dict) else None
    return str(properties.get("jobId", "")) if isinstance(properties, dict) else ""


def _runs(one: Interaction) -> bool:
    body = one.response.body
    return one.response.status == ACCEPTED or (isinstance(body, dict) and body.get("status") == "InProgress")


def _span(properties: dict[str, str]) -> timedelta:
    return datetime.fromisoformat(properties["endTime"]) - datetime.fromisoformat(properties["startTime"])
