"""A command becomes a row: passed, or what differs, and what it printed."""

from pathlib import Path

import pytest

from conformance.az_process import Az
from conformance.pattern import Keep
from conformance.stories import Command, az

PROGRAM = """#!/bin/sh
echo "WARNING: $FACT" >&2
[ "$1" = fail ] && exit 3
printf '%s' "$2"
"""


@pytest.fixture
def program(tmp_path: Path) -> Az:
    """Stand in for az: `show TEXT` prints, `fail` fails."""
    file = tmp_path / "az"
    file.write_text(PROGRAM)
    file.chmod(0o700)
    return Az(file, tmp_path, {"FACT": "it is late"})


@pytest.mark.parametrize(
    "command",
    [
        az('show \'{"name": "$vm"}\'', {"name": "web01"}),
        az("show '[1, 2]'", [1, 2], says="it is late"),
        az("show ''"),
        az("fail", exit_code=3, says="late$$"),
    ],
)
def test_passes(program: Az, command: Command) -> None:
    """What comes as expected, passes, and its output is not kept."""
    row = program.run("group", command, {"vm": "web01"})
    assert (row.passed, row.shown, row.call) == (True, "", f"az {command.line}")


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (az("fail", {}), "exit code 3 instead of 0"),
        (az("show ''", says="early"), "it does not say early"),
        (az("show ''", {}), "it: expected an object, got None"),
        (az("show '{}'"), "it: nothing expected, got {}"),
        (az("show words", {}), "no JSON: words"),
        (az("show $point"), "not run: nothing told $point"),
    ],
)
def test_differs(program: Az, command: Command, told: str) -> None:
    """What comes otherwise is told."""
    assert program.run("group", command, {}).differs == told


def test_what_a_failed_command_printed(program: Az) -> None:
    """A failed row shows the command as it was run, and all that it printed."""
    row = program.run("group", az("show '\"$vm\"'", {}), {"vm": "web01"})
    assert row.shown == 'az show \'"web01"\'\n"web01"WARNING: it is late\n'


def test_keeps_and_writes(program: Az) -> None:
    """Later commands find what was kept, and the file that was written."""
    kept: dict[str, str] = {}
    program.run("group", az('show \'{"name": "p1"}\'', {"name": Keep("policy")}, file="policy.json"), kept)
    assert kept == {"policy": "p1"}
    assert (program.folder / "policy.json").read_text() == '{"name": "p1"}'
