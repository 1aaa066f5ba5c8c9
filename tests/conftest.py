"""What tests of several folders share."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.running import VAULT, App

# Every request that is sent, and every answer that the simulator gives, is held against Azure's OpenAPI documents.
pytest_plugins = ["fidelity.pytest_plugin"]


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    """One Azurite for the whole session: tests keep apart by the names of their queues."""
    with Azurite() as running:
        yield running


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Simulated Azure whose clock the test moves, and whose lists have short pages."""
    with Simulator(speed=0, seed=1, page_size=3) as azure:
        yield azure


@pytest.fixture
def app(azure: Simulator, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return the app's steps, on simulated Azure."""
    return App(azure, monkeypatch)


@pytest.fixture
def remembering(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return the app's steps with their records in Azurite, and a rule for westeurope."""
    return App(
        azure,
        monkeypatch,
        AzureWebJobsStorage=azurite.connection_string,
        RECORDS_CONTAINER=f"records-{uuid4()}",
        BACKUP_RULES=json.dumps([{"region": "westeurope", "vault": VAULT}, {"region": "northeurope", "vault": None}]),
    )
