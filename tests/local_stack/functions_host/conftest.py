"""A host process, queues of its own for each test, and a line to the function that runs."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pytest
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.functions_host.process import HostProcess
from local_stack.functions_host.timer.lock import Terms
from tests.local_stack.functions_host.phone import Phone
from tests.local_stack.functions_host.storage import Queues, TimerBlobs

APPS = Path(__file__).parent / "apps"
TIMERS = Terms(lease=15, retry=0.2)  # the shortest lease that Azure Storage gives


class StartHost(Protocol):
    """Starts a host for one of `apps/`; more keywords are settings of extensions.queues in host.json."""

    def __call__(
        self,
        app: str = "phone",
        *,
        lease: int = 60,
        drain: float = 30,
        timeout: str = "00:05:00",
        settings: Mapping[str, str] = MappingProxyType({}),
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
def timer_blobs(azurite: Azurite, queues: Queues) -> Iterator[TimerBlobs]:
    """What the hosts of this test remember of the timer `tick`."""
    with BlobServiceClient.from_connection_string(azurite.connection_string) as account:
        yield TimerBlobs(account, queues.name)


@dataclass(frozen=True)
class WebApp:
    """A host of the app `web`, the line to its functions, and its log."""

    host: HostProcess
    phone: Phone
    log: Path


@pytest.fixture(scope="module")
def web_app(azurite: Azurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebApp]:
    """One for all tests of a module: they leave nothing behind."""
    log = tmp_path_factory.mktemp("web") / "host.log"
    with Phone() as phone, log.open("w") as output:
        settings = {
            "AzureWebJobsStorage": azurite.connection_string,
            "AzureFunctionsWebHost__hostid": f"web-{uuid.uuid4().hex[:12]}",
            **phone.settings,
        }
        with HostProcess(APPS / "web", settings, log=output) as host:
            yield WebApp(host, phone, log)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """What the hosts of this test log."""
    return tmp_path / "host.log"


@pytest.fixture
def start_host(azurite: Azurite, queues: Queues, phone: Phone, log: Path) -> Iterator[StartHost]:
    """Start hosts, which end with the test."""
    with ExitStack() as ending:

        def start(
            app: str = "phone",
            *,
            lease: int = 60,
            drain: float = 30,
            timeout: str = "00:05:00",
            settings: Mapping[str, str] = MappingProxyType({}),
            **host_json: object,
        ) -> HostProcess:
            extensions = {
                f"AzureFunctionsJobHost__extensions__queues__{name}": str(host_json[name]) for name in host_json
            }
            settings = {
                "AzureWebJobsStorage": azurite.connection_string,
                "AzureFunctionsWebHost__hostid": queues.name,
                "AzureFunctionsJobHost__functionTimeout": timeout,
                "QUEUE": queues.name,
                **phone.settings,
                **extensions,
                **settings,
            }
            output = ending.enter_context(log.open("a"))
            host = HostProcess(APPS / app, settings, lease=lease, drain=drain, timers=TIMERS, log=output)
            ending.callback(host.kill)
            return host

        yield start
