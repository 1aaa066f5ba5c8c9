"""Requests and trackers of every kind, on an Azure that has gone bad for good."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from docs.contracts.examples import POINT
from local_stack.simulator import Simulator
from proof.fuzz.steps import EXAMPLES, JOBS, request_of
from shared.messages import Request
from shared.recovery_services import job
from shared.requests import RestoreFiles, RevokeFiles
from shared.tracker import OperationTracker, Stage
from tests.running import SUBSCRIPTION, App

FOR_EVER = 1_000_000
LIMIT = 200  # seconds: both deadlines
ONE_LOOK = timedelta(seconds=60)
FOREIGN_WORDS = ("Pondering", "", "succeeded")

# What Azure may answer for ever; none of it says that anything has come to its end.
SILENT: dict[str, Any] = {
    "503": 503,
    "500": 500,
    "408": 408,
    "429": 429,
    "429, for hours": {"status": 429, "headers": {"Retry-After": "14400"}},
    "503, for years": {"status": 503, "headers": {"Retry-After": "99999999999"}},
    "reset": "reset",
    "a gateway's page": {"status": 502, "body": "<html>Bad Gateway</html>"},
    "a list": {"status": 200, "body": [1, 2, 3]},
    "a number": {"status": 200, "body": 7},
    "another form": {"status": 200, "body": {"status": 7, "value": 7, "name": [], "properties": "none"}},
    "busy": {"status": 409, "body": {"error": {"code": "BMSUserErrorObjectLocked", "message": "Busy."}}},
}
RUNNING: dict[str, Any] = {
    "202": {"status": 202, "headers": {}},
    "202, for hours": {"status": 202, "headers": {"Retry-After": "14400"}},
    "202, for years": {"status": 202, "headers": {"Retry-After": "99999999999"}},
    "202, with nonsense": {"status": 202, "headers": {"Retry-After": "soon"}, "body": {"status": "Succeeded"}},
    "InProgress": {"status": 200, "body": {"status": "InProgress"}},
    "a job InProgress": {"status": 200, "body": {"name": "j", "properties": {"status": "InProgress"}}},
    **{f"a word: {word!r}": {"status": 200, "body": {"status": word, "name": "j"}} for word in FOREIGN_WORDS},
}
# None of it says that a job has come to its end, though it says so of an operation.
NO_JOB: dict[str, Any] = {
    "204": 204,
    "nothing": {"status": 200, "body": {}},
    "a list of none": {"status": 200, "body": {"value": []}},
    "an error after all": {"status": 200, "body": {"error": {"code": "Odd", "message": "Odd."}}},
    "an operation": {"status": 200, "body": {"name": "o", "status": "Succeeded"}},
}


def break_for_good(azure: Simulator, group: str, answer: Any) -> None:  # noqa: ANN401 - as the simulator takes it
    """Have Azure answer that way, from now on, whatever concerns that resource group."""
    azure.fault(on=f"* /subscriptions/*/resourcegroups/{group}/*", answer=answer, times=FOR_EVER)


def request(kind: type[Request], group: str, app: App) -> Any:  # noqa: ANN401 - a request of that kind
    """Return a request of that kind, accepted now, about a VM and a vault in that resource group."""
    return _placed(EXAMPLES[kind], group, app)


def tracker(stage: Stage, group: str, app: App) -> OperationTracker:
    """Return a tracker of that stage that has just begun, of an operation in that resource group."""
    now = app.connections.now()
    asked = _placed(request_of(stage), group, app)
    undo = revocation(asked, now) if isinstance(asked, RestoreFiles) else None
    job_id = str(uuid4())
    operation = f"/subscriptions/1/resourceGroups/{group}/operations/1"
    return OperationTracker(
        request=asked,
        stage=stage,
        tracking_uri=f"{app.azure.url}{job(asked.vault_id, job_id) if stage in JOBS else operation}",
        started=now,
        deadline=now + timedelta(seconds=LIMIT),
        job_id=job_id,
        recovery_point=POINT,
        undo=undo,
    )


def revocation(mounted: RestoreFiles, now: datetime) -> RevokeFiles:
    """Return what ends a mount."""
    return RevokeFiles(
        vm_id=mounted.vm_id,
        vault_id=mounted.vault_id,
        request_id=uuid4(),
        accepted=now,
        recovery_point=POINT.name,
        files_of=mounted.request_id,
    )


def _placed(example: Any, group: str, app: App) -> Any:  # noqa: ANN401 - a request of the same kind comes back
    providers = f"{SUBSCRIPTION}/resourceGroups/{group}/providers"
    changed = {
        "request_id": uuid4(),
        "accepted": app.connections.now(),
        "vault_id": f"{providers}/Microsoft.RecoveryServices/vaults/nightly",
        "vm_id": f"{providers}/Microsoft.Compute/virtualMachines/web01",
        "chosen_id": False,
        "job_id": str(uuid4()),
    }
    known = {name: value for name, value in changed.items() if name in type(example).__struct_fields__}
    return msgspec.structs.replace(example, **known)
