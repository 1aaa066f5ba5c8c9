"""Microsoft's SDK as its documentation shows it: a thread for each backup, default polling, default retries.

The SDK sleeps through its transport, which is its own extension point: here it sleeps on the simulated clock. One
thread runs at a time, the one whose time has come, so that none spends CPU on waiting for another.
"""

import os
from collections.abc import Callable, Mapping
from functools import partial
from threading import Lock, Thread
from typing import Any

from azure.core.exceptions import HttpResponseError
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import SansIOHTTPPolicy
from azure.core.pipeline.transport import RequestsTransport
from azure.core.polling import LROPoller
from azure.identity import ManagedIdentityCredential
from azure.mgmt.core.polling.arm_polling import ARMPolling
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient
from azure.mgmt.recoveryservicesbackup.models import BackupRequestResource, IaasVMBackupRequest

from bench.fleet.flow import Teller, read_task
from bench.fleet.layouts import Vm
from bench.fleet.virtual_time import VirtualTime
from local_stack.simulator.seeds import SUBSCRIPTION

JOB_SECONDS = 30  # as `az backup job wait`
RUNNING = {"InProgress", "Cancelling"}
THROTTLED = 429
USUAL_WAIT = 60
BACKUP = BackupRequestResource(properties=IaasVMBackupRequest())


class Threads:
    """Threads that sleep on the simulated clock; its agenda wakes one at a time."""

    def __init__(self, time: VirtualTime) -> None:
        self._time = time
        self._idle = Lock()
        self._idle.acquire()

    def start(self, work: Callable[[], None]) -> None:
        """Start a thread, when the clock begins."""
        thread = Thread(target=self._to_its_end, args=(work,), daemon=True)
        self._time.later(0, lambda: self._hand_over(thread.start))

    def sleep(self, seconds: float) -> None:
        """Have the thread that calls it, or the one that waits for it, go on in so many simulated seconds."""
        woken = Lock()
        woken.acquire()
        self._time.later(seconds, lambda: self._hand_over(woken.release))
        self._idle.release()
        woken.acquire()

    def _to_its_end(self, work: Callable[[], None]) -> None:
        try:
            work()
        finally:
            self._idle.release()

    def _hand_over(self, to: Callable[[], None]) -> None:
        to()
        self._idle.acquire()


class SimulatedSleep(RequestsTransport):  # type: ignore[misc] # azure-core exports it as Any
    """The SDK's transport, whose sleep is a simulated one."""

    def __init__(self, threads: Threads) -> None:
        super().__init__()
        self._threads = threads

    def sleep(self, duration: float) -> None:
        """Sleep on the simulated clock."""
        self._threads.sleep(duration)


class WithoutTls(SansIOHTTPPolicy[Any, Any]):
    """Lets the token travel by http, as the app's does: nobody is to pay for TLS alone."""

    def on_request(self, request: PipelineRequest[Any]) -> None:
        """Say so to the policy that attaches the token."""
        request.context.options["enforce_https"] = False


class Sdk:
    """What a script does with the SDK, backup by backup."""

    def __init__(self, client: RecoveryServicesBackupClient, threads: Threads, teller: Teller) -> None:
        self._client, self._threads, self._teller = client, threads, teller
        self.gave_up = 0

    def back_up(self, vm: Vm) -> None:
        """Start a backup, and wait until it has ended."""
        group, vault = vm.vault.split("/")[4], vm.vault.rpartition("/")[2]
        item = ("Azure", f"IaasVMContainer;{vm.item}", f"VM;{vm.item}")
        started = self._insist(lambda: self._client.backups.trigger(vault, group, *item, BACKUP, cls=_as_it_is))
        job_id = self._job_of(started)
        while True:
            job = self._insist(lambda: self._client.job_details.get(vault, group, job_id)).properties
            status = job.status if job else None
            if status and status not in RUNNING:
                return self._teller.ended(vm.id, status)
            self._threads.sleep(JOB_SECONDS)

    def _job_of(self, started: Any) -> str:  # noqa: ANN401 - the SDK's pipeline response
        """Follow the operation by the SDK's poller, whose token lets another one go on where it gave up."""
        arm = self._client._client  # noqa: SLF001 - as the generated `begin_` methods do; backups.trigger is none yet
        polling = _polling()
        polling.initialize(arm, started, _job_id)
        token = polling.get_continuation_token()

        def followed() -> str:
            poller = LROPoller.from_continuation_token(_polling(), token, client=arm, deserialization_callback=_job_id)
            return str(poller.result())

        return self._insist(followed)

    def _insist[T](self, call: Callable[[], T]) -> T:
        """Call again what the SDK has given up after ten retries, when Azure says so."""
        while True:
            try:
                return call()
            except HttpResponseError as error:
                if error.status_code != THROTTLED:
                    raise
                self.gave_up += 1
                self._threads.sleep(_retry_after(error))


def _retry_after(error: HttpResponseError) -> float:
    headers: Mapping[str, str] = getattr(error.response, "headers", {})  # the common base of responses names none
    return float(headers.get("Retry-After", USUAL_WAIT))


def _polling() -> ARMPolling:
    """Poll as the `begin_` methods do: by Retry-After, or every 30 s."""
    return ARMPolling(lro_options={"final-state-via": "azure-async-operation"})


def _as_it_is(response: Any, *_: object) -> Any:  # noqa: ANN401 - the SDK's pipeline response
    return response


def _job_id(response: Any) -> str:  # noqa: ANN401 - the same
    return str(response.http_response.json()["properties"]["jobId"])


def main() -> None:
    """Back up the fleet of the task."""
    task = read_task()
    os.environ |= {
        "IDENTITY_ENDPOINT": task.places["identityEndpoint"],
        "IDENTITY_HEADER": task.places["identityHeader"],
    }
    time = VirtualTime(task.places["arm"])
    threads = Threads(time)
    client = RecoveryServicesBackupClient(
        ManagedIdentityCredential(),
        SUBSCRIPTION,
        task.places["arm"],
        credential_scopes=["https://management.azure.com/.default"],
        transport=SimulatedSleep(threads),
        per_call_policies=[WithoutTls()],
    )
    teller = Teller(time)
    sdk = Sdk(client, threads, teller)
    for vm in task.layout.fleet():
        threads.start(partial(sdk.back_up, vm))
    finished = time.run(task.longest)
    teller.used(finished=finished, gave_up=sdk.gave_up)


if __name__ == "__main__":
    main()
