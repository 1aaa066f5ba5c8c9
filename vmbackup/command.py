"""Makes a function a command: with the options that all have in common, and with exit codes for its troubles."""

import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import is_dataclass
from functools import wraps
from typing import Any, TypeGuard

import typer

from vmbackup.exits import TROUBLES, Exit, judged
from vmbackup.options import Common
from vmbackup.session import Session
from vmbackup.sources import Source, find


def command(function: Callable[..., int]) -> Callable[..., None]:
    """Return a command for typer, of a function that takes a session, returns the exit code, and has options.

    A parameter whose type is a dataclass stands for several options: the dataclass's fields.
    """
    own = _parameters(function)[1:]

    @wraps(function)
    def run(**chosen: Any) -> None:  # noqa: ANN401 - whatever the options are
        common = _taken(Common, chosen)
        groups = {one.name: _taken(one.annotation, chosen) for one in own if _is_group(one.annotation)}
        with ended(Session(Source("nowhere", {}), json=common.json, quiet=common.quiet)):
            session = Session(find(common.settings, os.environ), json=common.json, quiet=common.quiet)
            session.note(f"using {session.source.name}")
            raise typer.Exit(function(session, **groups, **chosen))

    run.__signature__ = inspect.Signature(list(_options([*own, *_parameters(Common)])))  # type: ignore[attr-defined] # what inspect, and so typer, reads
    return run


@contextmanager
def ended(session: Session) -> Iterator[None]:
    """End a command that meets trouble: say what it is, and exit with its code."""
    try:
        yield
    except TROUBLES as trouble:
        code, problem = judged(trouble)
        session.complain(problem)
        raise typer.Exit(code) from None
    except KeyboardInterrupt:
        raise typer.Exit(Exit.INTERRUPTED) from None


def _parameters(function: Callable[..., object]) -> Sequence[inspect.Parameter]:
    return list(inspect.signature(function, eval_str=True).parameters.values())


def _options(parameters: Sequence[inspect.Parameter]) -> Iterator[inspect.Parameter]:
    """Yield one parameter for each option; by name, so that those without a default may follow others."""
    for parameter in parameters:
        if _is_group(parameter.annotation):
            yield from _options(_parameters(parameter.annotation))
        else:
            yield parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)


def _is_group(annotation: object) -> TypeGuard[type[Any]]:
    return isinstance(annotation, type) and is_dataclass(annotation)


def _taken[Group](group: type[Group], chosen: dict[str, Any]) -> Group:
    """Return the options of a group, and take them out of those that were chosen."""
    return group(**{parameter.name: chosen.pop(parameter.name) for parameter in _parameters(group)})
