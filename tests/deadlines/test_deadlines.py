"""Whatever Azure does, a request ends at its deadline: not before, and not one look later."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
from azure.core.exceptions import ResourceNotFoundError

from poll_operation.stages import FIRST, NEXT
from proof.fuzz.steps import JOBS
from restore_files.claim import Claim
from restore_files.places import folder, secret_name
from shared.cloud_event import Event
from shared.events import OperationFailed, Outcome
from shared.looks import look_at_job, look_at_operation
from shared.messages import Message, Request
from shared.requests import RevokeFiles
from shared.tracker import OperationTracker, Stage
from tests.deadlines.patient import LIMIT, NO_JOB, ONE_LOOK, RUNNING, SILENT, break_for_good, request, tracker
from tests.running import App

LOOKED_AT = [stage for stage, next_ in NEXT.items() if next_.look in {look_at_job, look_at_operation}]


def session(revocation: RevokeFiles, app: App) -> Claim:
    """Return the session that a revocation is to end, as the container knows it."""
    return Claim(revocation.vault_id, revocation.vm_id, revocation.recovery_point, app.connections)


def deliver(revocation: RevokeFiles, app: App) -> None:
    """Open the session, and lay script and password where a mount lays them."""
    session(revocation, app).take(revocation.files_of)
    place = folder(revocation.vault_id, revocation.vm_id, revocation.recovery_point, revocation.files_of)
    container = app.connections.blobs.get_container_client(app.connections.settings.scripts_container)
    container.upload_blob(f"{place}script.py", b"")
    app.connections.secrets.set_secret(secret_name(revocation.files_of), "secret")


def is_withdrawn(revocation: RevokeFiles, app: App) -> bool:
    """Tell whether neither script nor password is there any more."""
    with suppress(ResourceNotFoundError):
        return not app.connections.secrets.get_secret(secret_name(revocation.files_of))
    return not session(revocation, app).is_delivered(revocation.files_of)


def ends_in_time(app: App, *works: Request | OperationTracker) -> list[Message]:
    """Run until only events and revocations are left; hold that each has one end, a failure told in time."""
    deadline = app.connections.now() + timedelta(seconds=LIMIT)
    left = app.run_but(RevokeFiles, *works)
    ends = [one for one in left if isinstance(one, Event)]
    assert Counter(request_id_of(end) for end in ends) == Counter(work.request.request_id for work in works)
    for end in ends:
        assert isinstance(end, OperationFailed)
        assert deadline <= end.ended <= deadline + ONE_LOOK, end
    return [one for one in left if not isinstance(one, Event)]


def request_id_of(end: Event) -> UUID:
    assert isinstance(end, Outcome)
    return end.request.request_id


@pytest.mark.parametrize("stage", LOOKED_AT)
def test_a_stage_ends_at_its_deadline(app: App, stage: Stage) -> None:
    """Whether Azure answers that it goes on, nothing that can be read, or that it has no time, for ever."""
    followed = []
    endless = SILENT | RUNNING | (NO_JOB if stage in JOBS else {})
    for place, answer in enumerate(endless.values()):
        break_for_good(app.azure, f"bad-{place}", answer)
        followed.append(tracker(stage, f"bad-{place}", app))
    undoing = ends_in_time(app, *followed)
    assert len(undoing) == sum(one.undo is not None for one in followed)


@pytest.mark.parametrize("kind", [kind for kind in FIRST if kind is not RevokeFiles])
def test_a_request_that_cannot_be_begun_ends_at_its_deadline(app: App, kind: type[Request]) -> None:
    """Of every kind that there is."""
    asked = []
    for place, answer in enumerate(SILENT.values()):
        break_for_good(app.azure, f"bad-{place}", answer)
        asked.append(request(kind, f"bad-{place}", app))
    ends_in_time(app, *asked)


def test_a_revocation_that_cannot_be_begun_ends_at_its_deadline(app: App) -> None:
    """It asks Azure only if the session is still its own; and Azure or not, what it was to withdraw is withdrawn."""
    asked = []
    for place, answer in enumerate(SILENT.values()):
        break_for_good(app.azure, f"bad-{place}", answer)
        asked.append(request(RevokeFiles, f"bad-{place}", app))
        deliver(asked[-1], app)
    deadline = app.connections.now() + timedelta(seconds=LIMIT)
    ends = app.run(*asked)
    assert Counter(map(request_id_of, ends)) == Counter(one.request_id for one in asked)
    assert all(deadline <= end.ended <= deadline + ONE_LOOK for end in ends)
    assert all(is_withdrawn(one, app) for one in asked)


def test_every_stage_is_tried() -> None:
    """What does not look at Azure has a test of its own below."""
    assert set(NEXT) - set(LOOKED_AT) == {Stage.BACKING_UP_FLEET}
    assert RevokeFiles in FIRST


@pytest.mark.parametrize("answer", ["503", "202", "a list"])
def test_a_mount_that_never_comes_is_revoked(app: App, answer: str) -> None:
    """Its undoing has a deadline of its own, and takes script and password along even if Azure is away for good."""
    followed = tracker(Stage.PREPARING_MOUNT, "bad", app)
    assert followed.undo
    deliver(followed.undo, app)
    break_for_good(app.azure, "bad", (SILENT | RUNNING)[answer])
    (undoing,) = ends_in_time(app, followed)
    assert isinstance(undoing, RevokeFiles)
    assert undoing.accepted >= followed.deadline
    (end,) = app.run(undoing)
    assert end.ended <= undoing.accepted + 2 * timedelta(seconds=LIMIT) + ONE_LOOK
    assert is_withdrawn(undoing, app)


def test_azure_that_takes_a_call_and_never_answers_ends_at_the_deadline(app: App) -> None:
    """In real seconds, one for each look."""
    followed = tracker(Stage.PROTECTING, "bad", app)
    break_for_good(app.azure, "bad", "hang")
    app.azure.advance(LIMIT - 10)
    end = app.run(followed)
    assert [type(one) for one in end] == [OperationFailed]
    assert followed.deadline <= end[0].ended <= followed.deadline + ONE_LOOK
