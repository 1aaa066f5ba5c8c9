"""What a command works with: the settings that were found, Azure by them, and where to write."""

import os
import sys
from collections.abc import Mapping
from functools import cached_property

import msgspec
from rich.console import Console
from rich.prompt import Confirm
from rich.text import Text

from shared.connections import Connections
from shared.problem import Problem
from shared.settings import Settings
from vmbackup.exits import Wrong
from vmbackup.sources import Source

OURS = {"WrongUsage", "Malformed", "WrongSettings", "Unavailable", "NotFound"}  # codes that tell a person nothing


class Session:
    """One run of one command. What was asked for goes to `out`, all else that people want to know to `err`."""

    def __init__(self, source: Source, *, json: bool, quiet: bool) -> None:
        self.source, self.json, self.quiet = source, json, quiet
        self.out = Console(highlight=False, markup=False)
        self.err = Console(stderr=True, highlight=False, markup=False)
        os.environ.update(source.sign_in)

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings as they were found."""
        return self.source.settings

    @cached_property
    def azure(self) -> Connections:
        """Azure, reached as the app reaches it; raise SettingsError."""
        return Connections(self.environ)

    @property
    def settings(self) -> Settings:
        """The settings, read; raise SettingsError."""
        return self.azure.settings

    @property
    def is_chatty(self) -> bool:
        """Tell whether a person wants to know what happens meanwhile."""
        return not (self.json or self.quiet)

    def note(self, text: str) -> None:
        """Tell a person something beside the result, in a low voice."""
        if self.is_chatty:
            self.err.print(text, style="dim", soft_wrap=True)

    def show(self, thing: object) -> None:
        """Show a person the result: anything that rich can draw, or text, whose lines stay whole to be copied."""
        if not self.json:
            self.out.print(thing, soft_wrap=isinstance(thing, str))

    def print_json(self, result: object) -> None:
        """Print the result for a program, as one line of JSON, where it was asked for."""
        if self.json:
            sys.stdout.write(f"{msgspec.json.encode(result).decode()}\n")
            sys.stdout.flush()

    def confirm(self, question: str) -> None:
        """Ask a person before what cannot be undone; raise Wrong where nobody can answer, or says no."""
        if self.json or not (sys.stdin.isatty() and self.err.is_terminal):
            raise Wrong("this cannot be undone, and nobody can be asked", "Say --yes.", field="--yes")
        if not Confirm.ask(question, console=self.err, default=False):
            raise Wrong("nothing was done")

    def complain(self, problem: Problem, **more: object) -> None:
        """Say what is wrong, and what to do; a program is told more."""
        self.print_json(more | {"error": problem})
        if not self.json:
            self.err.print(complaint(problem), soft_wrap=True)


def complaint(problem: Problem) -> Text:
    """Write a problem as people read it."""
    code = f" ({problem.code})" if problem.code not in OURS else ""
    lines = [Text(f"{problem.message}{code}", style="bold red"), *(Text(advice) for advice in problem.recommendations)]
    return Text("\n").join(lines)
