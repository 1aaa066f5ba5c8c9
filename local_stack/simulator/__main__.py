"""Run the simulator until Ctrl-C: `python -m local_stack.simulator --help`."""

import argparse
import json
import math
import signal
import sys
from pathlib import Path
from typing import Any

import msgspec

from local_stack.simulator.error_list import error_table
from local_stack.simulator.simulator import Simulator
from local_stack.simulator.web.admin import LANGUAGE, ROUTES
from local_stack.simulator.web.transients import RECORDED_RATE
from local_stack.simulator.welcome import places, welcome

STOP = {signal.SIGINT, signal.SIGTERM}

_ABOUT = """\
Simulate what Azure has for the backup of VMs, until Ctrl-C: Resource Manager, Recovery Services, Entra ID and a key
vault on 127.0.0.1, for az, Microsoft's SDKs and your own scripts. What it prints at the start says how to reach it.

Time is the real one, as many times as fast as you wish (--speed), or stands still until you step it (--stopped).
"""
_MORE = """\
A world file (--world) has the lists vaults and groups ({{"id", "location"}}; a vault takes "softDelete": false),
vms ({{"id", "location", "osType", "luns", "discovered", "tags", "provisioningState", "agent", "powerState",
"readyAfter"}}), storageAccounts ({{"id", "location"}}) and subnets (ids), and limits.

While it runs it takes these requests, without a token:
{routes}

What faults and outcomes can say:
{language}
"""


def main() -> int:
    """Serve until SIGINT or SIGTERM; 2 if an option or a file is wrong."""
    options = _options()
    if options.errors:
        sys.stdout.write(error_table())
        return 0
    # Blocked before any thread starts, so that the signals wait for sigwait below.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP)
    try:
        with _simulator(options) as simulator:
            sys.stdout.write(f"{json.dumps(places(simulator))}\n" if options.json else welcome(simulator))
            sys.stdout.flush()
            signal.sigwait(STOP)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    return 0


def _simulator(options: argparse.Namespace) -> Simulator:
    """Build it; OSError or ValueError if a file cannot be read."""
    return Simulator(
        speed=options.speed,
        seed=options.seed,
        page_size=options.page_size,
        world=_world(options.world) if options.world else None,
        state=options.state,
        quotas=options.quotas,
        transient=options.transient,
        weather=options.weather,
        own_downloads=True,
        ports=(options.port, options.tls_port),
        key_vault_port=options.key_vault_port,
        roles=options.role,
    )


def _world(file: Path) -> dict[str, Any]:
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise ValueError(f"no world in {file}: {error}") from None


# What argparse says of a wrong option has the names of these.
def port(text: str) -> int:
    """Read a port."""
    if (number := int(text)) not in range(65536):
        raise argparse.ArgumentTypeError("must be 0 to 65535")
    return number


def speed(text: str) -> float:
    """Read how fast the clock runs."""
    if not 0 <= (number := float(text)) < math.inf:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return number


def size(text: str) -> int:
    """Read how many entries a page has."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def file(text: str) -> Path:
    """Read where to keep the state."""
    if not (path := Path(text)).parent.is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {path.parent}")
    return path


def share(text: str) -> float:
    """Read a share of all requests."""
    if not 0 <= (number := float(text)) <= 1:
        raise argparse.ArgumentTypeError("must be 0 to 1")
    return number


def _options() -> argparse.Namespace:
    routes = "\n".join(f"  {route}\n      {what}" for route, what in ROUTES.items())
    language = "\n".join(
        f"  {name} {field}\n      {what}" for name, fields in LANGUAGE.items() for field, what in fields.items()
    )
    parser = argparse.ArgumentParser(
        prog="python -m local_stack.simulator",
        description=_ABOUT,
        epilog=_MORE.format(routes=routes, language=language),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=port, default=0, help="of http; 0 takes a free one")
    parser.add_argument("--tls-port", type=port, default=0, help="of https; 0 takes a free one")
    parser.add_argument("--key-vault-port", type=port, default=0, help="of the key vault's https; 0 takes a free one")
    clock = parser.add_mutually_exclusive_group()
    clock.add_argument("--speed", type=speed, default=1, help="simulated seconds per real one; 1 if nothing is said")
    clock.add_argument("--stopped", dest="speed", action="store_const", const=0, help="step the clock by requests only")
    parser.add_argument("--seed", type=int, help="the same seed draws the same durations and failures")
    parser.add_argument("--world", type=Path, help="JSON: vaults, VMs and what they restore to")
    parser.add_argument("--state", type=file, help="keep the state here, and go on from it")
    parser.add_argument("--page-size", type=size, default=200, help="entries per page of a list; 200 as Azure has")
    parser.add_argument("--quotas", action="store_true", help="refuse with 429 what is beyond Azure's quotas")
    parser.add_argument(
        "--transient",
        type=share,
        nargs="?",
        default=0,
        const=RECORDED_RATE,
        help="share of all requests that fails with 500, 502 or 504; without a number as many as in recordings, 0.0013",
    )
    parser.add_argument(
        "--weather",
        type=share,
        default=0,
        help="share of all calls, sign-in and key vault too, that is throttled, fails, hangs, or is reset, cut or"
        " garbled, often after their work was done; with --seed the same calls of the same request",
    )
    parser.add_argument(
        "--role",
        type=Path,
        action="append",
        default=[],
        help="JSON of a role definition: refuse what it does not grant",
    )
    parser.add_argument("--json", action="store_true", help="print one line of JSON instead of the welcome")
    parser.add_argument(
        "--errors", action="store_true", help="print all errors it gives by itself, with the evidence, and end"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
