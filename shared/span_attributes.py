"""What spans say, by OpenTelemetry's names where it has some, else by ours, `backup.`; nothing of it is secret."""

from urllib.parse import urlsplit

from shared.events import Outcome
from shared.messages import Message
from shared.trace import Work
from shared.tracker import OperationTracker

type Attributes = dict[str, str | int | float]

SYSTEM = "azure_queue_storage"


def span_name(name: str, work: Work | None) -> str:
    """Return what a step does: its message, or the stage of the operation that is looked at."""
    return str(work.stage) if isinstance(work, OperationTracker) else name


def of_work(name: str, work: Work | None) -> Attributes:
    """Return the attributes of a step."""
    step: Attributes = {"messaging.system": SYSTEM, "messaging.operation.type": "process", "backup.step": name}
    if not work:
        return step
    stage = {"backup.stage": str(work.stage)} if isinstance(work, OperationTracker) else {}
    job = {"backup.job_id": work.job_id} if isinstance(work, OperationTracker) and work.job_id else {}
    queue: Attributes = {"messaging.destination.name": work.QUEUE, "backup.attempt": work.attempt}
    request = work.request
    ids = {"backup.vault": request.vault_id, "backup.vm": request.subject}
    known = {key: value for key, value in ids.items() if value}
    return {**step, **queue, **stage, **job, **known, "backup.request_id": str(request.request_id)}


def of_call(method: str, url: str) -> tuple[str, Attributes]:
    """Return name and attributes of a call: of the address its form alone, since tracking URIs are signed."""
    parts = urlsplit(url)
    form = _form(parts.path)
    last = form.split("/")[-2 if form.endswith("}") else -3 :]
    return f"{method} {'/'.join(last)}", {
        "http.request.method": method,
        "url.template": form,
        "server.address": parts.hostname or "",
    }


def of_message(message: Message) -> Attributes:
    """Return the attributes of a message that is sent."""
    return {
        "messaging.system": SYSTEM,
        "messaging.operation.type": "send",
        "messaging.destination.name": message.QUEUE,
        "backup.message": type(message).__name__,
    }


def of_end(end: Outcome) -> Attributes:
    """Return the attributes of a request that has come to its end."""
    request = end.request
    told = {
        "backup.request_id": str(request.request_id),
        "backup.outcome": type(end).__name__,
        "backup.vault": request.vault_id,
        "backup.vm": request.subject,
        "backup.job_id": end.job_id,
    }
    return {key: value for key, value in told.items() if value}


def _form(path: str) -> str:
    """Return a path of Resource Manager with {} for every name: /subscriptions/{}/providers/Microsoft.Compute/..."""
    form: list[str] = []
    for part in path.strip("/").split("/"):
        named = bool(form) and form[-1] not in {"{}", "providers"} and not form[-1].startswith("Microsoft.")
        form.append("{}" if named and form[-2:-1] != ["providers"] else part)
    return "/" + "/".join(form)
