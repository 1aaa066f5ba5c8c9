"""What `make up` runs: the whole stack, until Ctrl-C, with a word on where everything is."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from local_stack.azurite import AzuriteError
from local_stack.functions_host.message_lease import AZURES_LEASE
from local_stack.functions_host.process import HostStartError
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import DEFAULT
from local_stack.stack import APP, NIGHTLY, Stack, ignore_proxies
from local_stack.whereabouts import told
from protect_vm.consider import VM_EVENTS
from vmbackup.sources import STACK

SPEED = 60.0
LOOK_EVERY = 1.0  # seconds
SHORT_NIGHT = {"BACKUP_WINDOW_MINUTES": "1"}


def main() -> int:
    """Keep the stack running until SIGINT or SIGTERM; a host that dies is replaced, as on Azure."""
    options = _options()
    ignore_proxies()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with Stack(
            Simulator(speed=options.speed, weather=options.weather, seed=options.seed),
            default_vault=NIGHTLY,
            settings=SHORT_NIGHT,
            lease=options.lease,
        ) as stack:
            for _ in range(options.hosts):
                stack.add_host()
            stack.azure.subscribe(queue=VM_EVENTS, connection_string=stack.azurite.connection_string)
            with told(stack, options.speed, options.whereabouts):
                _say(_where(stack, options.speed))
                _watch(stack, stopped, options.lease)
            _say("\nending ...")
    except (AzuriteError, HostStartError) as error:
        print(f"make up: {error}", file=sys.stderr)  # noqa: T201 - what the command is for
        return 1
    return 0


def _watch(stack: Stack, stopped: threading.Event, lease: int) -> None:
    """Replace hosts that die, until it is stopped."""
    while not stopped.wait(LOOK_EVERY):
        if dead := stack.replace_dead_hosts():
            others = ", ".join(host.url for host in stack.hosts)
            _say(f"{', '.join(dead)} ended, and was replaced; its messages come back after {lease} s.")
            _say(f"Report and timers answer at {others} now, with the same keys.")


def positive(text: str) -> int:
    """Read a whole number of at least 1."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def fast(text: str) -> float:
    """Read how much faster the clock is: more than 0."""
    if not (number := float(text)) > 0:
        raise argparse.ArgumentTypeError("must be more than 0")
    return number


def share(text: str) -> float:
    """Read a share, 0 to 1."""
    if not 0 <= (number := float(text)) <= 1:
        raise argparse.ArgumentTypeError("must be a share, 0 to 1")
    return number


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local_stack", description=__doc__)
    parser.add_argument("--speed", type=fast, default=SPEED, help="how much faster than Azure the simulator's clock is")
    parser.add_argument("--hosts", type=positive, default=1, help="how many Functions hosts serve the queues")
    parser.add_argument(
        "--lease", type=positive, default=AZURES_LEASE, help="seconds until a killed host's messages return"
    )
    parser.add_argument("--weather", type=share, default=0.0, help="share of all calls to Azure that go wrong, 0 to 1")
    parser.add_argument("--seed", type=int, help="the same weather again")
    parser.add_argument("--whereabouts", type=Path, default=STACK, help="the file that tells `vmbackup` where all is")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - what the command is for


def _where(stack: Stack, speed: float) -> str:
    vms = "\n".join(f"  {vm.id}" for vm in DEFAULT.vms)
    host = stack.hosts[0]
    return f"""
Everything is up. Azure's clock runs {speed:g} times as fast as yours, and jobs have its times. Ctrl-C ends it.

Azure Resource Manager   {stack.azure.url}   (TLS: {stack.azure.tls_url}, CA: {stack.azure.ca_file})
what it was asked        {stack.azure.url}/_simulator/journal
what else it can do      {stack.azure.url}/_simulator   (faults, outcomes, tags, more VMs, the clock)
vault                    {NIGHTLY}
VMs
{vms}
for restores             the group restored, the storage account staging4backup, the subnet shop-net/default

In another terminal:
  cd {APP}
  .venv/bin/vmbackup --help
  .venv/bin/vmbackup protect web01 --wait
  .venv/bin/vmbackup backup web01 --wait
  .venv/bin/vmbackup files mount web01 --wait

Or with messages of your own:
  export AZURE_STORAGE_CONNECTION_STRING='{stack.azurite.connection_string}'

Protect a VM, with the Azure CLI:
  az storage message put --queue-name protect-vm --content '{{"vmId": "{DEFAULT.vms[0].id}"}}'
or with Python (.venv/bin/python):
  import os
  from azure.storage.queue import QueueServiceClient
  queues = QueueServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
  queues.get_queue_client("protect-vm").send_message('{{"vmId": "{DEFAULT.vms[0].id}"}}')

Then back it up, by the same message to trigger-backup, and mount a file of it, by the same to restore-files.
Take the events off their queue, and read them:
  .venv/bin/python -m local_stack.events

Or have it all happen by itself: create a VM, of which Event Grid tells; let the night come; see who has no backup:
  curl -d '{{"id": "{DEFAULT.vms[0].id.replace("web01", "new01")}", "location": "westeurope", "publish": true}}' \\
    {stack.azure.url}/_simulator/vms
  curl -d '{{"input": ""}}' -H 'Content-Type: application/json' -H 'x-functions-key: {host.keys.master}' \\
    {host.url}/admin/functions/nightly_backup
  {host.url}/api/report?code={host.keys.function("report")}
  {host.url}/api/dashboard?code={host.keys.function("dashboard")}
"""


if __name__ == "__main__":
    sys.exit(main())
