"""A host process, queues of its own for each test, and a line to the function that runs."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.functions_host.process import HostProcess
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import Queues

APPS = Path(__file__).parent / "apps"


class StartHost(Protocol):
    """Starts a host for one of `apps/`; more keywords are settings of extensions.queues in host.json."""

    def __call__(
        self,
        app: str = "phone",
        *,
        lease: int = 60,
        drain: float = 30,
        timeout: str = "00:05:00",
        **host_json: object,
    ) -> HostProcess: ...


@pytest.fixture
def phone() -> Iterator[Phone]:
    """What the app `phone` rings."""
    with Phone() as phone:
        yield phone


@pytest.fixture
def queues(azurite: Azurite) -> Iterator[Queues]:
    """Queues that no other test has."""
    with QueueServiceClient.from_connection_string(azurite.connection_string) as account:
        yield Queues(account, f"test-{uuid.uuid4().hex[:12]}")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What the hosts of this test log."""
    return tmp_path / "host.log"


@pytest.fixture
def start_host(azurite: Azurite, queues: Queues, phone: Phone, log: Path) -> Iterator[StartHost]:
    """Start hosts, which end with the test."""
    with ExitStack() as ending:

        def start(
            app: str = "phone", *, lease: int = 60, drain: float = 30, timeout: str = "00:05:00", **host_json: object
        ) -> HostProcess:
            settings = {
                f"AzureFunctionsJobHost__extensions__queues__{name}": str(host_json[name]) for name in host_json
            }
            settings |= {"AzureFunctionsJobHost__functionTimeout": timeout, "QUEUE": queues.name, **phone.settings}
            settings |= {"AzureWebJobsStorage": azurite.connection_string}
            output = ending.enter_context(log.open("a"))
            host = HostProcess(APPS / app, settings, lease=lease, drain=drain, log=output)
            ending.callback(host.kill)
            return host

        yield start
