"""The command line, run as a shell runs it: words in, exit code and two streams out."""

import json
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from vmbackup.app import app


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever it printed
        """Return what was printed for a program: one document, and nothing else."""
        return json.loads(self.out)


class Terminal:
    """Somebody who types commands, with settings in a file or in the environment."""

    def __init__(self, settings: Path | None, environ: Mapping[str, str] | None = None) -> None:
        self._settings = ["--settings", str(settings)] if settings else []
        self._environ = environ or {}

    def run(self, line: str) -> Ran:
        """Type a line; what a command does to its environment ends with it."""
        with _environment(self._environ):
            ran = CliRunner().invoke(app, [*shlex.split(line), *self._settings])
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Ran(ran.exit_code, ran.stdout, ran.stderr)

    def json(self, line: str, code: int = 0) -> Any:  # noqa: ANN401 - whatever it printed
        """Type a line with --json; return what it printed if it ended so."""
        ran = self.run(f"{line} --json")
        assert ran.code == code, ran
        assert not ran.err
        return ran.json


@contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(more)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
