"""One az command as a real process, in a home of its own that knows nothing but the simulator."""

import json
import os
import re
import shlex
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conformance.pattern import Json, differences, filled
from conformance.rows import Row
from conformance.stories import Command
from local_stack.simulator import Simulator

DEADLINE = 180


@dataclass(frozen=True)
class Az:
    """The program, the folder it works in, and its settings."""

    program: Path
    folder: Path
    settings: dict[str, str]

    def run(self, group: str, command: Command, kept: dict[str, str]) -> Row:
        """Run one command; what it lacks, or does otherwise than expected, becomes the row's difference."""
        call = f"az {command.line}"
        try:
            line = filled(command.line, kept)
        except KeyError as missing:
            return Row("az command", group, call, f"not run: nothing told ${missing.args[0]}", 0)
        started = time.monotonic()
        try:
            done = self._process(line)
        except subprocess.TimeoutExpired:
            return Row("az command", group, call, f"still running after {DEADLINE} s", DEADLINE)
        took = time.monotonic() - started
        if command.file:
            (self.folder / command.file).write_text(done.stdout)
        differs = "; ".join(_differences(command, done, kept))
        return Row(
            "az command", group, call, differs, took, f"az {line}\n{done.stdout}{done.stderr}" if differs else ""
        )

    def _process(self, line: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.program), *shlex.split(line)]
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **self.settings}
        return subprocess.run(  # noqa: S603 - the lines are those of the stories
            command, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=DEADLINE, check=False
        )


def settings(azure: Simulator, config: Path) -> dict[str, str]:
    """Tell az to trust the simulator only, to ask nobody else, and to keep its files in `config`."""
    return {
        "AZURE_CONFIG_DIR": str(config),
        "REQUESTS_CA_BUNDLE": azure.ca_file,
        # The downloads of `mount-rp` go by urllib, which reads this one only.
        "SSL_CERT_FILE": azure.ca_file,
        "AZURE_CORE_INSTANCE_DISCOVERY": "false",
        "AZURE_CORE_COLLECT_TELEMETRY": "false",
        "AZURE_CORE_NO_COLOR": "true",
        "AZURE_CORE_SURVEY_MESSAGE": "false",
    }


def _differences(command: Command, done: subprocess.CompletedProcess[str], kept: dict[str, str]) -> Iterator[str]:
    if done.returncode != command.exit_code:
        yield f"exit code {done.returncode} instead of {command.exit_code}"
        return
    says = filled(command.says, kept)
    if not re.search(says, done.stderr):
        yield f"it does not say {says}"
    try:
        shown = _json(done.stdout)
    except ValueError:
        yield f"no JSON: {done.stdout[:80]}"
        return
    yield from differences(command.shows, shown, kept)


def _json(text: str) -> Json:
    return json.loads(text) if text.strip() else None
