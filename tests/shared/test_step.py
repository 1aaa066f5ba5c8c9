from datetime import timedelta
from uuid import uuid4

import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from shared.events import BackupCompleted, FleetBackedUp
from shared.requests import BackupFleet, TriggerBackup
from shared.tracker import OperationTracker, Stage
from tests.running import VAULT, App


@pytest.fixture
def azurite() -> Azurite:
    """An Azurite of one's own, to be stopped."""
    return Azurite()


def test_an_end_that_cannot_be_noted_is_tried_again_later(azurite: Azurite, azure: Simulator, app: App) -> None:
    """Storage is away when a fleet's backup ends: the end is neither lost nor told without its note."""
    with azurite:
        monkeypatch = pytest.MonkeyPatch()
        fleet_app = App(azure, monkeypatch, AzureWebJobsStorage=azurite.connection_string)
        azure.add_protected(1)
        request = BackupFleet(vault_id=VAULT, request_id=uuid4(), accepted=app.connections.now())
        member, tracker = fleet_app.step(request)
        assert isinstance(member, TriggerBackup)
        (looking,) = fleet_app.run_but(OperationTracker, member)
        assert isinstance(looking, OperationTracker)
        azure.advance(20_000)
        (following,) = fleet_app.step(looking)
        assert isinstance(following, OperationTracker)
        assert following.stage == Stage.BACKING_UP
        azurite.stop()
        (later,) = fleet_app.step(following)
        assert isinstance(later, OperationTracker)
        assert later.attempt == following.attempt + 1
        assert later.delay(app.connections.now()) <= timedelta(minutes=5).total_seconds()
        azurite.start()
        events = fleet_app.run(later, tracker)
        assert {type(event) for event in events} == {BackupCompleted, FleetBackedUp}
        monkeypatch.undo()
