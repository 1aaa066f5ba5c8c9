"""`vmbackup doctor`, as a shell runs it."""

import json

import pytest
from typer.testing import CliRunner

from local_stack.simulator import Simulator
from tests.vmbackup.doctor.examined import APP
from vmbackup.app import app
from vmbackup.doctor.examination import CHECKS

NOBODY = "99999999-9999-9999-9999-999999999999"


@pytest.fixture
def shell(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Return an environment that has the settings of an app that is well."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_all_is_well(shell: pytest.MonkeyPatch) -> None:
    """Exit code 0, and a word for people."""
    assert shell
    ended = CliRunner().invoke(app, ["doctor"])
    assert ended.exit_code == 0, ended.output
    assert "No fault found." in ended.stdout


def test_a_fault_ends_with_1_and_the_command_that_mends_it_in_one_line(shell: pytest.MonkeyPatch) -> None:
    """However long it is: it is there to be copied."""
    shell.setenv("DEFAULT_POLICY", "Weekly")
    ended = CliRunner().invoke(app, ["doctor"])
    assert ended.exit_code == 1
    assert "One fault found." in ended.stdout
    (mend,) = [line for line in ended.stdout.splitlines() if "-> Correct DEFAULT_POLICY" in line]
    assert mend.endswith("}}")


def test_a_program_gets_one_document(shell: pytest.MonkeyPatch) -> None:
    """With every finding, by its check; people's words are not among it."""
    shell.setenv("LOOK_SECONDS", "0")
    ended = CliRunner().invoke(app, ["doctor", "--json"])
    told = json.loads(ended.stdout)
    assert (ended.exit_code, told["faults"]) == (1, 1)
    (wrong,) = [finding for finding in told["findings"] if finding["state"] == "wrong"]
    assert (wrong["check"], "LOOK_SECONDS" in wrong["mend"]) == ("settings", True)
    assert {finding["check"] for finding in told["findings"]} <= {check.name for check in CHECKS}


def test_no_secret_is_printed(shell: pytest.MonkeyPatch, azure: Simulator, environ: dict[str, str]) -> None:
    """No key of storage, no token, not the header that opens the managed identity."""
    assert shell
    said = CliRunner().invoke(app, ["doctor", "--write"]).output
    key = environ["AzureWebJobsStorage"].partition("AccountKey=")[2].partition(";")[0]
    assert not [secret for secret in (key, "eyJ", azure.identity_header, "means nothing") if secret in said]


@pytest.mark.parametrize("words", [["--app", "somebody"], ["--patience", "-1"]])
def test_what_makes_no_sense_is_wrong_usage(words: list[str]) -> None:
    """Before anything is looked at."""
    assert CliRunner().invoke(app, ["doctor", *words]).exit_code == 2


def test_the_identity_that_azd_has_made_for_the_app_is_judged(shell: pytest.MonkeyPatch) -> None:
    """Unless another one is named."""
    shell.setenv("PRINCIPAL_ID", NOBODY)
    assert f"--assignee {NOBODY}" in CliRunner().invoke(app, ["doctor"]).stdout
    assert "No fault found." in CliRunner().invoke(app, ["doctor", "--app", APP]).stdout
