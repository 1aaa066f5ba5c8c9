"""The last line says it all, and the exit code with it."""

import io

from rich.console import Console

from conformance.report import Report
from conformance.rows import Row

GOOD = [
    Row("az command", "vault", "az backup vault list", "", 0.7),
    Row("SDK call", "sdk", "vaults.get", "", 0.01),
    Row("SDK call", "sdk", "vaults.list", "", 0.01),
    Row("sign-in", "identity", "EnvironmentCredential", "", 0.2),
]
BAD = Row("az command", "policy", "az backup policy show -n [x]", ".name: missing", 0.7, "az backup ...\n{}")


def told(rows: list[Row], *, terminal: bool = False) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=100, force_terminal=terminal)
    report = Report(console)
    for row in rows:
        report.add(row)
    code = report.end()
    assert isinstance(console.file, io.StringIO)
    return code, console.file.getvalue()


def test_all_passed() -> None:
    """Each kind of call is counted."""
    code, text = told(GOOD)
    assert code == 0
    assert text.splitlines()[-1] == "conformance: 1 az command, 2 SDK calls, 1 sign-in, 0 messages: all passed"
    assert "   0.7 s  vault         passed  az backup vault list" in text


def test_one_failed() -> None:
    """A failed call is told with what differs and what was printed, and once more at the end."""
    code, text = told([*GOOD, BAD])
    assert code == 1
    assert "policy: az backup policy show -n [x]\n  .name: missing\naz backup ...\n{}\n" in text
    assert text.splitlines()[-2:] == [
        "failed: policy: az backup policy show -n [x]",
        "conformance: 2 az commands, 2 SDK calls, 1 sign-in, 0 messages: 1 failed",
    ]


def test_nothing_ran() -> None:
    """Nothing is no success."""
    assert told([])[0] == 1


def test_on_a_terminal() -> None:
    """A table shows the group once, and what differs beside the call."""
    _, text = told([*GOOD, BAD], terminal=True)
    assert text.count("identity") == 1
    assert text.count("sdk") == 1
    assert ".name: missing" in text
