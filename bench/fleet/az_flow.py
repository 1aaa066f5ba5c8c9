"""What `az backup protection backup-now` and `az backup job wait` do, without the processes of Python they start.

The operation is looked at every 5 s, the job every 30 s; 429 is tried again after Retry-After, ten times, as
azure-core's policy does. Then az fails; whoever runs it goes on later.
"""

import json
from collections.abc import Generator
from email.message import Message
from functools import partial
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import requests

from bench.fleet.flow import Task, Teller, read_task
from bench.fleet.layouts import Vm
from bench.fleet.virtual_time import VirtualTime

API = "api-version=2026-10-01"
BACKUP = json.dumps({"properties": {"objectType": "IaasVMBackupRequest"}})
OPERATION_SECONDS, JOB_SECONDS = 5, 30
RUNNING = {"InProgress", "Cancelling"}
THROTTLED, RETRIES, USUAL_WAIT = 429, 10, 60


class Answer(NamedTuple):
    """What Azure answers."""

    status: int
    headers: Message
    body: bytes


type Asked[T] = Generator[float, None, T]
type Json = dict[str, Any]


class Az:
    """Somebody who is signed in; every step of a command yields the seconds that it sleeps."""

    def __init__(self, task: Task, teller: Teller) -> None:
        self._arm, self._teller = task.places["arm"], teller
        self._connection = HTTPConnection(urlsplit(self._arm).netloc)
        self._token = _token(task.places)
        self.gave_up = 0

    def back_up(self, vm: Vm) -> Asked[None]:
        """Run both commands, one after the other."""
        item = f"backupFabrics/Azure/protectionContainers/IaasVMContainer;{vm.item}/protectedItems/VM;{vm.item}"
        yield from self._asked("GET", f"{vm.vault}/{item}")
        started = yield from self._asked("POST", f"{vm.vault}/{item}/backup")
        operation = started.headers["Azure-AsyncOperation"].partition("?")[0].rpartition("/")[2]
        seen = yield from self._looked_at(f"{vm.vault}/backupOperations/{operation}", OPERATION_SECONDS)
        job = f"{vm.vault}/backupJobs/{seen['properties']['jobId']}"
        yield from self._asked("GET", job)  # backup-now shows the job that it has started
        while (ended := (yield from self._json(job)))["properties"]["status"] in RUNNING:
            yield JOB_SECONDS
        self._teller.ended(vm.id, ended["properties"]["status"])

    def _looked_at(self, path: str, pause: float) -> Asked[Json]:
        while (seen := (yield from self._json(path)))["status"] in RUNNING:
            yield pause
        return seen

    def _json(self, path: str) -> Asked[Json]:
        seen: Json = json.loads((yield from self._asked("GET", path)).body)
        return seen

    def _asked(self, method: str, path: str) -> Asked[Answer]:
        """Ask until Azure answers; az gives up after ten retries."""
        tries = 0
        while True:
            answer = self._answered(method, path)
            if answer.status != THROTTLED:
                return answer
            tries += 1
            self.gave_up += tries % (RETRIES + 1) == 0
            yield float(answer.headers.get("Retry-After", USUAL_WAIT))

    def _answered(self, method: str, path: str) -> Answer:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request(method, f"{quote(path)}?{API}", BACKUP if method == "POST" else None, headers)
        with self._connection.getresponse() as response:
            return Answer(response.status, response.headers, response.read())


def _token(places: dict[str, str]) -> str:
    """Sign in."""
    wanted = {"api-version": "2019-08-01", "resource": "https://management.azure.com"}
    identity = {"X-IDENTITY-HEADER": places["identityHeader"]}
    answer = requests.get(places["identityEndpoint"], params=wanted, headers=identity, timeout=60)
    return str(answer.json()["access_token"])


def main() -> None:
    """Back up the fleet of the task."""
    task = read_task()
    time = VirtualTime(task.places["arm"])
    teller = Teller(time)
    az = Az(task, teller)

    def go_on(command: Asked[None]) -> None:
        if (pause := next(command, None)) is not None:
            time.later(pause, partial(go_on, command))

    for vm in task.layout.fleet():
        time.later(0, partial(go_on, az.back_up(vm)))
    finished = time.run(task.longest)
    teller.used(finished=finished, gave_up=az.gave_up)


if __name__ == "__main__":
    main()
