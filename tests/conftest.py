"""What tests of several folders share."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.running import VAULT, App

# Every request that is sent, and every answer that the simulator gives, is held against Azure's OpenAPI documents.
pytest_plugins = ["fidelity.pytest_plugin"]

# How long an example takes is the machine's affair; what makes one fail is printed, to be tried again.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("any machine")

TESTS = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let workers begin with the whole stack, right in this folder: begun last, it would be waited for alone."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: item.path.parent != TESTS)


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
def app(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return the app's steps, on simulated Azure, with their records in Azurite."""
    records = f"records-{uuid4()}"
    return App(azure, monkeypatch, AzureWebJobsStorage=azurite.connection_string, RECORDS_CONTAINER=records)


@pytest.fixture
def remembering(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return the app's steps with a rule for westeurope."""
    return App(
        azure,
        monkeypatch,
        AzureWebJobsStorage=azurite.connection_string,
        RECORDS_CONTAINER=f"records-{uuid4()}",
        BACKUP_RULES=json.dumps([{"region": "westeurope", "vault": VAULT}, {"region": "northeurope", "vault": None}]),
    )
