import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from proof.fuzz import __main__ as command
from proof.fuzz.child import fuzzed
from proof.fuzz.parsers import CORPUS
from proof.fuzz.rules import Broken, hold


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["proof.fuzz", *words])
    return command.main()


def test_a_kept_input_can_be_fed_again(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without atheris, so that it can be looked at in a debugger."""
    assert run(monkeypatch, "timer", "--input", str(CORPUS / "timer" / "1.json")) == 0
    assert capsys.readouterr().out == "timer: the rules hold\n"


@pytest.mark.parametrize("words", [["nobody"], ["--input", "x"], ["--runs", "many"]])
def test_what_the_command_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    """Before anything runs."""
    with pytest.raises(SystemExit):
        run(monkeypatch, *words)


@pytest.mark.skipif(not find_spec("atheris"), reason="atheris has wheels for Linux on x86 only")
def test_a_reader_is_fed_as_often_as_asked(tmp_path: Path) -> None:
    """In a process of its own: atheris ends it."""
    end = fuzzed("timer", 200, tmp_path / "found")
    assert (end.name, end.inputs, end.is_bad, end.kept) == ("timer", 200, False, None)
    assert end.covered > 0


@pytest.mark.skipif(not find_spec("atheris"), reason="atheris has wheels for Linux on x86 only")
def test_a_reader_that_there_is_not_is_no_reader_that_holds(tmp_path: Path) -> None:
    """What ends otherwise than after its inputs is bad, whatever the reason."""
    assert fuzzed("nobody", 10, tmp_path / "found").is_bad


def test_a_rule_that_does_not_hold_says_what_was_found() -> None:
    """In few words: it may be a megabyte."""
    with pytest.raises(Broken, match="an event fits") as broken:
        hold(rule="an event fits", holds=False, found="x" * 1_000_000)
    assert len(str(broken.value)) < 1_000
