"""What `make up` runs: the whole stack, until Ctrl-C, with a word on where everything is."""

import argparse
import signal
import sys
import threading

from local_stack.azurite import AzuriteError
from local_stack.functions_host.message_lease import AZURES_LEASE
from local_stack.functions_host.process import HostStartError
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import DEFAULT
from local_stack.stack import NIGHTLY, Stack

SPEED = 60.0


def main() -> int:
    """Keep the stack running until SIGINT or SIGTERM."""
    options = _options()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    try:
        with Stack(Simulator(speed=options.speed), default_vault=NIGHTLY, lease=options.lease) as stack:
            for _ in range(options.hosts):
                stack.add_host()
            print(_where(stack, options.speed), flush=True)  # noqa: T201 - what the command is for
            stopped.wait()
            print("\nending ...", flush=True)  # noqa: T201 - the same
    except (AzuriteError, HostStartError) as error:
        print(f"make up: {error}", file=sys.stderr)  # noqa: T201 - the same
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local_stack", description=__doc__)
    parser.add_argument(
        "--speed", type=float, default=SPEED, help="how much faster than Azure the simulator's clock is"
    )
    parser.add_argument("--hosts", type=int, default=1, help="how many Functions hosts serve the queues")
    parser.add_argument("--lease", type=int, default=AZURES_LEASE, help="seconds until a killed host's messages return")
    return parser.parse_args()


def _where(stack: Stack, speed: float) -> str:
    vms = "\n".join(f"  {vm.id}" for vm in DEFAULT.vms)
    return f"""
Everything is up. Azure's clock runs {speed:g} times as fast as yours. Ctrl-C ends it.

Azure Resource Manager   {stack.azure.url}   (TLS: {stack.azure.tls_url}, CA: {stack.azure.ca_file})
what it was asked        {stack.azure.url}/_simulator/journal
vault                    {NIGHTLY}
VMs
{vms}

In another terminal:
  export AZURE_STORAGE_CONNECTION_STRING='{stack.azurite.connection_string}'

Protect a VM, with the Azure CLI:
  az storage message put --queue-name protect-vm --content '{{"vmId": "{DEFAULT.vms[0].id}"}}'
or with Python (.venv/bin/python):
  import os
  from azure.storage.queue import QueueServiceClient
  queues = QueueServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
  queues.get_queue_client("protect-vm").send_message('{{"vmId": "{DEFAULT.vms[0].id}"}}')

Then back it up: the same message to the queue trigger-backup. Read the events:
  az storage message peek --queue-name backup-events --num-messages 32
or with Python:
  .venv/bin/python -m local_stack.events
"""


if __name__ == "__main__":
    sys.exit(main())
