"""Functions hosts that start in a tenth of a second: forks of one process that has imported everything.

A host of its own costs a second of a core for its imports, and a campaign starts two for each point. What is forked has
read no setting, opened no socket and started no thread, so that a fork is a host like any other: it runs the same
command line, with the settings of its app.
"""

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, NamedTuple

import requests

from local_stack.functions_host import host_id
from local_stack.functions_host.account import HOST_STORAGE
from local_stack.functions_host.web import access
from local_stack.functions_host.web.stored_keys import StoredKeys
from local_stack.stack import APP
from proof.crashes.in_host import Crash, arm

START_DEADLINE = 60.0  # seconds
LEASE = 3  # seconds that a dead host's messages stay hidden: a busy machine renews a shorter lease too late
OPTIONS = ["--app", str(APP), "--lease", str(LEASE), "--tied", "--timer-lease", "15", "--timer-retry", "1"]
# What a function imports when it first needs it; function_app itself reads the settings, and so is left to the fork.
LAZY = [
    "azure.identity",
    "azure.keyvault.secrets",
    "azure.storage.blob",
    "azure.storage.queue",
    "restore_files.claim",
    "restore_files.delivery",
    "shared.arm",
    "shared.container",
    "shared.queues",
    "shared.records",
    "shared.storage_account",
]
TRIGGERS = [f"{path.parent.name}.trigger" for path in APP.glob("*/trigger.py")]

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["__main__", __name__, "local_stack.functions_host.__main__", *LAZY, *TRIGGERS])


class _Start(NamedTuple):
    name: str
    settings: Mapping[str, str]
    crash: Crash
    log: Path


class Host:
    """A running Functions host, which may be told before which of its calls to die."""

    def __init__(self, name: str, settings: Mapping[str, str], crash: Crash, log: Path) -> None:
        self._ours, theirs = socket.socketpair()
        start = _Start(name, settings, crash, log)
        self._process = _FORKS.Process(target=_serve, args=(start, theirs), daemon=True)
        self._process.start()
        theirs.close()
        self._settings = settings
        self._url = ""

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    def run_now(self, function: str) -> None:
        """Run a timer on demand; return when the host has accepted it, or has died of it."""
        url = self._url or self._started()
        keys = StoredKeys(self._settings[HOST_STORAGE], host_id.of(APP, self._settings))
        headers = {access.HEADER: keys.master}
        try:
            requests.post(f"{url}/admin/functions/{function}", json={"input": ""}, headers=headers, timeout=10)
        except requests.ConnectionError:
            if self.is_running:
                raise

    def wait(self, seconds: float) -> None:
        """Wait for its death, so long at most."""
        self._process.join(seconds)

    def end(self) -> None:
        """Kill it, if it still lives."""
        self._process.kill()
        self._process.join()
        self._ours.close()

    def _started(self) -> str:
        """Wait for the only line that a host prints, and return the address of its HTTP server."""
        self._ours.settimeout(START_DEADLINE)
        with self._ours.makefile() as said:
            line = said.readline()
        self._url = line.strip().rpartition("; ")[2]
        return self._url


def _serve(start: _Start, harness: socket.socket) -> None:
    """Be a host in this fork: standard input and output are the harness, whose end is this host's end."""
    from local_stack.functions_host.__main__ import main  # noqa: PLC0415 - it is the fork that is a host

    os.environ.update(start.settings)
    for number in (0, 1):
        os.dup2(harness.fileno(), number)
    harness.close()
    sys.stdin = _standard_input()
    with start.log.open("a") as log:
        os.dup2(log.fileno(), 2)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the harness
    arm(start.crash)
    sys.argv = ["host", "--name", start.name, *OPTIONS]
    sys.exit(main())


def _standard_input() -> IO[str]:
    return open(0, closefd=False)
