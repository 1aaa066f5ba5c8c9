"""A host is killed before every call of a flow to the outside, in turn, and another goes on."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests

from local_stack.inbox import CloudEvent, Inbox
from local_stack.simulator import Simulator
from local_stack.stack import NIGHTLY, Stack
from shared import recovery_services as rs
from shared.requests import ProtectVm, RestoreFiles, RevokeFiles, TriggerBackup
from shared.settings import BACKUP_API
from shared.tracker import OperationTracker
from tests.running import vm_id
from tests.stores import Stores

SPEED = 1_300.0  # fast, and yet a mount of 12 hours outlives its test
PATIENCE = 60.0  # seconds
LEASE = 1  # second
VM = vm_id("web01")
HOOK = Path(__file__).parent / "in_host"


class Crashes:
    """A stack whose hosts can be told before which of their calls to die."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self.stack = stack
        self._calls = folder / "calls.log"
        self._inbox = Inbox(stack.queue("backup-events"))
        self._stores = Stores(stack.azure, stack.azurite)

    def play(self, queue: str, body: dict[str, Any], at: int = 0) -> CloudEvent:
        """Send a request, kill the host before that call, let another go on; return the request's one event."""
        self._calls.write_text("")
        request = {"requestId": str(uuid4())} | body
        hook = {"PYTHONPATH": str(HOOK), "CRASH_AT": str(at), "CRASH_LOG": str(self._calls)}
        host = self.stack.add_host(hook)
        self.stack.queue(queue).send_message(json.dumps(request))
        end = f"{queue}/{request['requestId']}"
        patience = time.monotonic() + PATIENCE
        while end not in self._inbox.events or self._is_busy(queue):
            assert time.monotonic() < patience, (at, self.calls())
            self._inbox.receive()
            if not host.is_running:
                host = self.stack.add_host()
        host.stop()
        self._inbox.receive()
        ends = {kind for id_, kind in self._inbox.arrivals if id_ == end}
        assert len(ends) == 1, (at, ends)  # a repeat may come, another end may not
        return self._inbox.events[end]

    def calls(self) -> list[str]:
        """Return the calls that the host made, the last one perhaps only meant."""
        return self._calls.read_text().splitlines()

    def is_mounted(self, point: str) -> bool:
        """Ask Azure whether a session of that recovery point is open."""
        path = rs.recovery_points(NIGHTLY, rs.item_name(VM)).partition("?")[0]
        answer = requests.get(
            f"{self.stack.azure.url}{path}/{point}",
            params={"api-version": BACKUP_API},
            headers={"Authorization": f"Bearer {self.stack.azure.token()}"},
            timeout=10,
        )
        return bool(answer.json()["properties"]["isInstantIlrSessionActive"])

    def kept(self, event: CloudEvent) -> tuple[bool, bool]:
        """Tell whether a FilesReady's script and password are there."""
        data = event["data"]
        return data["script"]["blob"] in self._stores.scripts(), data["password"]["secret"] in self._stores.passwords()

    def _is_busy(self, queue: str) -> bool:
        """Tell whether a message of the flow is still on its way, or on its way again."""
        return any(self.count(name) for name in (queue, OperationTracker.QUEUE))

    def count(self, queue: str) -> int:
        """Count a queue's messages, the hidden ones too."""
        return self.stack.queue(queue).get_queue_properties().approximate_message_count or 0


@pytest.fixture(scope="module")
def crashes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crashes]:
    folder = tmp_path_factory.mktemp("crashes")
    with (
        (folder / "hosts.log").open("w") as log,
        Stack(Simulator(speed=SPEED, seed=1), default_vault=NIGHTLY, lease=LEASE, log=log) as stack,
    ):
        crashes = Crashes(stack, folder)
        crashes.play(ProtectVm.QUEUE, {"vmId": VM})
        crashes.play(TriggerBackup.QUEUE, {"vmId": VM})
        yield crashes


def test_a_mount_survives_every_crash_and_so_does_its_revocation(crashes: Crashes) -> None:
    """One event each by its id, a revocation that waits, and no session, script or password left open for ever."""
    request = {"vmId": VM, "keepHours": 1}
    ready = crashes.play(RestoreFiles.QUEUE, request)
    to_mount = len(crashes.calls())
    crashes.stack.queue(RevokeFiles.QUEUE).clear_messages()
    crashes.play(RevokeFiles.QUEUE, ready["data"]["revoke"])
    to_revoke = len(crashes.calls())
    assert (to_mount > 10, to_revoke > 5) == (True, True)
    for at in range(1, max(to_mount, to_revoke) + 1):
        ready = crashes.play(RestoreFiles.QUEUE, request, at)
        assert ready["type"] == "AzureVmBackup.FilesReady", (at, ready["data"])
        assert crashes.count(RevokeFiles.QUEUE) > 0, at  # hidden until keepHours are over
        crashes.stack.queue(RevokeFiles.QUEUE).clear_messages()
        assert crashes.kept(ready) == (True, True), at
        point = ready["data"]["recoveryPoint"]["name"]
        assert crashes.is_mounted(point), at
        revoked = crashes.play(RevokeFiles.QUEUE, ready["data"]["revoke"], at)
        assert revoked["type"] == "AzureVmBackup.FilesRevoked", (at, revoked)
        assert not crashes.is_mounted(point), at
        assert crashes.kept(ready) == (False, False), at
