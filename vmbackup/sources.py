"""Where the settings come from. The first that is there gives all of them: what is mixed, nobody can tell apart."""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from shared.settings import STORAGE
from vmbackup.exits import Wrong

ROOT = Path(__file__).parents[1]
STACK = ROOT / ".local" / "stack.json"
AZD = ROOT / ".azure"
HOW = (
    "run `make up` for a stack of your own; or name the app's settings with --settings local.settings.json,"
    " or in the environment: AzureWebJobsStorage__accountName and DEFAULT_VAULT_ID"
)


class Source(NamedTuple):
    """Where settings were found, and what they are.

    `sign_in` is what signing in needs in the environment; `speed`, how much faster than ours Azure's clock is.
    """

    name: str
    settings: Mapping[str, str]
    sign_in: Mapping[str, str] = {}
    speed: float = 1.0


class RunningStack(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What `make up` leaves in STACK: the process that keeps it up, and how to reach it."""

    pid: int
    speed: float
    settings: dict[str, str]
    sign_in: dict[str, str]


class _LocalSettings(msgspec.Struct, rename="pascal"):
    values: dict[str, str]


class _AzdConfig(msgspec.Struct, rename="camel"):
    default_environment: str


def find(chosen: Path | None, environ: Mapping[str, str], *, stack: Path = STACK, azd: Path = AZD) -> Source:
    """Return the settings: of the file that was chosen, else the environment, else what runs or was deployed here."""
    if chosen:
        return _of_file(chosen)
    found = next((source for source in _unasked(environ, stack, azd) if source), None)
    if not found:
        raise Wrong("there is no app to talk to: no settings were found", HOW)
    return found


def _unasked(environ: Mapping[str, str], stack: Path, azd: Path) -> Iterator[Source | None]:
    if _names_storage(environ):
        yield Source("the environment", environ)
    yield _of_stack(stack)
    yield _of_azd(azd)


def _of_file(file: Path) -> Source:
    """Read a file of the form of local.settings.json, or one that a running stack has left."""
    if stack := _of_stack(file):
        return stack
    try:
        return Source(str(file), msgspec.json.decode(file.read_bytes(), type=_LocalSettings).values)
    except OSError as error:
        raise Wrong(f"{file} cannot be read: {error.strerror}", HOW, field="--settings") from None
    except msgspec.DecodeError as error:
        form = 'a file such as local.settings.json.example: {"Values": {"<setting>": "<text>"}}'
        raise Wrong(f"{file} has no settings: {error}", form, field="--settings") from None


def _of_stack(file: Path) -> Source | None:
    """Return the local stack, if it runs: one that was killed has left its file behind."""
    with suppress(OSError, msgspec.DecodeError):
        found = msgspec.json.decode(file.read_bytes(), type=RunningStack)
        os.kill(found.pid, 0)
        return Source("the local stack", found.settings, found.sign_in, found.speed)
    return None


def _of_azd(folder: Path) -> Source | None:
    """Return what `azd up` has deployed: the outputs of its default environment are the settings."""
    with suppress(OSError, msgspec.DecodeError):
        name = msgspec.json.decode((folder / "config.json").read_bytes(), type=_AzdConfig).default_environment
        settings = dict(_assignments((folder / name / ".env").read_text()))
        return Source(f"the azd environment {name}", settings) if _names_storage(settings) else None
    return None


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the settings of a file that azd writes: NAME="value", with quotes and backslashes as in Go."""
    for line in text.splitlines():
        name, is_one, value = line.partition("=")
        if is_one:
            with suppress(msgspec.DecodeError):
                value = msgspec.json.decode(value, type=str)
            yield name.strip(), value


def _names_storage(settings: Mapping[str, str]) -> bool:
    return any(name == STORAGE or name.startswith(f"{STORAGE}__") for name, value in settings.items() if value)
