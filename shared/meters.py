"""What is counted and measured, as OpenTelemetry names such: units in braces are counts."""

from datetime import UTC, datetime
from http import HTTPStatus

from opentelemetry.metrics import Meter

from shared.events import MessagePoisoned, Outcome, RequestRejected
from shared.messages import Message
from shared.tracker import OperationTracker


class Meters:
    """The app's instruments."""

    def __init__(self, meter: Meter) -> None:
        self._requests = meter.create_counter("backup.requests", "{request}", "requests by their end")
        self._duration = meter.create_histogram("backup.request.duration", "s", "from acceptance to event")
        self._lag = meter.create_histogram("backup.event.lag", "s", "from a job's end to its event")
        self._throttled = meter.create_counter("backup.throttled", "{call}", "calls that Azure answered with 429")
        self._looks = meter.create_counter("backup.looks", "{look}", "looks at an operation that still ran")
        self._poisoned = meter.create_counter("backup.poisoned", "{message}", "messages that nobody could take")

    def answered(self, status: int) -> None:
        """Count an answer of Azure Resource Manager."""
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self._throttled.add(1)

    def sent(self, message: Message) -> None:
        """Count what a message tells."""
        match message:
            case Outcome():
                self._ended(message)
            case RequestRejected(queue=queue):
                self._requests.add(1, {"outcome": "RequestRejected", "queue": queue})
            case MessagePoisoned(queue=queue):
                self._poisoned.add(1, {"queue": queue})
            case OperationTracker(stage=stage):
                self._looks.add(1, {"stage": str(stage)})

    def _ended(self, end: Outcome) -> None:
        about = {"outcome": type(end).__name__, "queue": end.request.QUEUE}
        now = datetime.now(UTC)
        self._requests.add(1, about)
        self._duration.record(max(0.0, (now - end.request.accepted).total_seconds()), about)
        if end.job_id:
            self._lag.record(max(0.0, (now - end.ended).total_seconds()), about)
