"""Azurite, Microsoft's emulator of Azure Storage, as a process of its own on free ports of 127.0.0.1."""

import contextlib
import re
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO, Self

SERVICES = ("Blob", "Queue", "Table")
START_DEADLINE = 30.0  # seconds
STOP_DEADLINE = 5.0  # seconds
OLDEST_NODE = 20
SCRIPT = Path(__file__).parent / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"

# Ends node when its standard input is closed: with the process that started it, even if that was killed.
WITH_STARTER = (
    'data:text/javascript,process.stdin.on("end", () => process.kill(process.pid, "SIGTERM")).resume().unref()'
)

# The one account of every emulator of Azure Storage; its key is published and protects nothing.
# https://learn.microsoft.com/azure/storage/common/storage-use-azurite#well-known-storage-account-and-key
ACCOUNT = "devstoreaccount1"
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

_LISTENING = re.compile(r"Azurite (\w+) service is successfully listening at http://127\.0\.0\.1:(\d+)")


class AzuriteError(RuntimeError):
    """Azurite cannot run here; the message says what is missing."""


class Azurite:
    """One Azurite with its blob, queue and table services.

    Ports and data outlive `stop`, so that `start` brings the same account back. Data lies in `folder`; without one
    in a temporary folder, which goes with the end of the `with` block.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._ports = dict.fromkeys(SERVICES, 0)
        self._process: subprocess.Popen[str] | None = None
        self._cleanup = contextlib.ExitStack()

    def start(self) -> None:
        """Start node and return when all three services listen; AzuriteError if they do not within 30 s."""
        self._folder = self._folder or Path(self._cleanup.enter_context(tempfile.TemporaryDirectory(prefix="azurite-")))
        with tempfile.TemporaryFile("w+") as errors:
            self._process = subprocess.Popen(  # noqa: S603 - nothing here comes from outside
                self._command(self._folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,  # Ctrl-C is for whoever started it
            )
            ports = _listening(self._process)
            if len(ports) < len(SERVICES):
                self.stop()
                raise AzuriteError(f"Azurite did not start: {_tail(errors)}")
            self._ports = ports

    def stop(self) -> None:
        """End the process, gently within 5 s; ports and data stay for the next `start`."""
        if self._process is None:
            return
        with self._process as process:
            process.terminate()
            try:
                process.wait(STOP_DEADLINE)
            except subprocess.TimeoutExpired:
                process.kill()
        self._process = None

    @property
    def connection_string(self) -> str:
        """The value for AzureWebJobsStorage."""
        endpoints = ";".join(f"{service}Endpoint={self._url(service)}" for service in SERVICES)
        return f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};{endpoints};"

    @property
    def queue_url(self) -> str:
        """Address of the account's queue service."""
        return self._url("Queue")

    @property
    def blob_url(self) -> str:
        """Address of the account's blob service."""
        return self._url("Blob")

    @property
    def table_url(self) -> str:
        """Address of the account's table service."""
        return self._url("Table")

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as undo:
            undo.callback(self._cleanup.close)
            self.start()
            undo.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        self._cleanup.close()

    def _url(self, service: str) -> str:
        return f"http://127.0.0.1:{self._ports[service]}/{ACCOUNT}"

    def _command(self, folder: Path) -> list[str]:
        # Port 0 lets the system choose; node is started itself, not through npx, so that the pid is its own.
        ports = [text for service, port in self._ports.items() for text in (f"--{service.lower()}Port", str(port))]
        options = ["--silent", "--disableTelemetry", "--skipApiVersionCheck", "--location", str(folder)]
        return [_node(), "--import", WITH_STARTER, str(_script()), *options, *ports]


def _listening(process: subprocess.Popen[str]) -> dict[str, int]:
    """Read what Azurite prints until all services listen, it ends, or its time is up; return the ports by service."""
    ports: dict[str, int] = {}
    alarm = threading.Timer(START_DEADLINE, process.kill)
    alarm.start()
    for line in process.stdout or ():
        if found := _LISTENING.search(line):
            ports[found[1]] = int(found[2])
        if len(ports) == len(SERVICES):
            break
    alarm.cancel()
    return ports


def _tail(errors: IO[str]) -> str:
    errors.seek(0)
    return " | ".join(errors.read().split("\n")[-10:]).strip(" |") or f"nothing said in {START_DEADLINE:.0f} s"


def _script() -> Path:
    if not SCRIPT.exists():
        raise AzuriteError("Azurite is not installed in local_stack/node_modules: run `make setup`")
    return SCRIPT


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        raise AzuriteError(f"node is not on the PATH: Azurite needs Node.js {OLDEST_NODE} or newer")
    version = subprocess.check_output([node, "--version"], text=True).strip()  # noqa: S603 - nothing from outside
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        raise AzuriteError(f"node is {version}: Azurite needs Node.js {OLDEST_NODE} or newer")
    return node
