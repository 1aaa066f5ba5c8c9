"""The whole system on one laptop: Azurite, simulated Azure, and Functions hosts that serve the app."""

import contextlib
import itertools
import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import IO, Self, get_args

from azure.core.exceptions import ResourceExistsError
from azure.storage.queue import LinearRetry, QueueClient, QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.functions_host.message_lease import AZURES_LEASE
from local_stack.functions_host.process import HostProcess
from local_stack.functions_host.timer.lock import Terms
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import DEFAULT
from protect_vm.consider import VM_EVENTS
from shared.cloud_event import Event
from shared.requests import AnyRequest, ConsiderVm
from shared.telling import TellEvent
from shared.tracker import OperationTracker

NIGHTLY = DEFAULT.vaults[0].id
APP = Path(__file__).parents[1]
KINDS = (*get_args(AnyRequest.__value__), ConsiderVm, OperationTracker, TellEvent, Event)
QUEUES = (VM_EVENTS, *(kind.QUEUE for kind in KINDS))
NIGHT = "0 0 1 * * *"
# A laptop's clock runs faster than Azure's; the app must look more often than every minute.
QUICK = {"POLL_CAP_SECONDS": "1", "AzureFunctionsJobHost__extensions__queues__maxPollingInterval": "00:00:00.200"}
QUICK_TIMERS = Terms(lease=15, retry=1)
# As many as host.json lets a function hold; the worker's default of cores + 4 would leave the others waiting.
THREADS = {"PYTHON_THREADPOOL_THREAD_COUNT": "24"}


def ignore_proxies() -> None:
    """Keep what this process and its children say to 127.0.0.1 away from the environment's proxies."""
    os.environ["NO_PROXY"] = ",".join(filter(None, (os.environ.get("NO_PROXY"), "127.0.0.1")))


class Stack:
    """All of it, from `with` to its end. The hosts are processes; any of them may be killed and another added.

    `lease` is for how many seconds a killed host's messages stay hidden (600 on Azure); `log` takes the hosts' logs.
    """

    def __init__(  # noqa: PLR0913 - what may be chosen, by name
        self,
        azure: Simulator,
        *,
        default_vault: str,
        settings: Mapping[str, str] | None = None,
        lease: int = AZURES_LEASE,
        log: IO[str] | None = None,
        azurite: Azurite | None = None,
    ) -> None:
        self.azure = azure
        self.azurite = azurite or Azurite()
        self.hosts: list[HostProcess] = []
        self._numbers = itertools.count(1)
        self._default_vault = default_vault
        self._settings = settings or {}
        self._lease = lease
        self._log = log
        self._undo = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with self._undo:
            self._undo.enter_context(self.azure)
            self._undo.enter_context(self.azurite)
            self._undo.callback(self._storage.close)
            self._undo.callback(self._stop_hosts)
            for name in QUEUES:
                with contextlib.suppress(ResourceExistsError):
                    self.queue(name).create_queue()
            self._undo = self._undo.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self._undo.close()

    def add_host(self, more_settings: Mapping[str, str] | None = None) -> HostProcess:
        """Start one more Functions host for the app."""
        name = f"host{next(self._numbers)}"
        settings = self.app_settings() | dict(more_settings or {})
        host = HostProcess(APP, settings, lease=self._lease, name=name, timers=QUICK_TIMERS, log=self._log)
        self.hosts.append(host)
        return host

    def replace_dead_hosts(self) -> list[str]:
        """Start another host for every one that has ended, as Azure does; return the names of the dead."""
        dead = [host for host in self.hosts if not host.is_running]
        self.hosts = [host for host in self.hosts if host.is_running]
        for _ in dead:
            self.add_host()
        return [host.name for host in dead]

    def app_settings(self) -> dict[str, str]:
        """Return what the app needs to find this stack; sign-in is a managed identity's, as on Azure."""
        return {
            "AzureWebJobsStorage": self.azurite.connection_string,
            "ARM_ENDPOINT": self.azure.url,
            "IDENTITY_ENDPOINT": self.azure.identity_endpoint,
            "IDENTITY_HEADER": self.azure.identity_header,
            "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
            "DEFAULT_VAULT_ID": self._default_vault,
            "BACKUP_RULES": json.dumps([{"region": "westeurope", "vault": self._default_vault}]),
            "BACKUP_SCHEDULE": NIGHT,
            "KEY_VAULT_URI": self.azure.key_vault_uri,
            "REQUESTS_CA_BUNDLE": str(self.azure.ca_file),
            **QUICK,
            **THREADS,
            **self._settings,
        }

    def queue(self, name: str) -> QueueClient:
        """Return a client of one of the queues, which sends and receives text as it is."""
        return self._storage.get_queue_client(name)

    def queues(self) -> list[str]:
        """Return the names of all queues."""
        return [queue.name for queue in self._storage.list_queues()]

    @cached_property
    def _storage(self) -> QueueServiceClient:
        """One client for all queues, whose connections are kept: storage's ports are known once it has started."""
        return QueueServiceClient.from_connection_string(
            self.azurite.connection_string, retry_policy=LinearRetry(backoff=1)
        )

    def _stop_hosts(self) -> None:
        for host in self.hosts:
            host.stop()
