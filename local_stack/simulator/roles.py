"""Role definitions, as `az role definition create` takes them, and as `az role definition list` prints them."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct


class Permission(Struct, frozen=True, rename=lambda name: name.replace("_", "")):
    """What a role grants, and what it leaves out of that. Names have no case, and `*` stands for anything."""

    actions: tuple[str, ...] = ()
    not_actions: tuple[str, ...] = ()
    data_actions: tuple[str, ...] = ()
    not_data_actions: tuple[str, ...] = ()

    def permits(self, action: str) -> bool:
        """Tell whether an action of Resource Manager is granted."""
        return _any(self.actions, action) and not _any(self.not_actions, action)

    def permits_data(self, action: str) -> bool:
        """Tell whether an action on data is granted."""
        return _any(self.data_actions, action) and not _any(self.not_data_actions, action)


class Roles:
    """The roles of whoever calls, together: `permissions`. At which scope they are assigned is not looked at."""

    def __init__(self, permissions: Iterable[Permission]) -> None:
        self.permissions = tuple(permissions)

    def permit(self, action: str) -> bool:
        """Tell whether one of the roles grants an action of Resource Manager."""
        return any(permission.permits(action) for permission in self.permissions)

    def permit_data(self, action: str) -> bool:
        """Tell whether one of the roles grants an action on data."""
        return any(permission.permits_data(action) for permission in self.permissions)


def read_roles(files: Iterable[Path]) -> Roles:
    """Read role definitions, one or a list in each file; OSError or ValueError for what is none."""
    return Roles(permission for file in files for permission in _read(file))


def _read(file: Path) -> list[Permission]:
    try:
        found = list(_permissions(msgspec.json.decode(file.read_bytes())))
    except msgspec.DecodeError as error:
        raise ValueError(f"no role definition in {file}: {error}") from None
    if not any(permission.actions or permission.data_actions for permission in found):
        raise ValueError(f"no role definition in {file}: it grants nothing")
    return found


def _permissions(given: Any) -> Iterator[Permission]:  # noqa: ANN401 - whatever JSON a file holds; msgspec checks it
    """Find the permissions in the three forms: `Actions` itself, `permissions`, or both below `properties`."""
    if isinstance(given, list):
        for one in given:
            yield from _permissions(one)
        return
    named = _lower(given)
    if inner := named.get("properties") or named.get("permissions"):
        yield from _permissions(inner)
    else:
        yield msgspec.convert(named, Permission)


def _lower(given: Any) -> Mapping[str, Any]:  # noqa: ANN401 - as above
    return {name.lower(): value for name, value in msgspec.convert(given, dict[str, Any]).items()}


def _any(patterns: tuple[str, ...], action: str) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)
