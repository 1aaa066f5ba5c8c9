"""`make terminal`: run the commands of docs/command-line.md on a stack of their own, and write down what they show."""

import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from local_stack import whereabouts
from local_stack.simulator import Simulator
from local_stack.stack import NIGHTLY, Stack, ignore_proxies

PAGE = Path(__file__).parent / "command-line.md"
BLOCK = re.compile(r"```console\n\$ vmbackup (?P<line>.*)\n(?:.*\n)*?```\n")
SPEED = 600.0
CONTROL = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")
WIDTH = {"COLUMNS": "80", "TZ": "UTC"}


def main() -> int:
    """Write what every command of the page shows below it."""
    ignore_proxies()
    with tempfile.TemporaryDirectory(prefix="terminal-") as folder:
        log, file = Path(folder) / "hosts.log", Path(folder) / "stack.json"
        with log.open("w") as out, Stack(Simulator(speed=SPEED, seed=1), default_vault=NIGHTLY, log=out) as stack:
            stack.add_host()
            with whereabouts.told(stack, SPEED, file):
                page = BLOCK.sub(lambda block: shown(block["line"], file), PAGE.read_text())
    PAGE.write_text(page)
    return 0


def shown(line: str, file: Path) -> str:
    """Return a command and what a terminal of 80 columns shows of it; of its progress, what was there midway."""
    command = [sys.executable, "-m", "vmbackup", *shlex.split(line.partition("  #")[0])]
    screen = b""
    terminal, inside = pty.openpty()
    environ = os.environ | WIDTH | {"VMBACKUP_SETTINGS": str(file)}
    with subprocess.Popen(command, stdout=inside, stderr=inside, env=environ):  # noqa: S603 - our own program
        os.close(inside)
        while part := _read(terminal):
            screen += part
    os.close(terminal)
    lines = [text.rstrip() for text in re.split(r"[\r\n]+", CONTROL.sub(b"", screen).decode()) if text.strip()]
    moving = [text for text in lines if "━" in text and ":" in text]
    still = [text for text in lines if text not in moving]
    told = [text for text in moving if " left" in text]
    text = "\n".join([*still[:1], *told[len(told) // 2 :][:1], *still[1:]])
    return f"```console\n$ vmbackup {line}\n{text}\n```\n"


def _read(terminal: int) -> bytes:
    """Read what is there, nothing at the end; Linux calls that an error."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


if __name__ == "__main__":
    sys.exit(main())
