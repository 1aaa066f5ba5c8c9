"""A Functions host as a process of its own, for whoever starts one: the demo, the tests, the benchmark."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Self

import requests

from local_stack.functions_host import host_id
from local_stack.functions_host.account import HOST_STORAGE
from local_stack.functions_host.message_lease import AZURES_LEASE
from local_stack.functions_host.timer import lock
from local_stack.functions_host.timer.lock import Terms
from local_stack.functions_host.web import access
from local_stack.functions_host.web.stored_keys import StoredKeys

DRAIN = 30.0  # seconds
START_DEADLINE = 60.0  # seconds, as Azure gives a worker
ENDING = 15.0  # seconds that the host may take beyond its drain

_REPOSITORY = Path(__file__).parents[2]


class HostStartError(RuntimeError):
    """The host ended before it was ready, or was not ready in time; its log says why."""


class HostProcess:
    """A running `python -m local_stack.functions_host` for the app in a folder.

    The end of the `with` block ends it by SIGTERM, and so does the end of this process, however that comes.
    `settings` are its app settings (environment variables), beside those of this process; `lease` (how long the
    messages of a dead host stay hidden) and `drain` (how long running functions get after SIGTERM) are seconds;
    `timers` says how soon another host takes over a dead one's timers; `log` takes its standard error, which
    without it is that of this process. HostStartError if it does not start.

    `url` is that of its HTTP server, and `keys` has what opens it.
    """

    def __init__(  # noqa: PLR0913 - the options of a command line
        self,
        app: Path,
        settings: Mapping[str, str],
        *,
        lease: int = AZURES_LEASE,
        drain: float = DRAIN,
        name: str = "",
        port: int = 0,
        timers: Terms = lock.AZURES,
        log: IO[str] | None = None,
    ) -> None:
        options = ["--app", str(app.resolve()), "--lease", str(lease), "--drain", str(drain), "--name", name, "--tied"]
        options += ["--port", str(port), "--timer-lease", str(timers.lease), "--timer-retry", str(timers.retry)]
        environment = {**os.environ, **settings}
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "local_stack.functions_host", *options],
            cwd=_REPOSITORY,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,  # Ctrl-C is for whoever started it
        )
        self.name = name
        self._drain = drain
        self.ready, _, self.url = self._first_line().rpartition("; ")
        self.keys = StoredKeys(environment[HOST_STORAGE], host_id.of(app, environment))

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal. After SIGTERM it takes no more messages and lets running invocations finish."""
        self._process.send_signal(number)

    def run_now(self, function: str, text: str = "") -> None:
        """Run a timer, or a queue or Event Grid function for a text, on demand; return when the host has accepted it.

        requests.HTTPError if it does not; how the run ends, only the host's log tells.
        """
        with requests.Session() as session:
            session.trust_env = False  # the environment's proxies are not for this machine
            session.headers[access.HEADER] = self.keys.master
            session.post(f"{self.url}/admin/functions/{function}", json={"input": text}).raise_for_status()

    def stop(self) -> int:
        """End it by SIGTERM; return its exit code."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self) -> int:
        """End it by SIGKILL, as a crash would; return its exit code."""
        self.signal(signal.SIGKILL)
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended, of itself or by a signal sent before; return its exit code."""
        with self._process as process:
            try:
                process.wait(self._drain + ENDING)
            except subprocess.TimeoutExpired:
                process.kill()
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def _first_line(self) -> str:
        """Return "ready: function <- queue, ...; http://127.0.0.1:port", the only line the host prints."""
        alarm = threading.Timer(START_DEADLINE, self._process.kill)
        alarm.start()
        line = self._process.stdout.readline() if self._process.stdout else ""
        alarm.cancel()
        if not line:
            raise HostStartError(f"the host ended with exit code {self.wait()} before it was ready")
        return line.strip()
