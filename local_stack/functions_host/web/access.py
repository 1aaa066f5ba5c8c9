"""Who may come in: the authorization levels of Azure's host."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from local_stack.functions_host.web import keys
from local_stack.functions_host.web.keys import Key, Keys

HEADER = "x-functions-key"
ANONYMOUS, FUNCTION = "anonymous", "function"


@dataclass(frozen=True)
class Access:
    """What a door asks for: the name of a level, and whose keys open it beside the master key."""

    level: str
    owner: str = ""


ADMIN = Access("admin")


def of_function(name: str, level: str) -> Access:
    """Return the access to a function whose binding has this authLevel."""
    return Access(level.lower(), name)


def of_extension(system_key: str) -> Access:
    """Return the access to an extension's webhook."""
    return Access("system", system_key)


async def granted(request: web.Request, access: Access, app_keys: Keys) -> bool:
    """Return whether the request has a key for the door, in the header x-functions-key or in ?code=."""
    if access.level == ANONYMOUS:
        return True
    code = request.headers.get(HEADER) or request.query.get("code", "")
    return bool(code) and keys.is_one_of(code, await _LEVELS[access.level](app_keys, access.owner))


async def _admin(app_keys: Keys, _owner: str) -> list[Key]:
    return [(await app_keys.host()).master_key]


async def _function(app_keys: Keys, owner: str) -> list[Key]:
    host = await app_keys.host()
    return [host.master_key, *host.function_keys, *(await app_keys.function(owner)).keys]


async def _system(app_keys: Keys, owner: str) -> list[Key]:
    host = await app_keys.host()
    return [host.master_key, *(key for key in host.system_keys if key.name == owner)]


_LEVELS: dict[str, Callable[[Keys, str], Awaitable[list[Key]]]] = {
    "admin": _admin,
    FUNCTION: _function,
    "system": _system,
}
