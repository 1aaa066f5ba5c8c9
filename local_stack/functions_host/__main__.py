"""`python -m local_stack.functions_host`: serve one Functions app over its storage account."""

import argparse
import asyncio
import contextlib
import logging
import sys
from pathlib import Path

from local_stack.functions_host import host, host_json
from local_stack.functions_host.host import Options
from local_stack.functions_host.host_json import HostJson
from local_stack.functions_host.message_lease import AZURES_LEASE
from local_stack.functions_host.start_error import StartError
from local_stack.functions_host.timer import lock
from local_stack.functions_host.timer.lock import Terms


def main() -> int:
    """Return the exit code: 0 after SIGTERM or SIGINT, 1 when the app cannot start; 3, from the host, worker lost."""
    options = _options()
    try:
        settings = host_json.read(options.app)
        _log_to_stderr(settings, options.name)
        # What the app prints goes to the log: standard output is the host's own, for its line "ready: ...".
        with contextlib.redirect_stdout(sys.stderr):
            asyncio.run(host.serve(_host_options(options), settings))
    except StartError as error:
        print(f"the app in {options.app} cannot start: {error}", file=sys.stderr)  # noqa: T201 - a log line would hide it
        return 1
    return 0


def _host_options(options: argparse.Namespace) -> Options:
    terms = Terms(options.timer_lease, options.timer_retry)
    return Options(options.app, options.lease, options.drain, options.tied, options.port, terms)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local_stack.functions_host", description=__doc__)
    parser.add_argument(
        "--app", type=lambda text: Path(text).resolve(), default=Path.cwd(), help="folder of function_app.py"
    )
    parser.add_argument("--lease", type=int, default=AZURES_LEASE, help="seconds until a dead host's messages return")
    parser.add_argument("--drain", type=float, default=30, help="seconds that running functions get after SIGTERM")
    parser.add_argument("--port", type=int, default=0, help="of the HTTP server on 127.0.0.1; 0 is a free one")
    parser.add_argument(
        "--timer-lease",
        type=int,
        choices=range(15, 61),
        metavar="SECONDS",
        default=lock.AZURES.lease,
        help="until a dead host's timers may run elsewhere, 15 to 60",
    )
    parser.add_argument(
        "--timer-retry",
        type=float,
        metavar="SECONDS",
        default=lock.AZURES.retry,
        help="between looks whether another host's timers may be taken over",
    )
    parser.add_argument("--tied", action="store_true", help="end when standard input is closed: with the starter")
    parser.add_argument("--name", default="", help="shown in the log, to tell several hosts apart")
    return parser.parse_args()


def _log_to_stderr(settings: HostJson, name: str) -> None:
    prefix = f"{name} " if name else ""
    logging.basicConfig(
        level=settings.logging.level,
        format=f"%(asctime)s.%(msecs)03d {prefix}%(levelname)s %(name)s: %(message)s",
        datefmt="%H:%M:%S",
    )
    # The Azure SDK logs each HTTP request, and Microsoft's worker ("azure.functions") each binding and call.
    logging.getLogger("azure").setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
