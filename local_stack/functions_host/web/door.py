"""What the host serves over HTTP, where, and to whom."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from local_stack.functions_host.web.access import Access
from local_stack.functions_host.web.route import Template


@dataclass(frozen=True)
class Door:
    """What is served where: `enter` gets the request and the parameters of its route. No methods: all of them."""

    route: Template
    access: Access
    enter: Callable[[web.Request, dict[str, str]], Awaitable[web.StreamResponse]]
    methods: frozenset[str] = frozenset()
