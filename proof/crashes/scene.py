"""The world of one run: a simulated Azure of its own, the hosts, and what was asked of them."""

import json
from collections import Counter
from collections.abc import Mapping
from uuid import uuid4

import requests

from local_stack.inbox import Inbox
from local_stack.simulator import Simulator
from local_stack.simulator.web.identity import ARM_AUDIENCES
from local_stack.stack import NIGHTLY, Stack
from proof.crashes.hosts import Host
from proof.crashes.in_host import NEVER, Crash
from proof.crashes.lane import Lane
from proof.crashes.promise import History
from shared.cloud_event import Event

LOOK = 0.2  # seconds between two looks at the events
PREFIX = "AzureVmBackup."
# The app in a hurry, and without the timers that would add calls of their own at the full five minutes. Looking into
# a dozen empty queues takes most of a core: twice a second is a message's wait of a quarter of a second, for little.
HURRY = {
    "AzureFunctionsJobHost__extensions__queues__maxPollingInterval": "00:00:00.500",
    "BACKUP_WINDOW_MINUTES": "0.01",
    "BACKUPS_PER_MINUTE": "6000",
    # Nothing that a step does depends on it: one flow shows that, and the others are spared a point for each step.
    "REQUESTS_TABLE": "off",
    "AzureWebJobs.watch_poison.Disabled": "true",
    "AzureWebJobs.nightly_backup.Disabled": "true",
}


class Scene:
    """What a flow acts on, and sees. The first host has the crash; when it is dead, another goes on."""

    def __init__(self, lane: Lane, azure: Simulator, settings: Mapping[str, str], at: int) -> None:
        self.lane, self.azure = lane, azure
        self.asked: list[str] = []
        self.inbox = Inbox(lane.queues.get_queue_client(Event.QUEUE))
        stack = Stack(azure, default_vault=NIGHTLY, azurite=lane.azurite)
        self.settings = stack.app_settings() | HURRY | _own_containers() | dict(settings)
        self._at = at
        self._calls, self._log = lane.folder / "calls", lane.folder / "log"
        self._calls.write_text("")
        self._log.write_text("")
        self.hosts: list[Host] = []

    def add_host(self) -> Host:
        """Start a host: the first with the crash, another without one."""
        at, calls = (NEVER, self.lane.folder / "calls-of-the-other") if self.hosts else (self._at, self._calls)
        host = Host(f"host{len(self.hosts) + 1}", self.settings, Crash(at, calls), self._log)
        self.hosts.append(host)
        return host

    @property
    def host(self) -> Host:
        """The host that works."""
        return self.hosts[-1]

    def ask(self, queue: str, body: Mapping[str, object]) -> None:
        """Send a request; its end is waited for by its id."""
        request = {"requestId": str(uuid4()), **body}
        self.asked.append(f"{queue}/{request['requestId']}")
        self.lane.send(queue, json.dumps(request))

    def call(
        self, method: str, url: str, body: object = None, *, audience: str = ARM_AUDIENCES[0], request_id: str = ""
    ) -> requests.Response:
        """Ask simulated Azure, as somebody who is signed in; errors are answers, too."""
        headers = {"Authorization": f"Bearer {self.azure.token(audience)}", "x-ms-client-request-id": request_id}
        return requests.request(method, url, json=body, headers=headers, timeout=10, verify=self.azure.ca_file)

    def look(self) -> None:
        """Take the events that are there, and give the hosts a moment."""
        self.inbox.receive()
        self.host.wait(LOOK)

    def ends(self) -> Counter[str]:
        """Count the ends so far, by type."""
        return Counter(str(event["type"]).removeprefix(PREFIX) for event in self.inbox.events.values())

    def end(self, kind: str) -> dict[str, object]:
        """Return the data of the one event of a type."""
        data: dict[str, object]
        (data,) = (event["data"] for event in self.inbox.events.values() if event["type"] == f"{PREFIX}{kind}")
        return data

    def history(self) -> History:
        """Return what is to be seen."""
        left = {queue: self.lane.count(queue) for queue in self.lane.left() if queue != Event.QUEUE}
        self.inbox.receive()
        arrivals = [(id_, kind.removeprefix(PREFIX)) for id_, kind in self.inbox.arrivals]
        return History(arrivals, self.azure.journal(), self.azure.jobs(), left)

    def calls(self) -> list[str]:
        """Return the calls of the host that crashes; it died before the last of them."""
        return self._calls.read_text().splitlines()

    def log(self) -> str:
        """Return what the hosts have logged."""
        return self._log.read_text(errors="replace")

    def close(self) -> None:
        """End the hosts."""
        for host in self.hosts:
            host.end()


def _own_containers() -> dict[str, str]:
    """Name what the run before must not be seen in, nor its dead host's locks."""
    own = uuid4().hex
    return {
        "RECORDS_CONTAINER": f"records-{own}",
        "SCRIPTS_CONTAINER": f"scripts-{own}",
        "AzureFunctionsWebHost__hostid": own[:32],
    }
