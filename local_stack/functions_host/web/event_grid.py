"""Event Grid's webhook: the handshake of both schemas, and one run of the function for each event.

HttpRequestProcessor.cs and EventGridExtensionConfigProvider.cs of Microsoft.Azure.WebJobs.Extensions.EventGrid
https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
https://learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
"""

import asyncio
from collections.abc import Mapping

import msgspec
from aiohttp import web

from local_stack.functions_host.function_run import RunnableFunction
from local_stack.functions_host.protos import TypedData
from local_stack.functions_host.web import access, keys, route
from local_stack.functions_host.web.door import Door
from local_stack.functions_host.worker import InvocationError

PATH = "runtime/webhooks/EventGrid"

_ORIGINS = (
    "eventgrid.azure.net",
    "eventgrid.azure.us",
    "eventgrid.azure.cn",
    "eventgrid.azure.eaglex.ic.gov",
    "eventgrid.azure.microsoft.scloud",
)

type Event = dict[str, object]


class _Validation(msgspec.Struct, rename="camel"):
    validation_code: str


class _EventGridSchema(msgspec.Struct):
    data: _Validation


class _CloudEventSchema(msgspec.Struct):
    data: str


class EventGridWebhook:
    """The one webhook of all Event Grid functions, which are told apart by ?functionName=."""

    def __init__(self, functions: Mapping[str, RunnableFunction]) -> None:
        self._functions = functions

    def door(self) -> Door:
        """Return where it is, and that it takes the system key of the Event Grid extension."""
        return Door(route.template(PATH), access.of_extension(keys.EVENT_GRID), self._enter)

    async def _enter(self, request: web.Request, _parameters: dict[str, str]) -> web.Response:
        name = request.query.get("functionName", "")
        if name not in self._functions:
            return web.Response(status=404, text=f"cannot find function: '{name}'")
        if request.method == "OPTIONS":
            return _allowed(request.headers.get("WebHook-Request-Origin", ""))
        try:
            return await self._received(request, self._functions[name])
        except msgspec.DecodeError as error:
            return web.Response(status=400, text=f"not the JSON of events: {error}")

    async def _received(self, request: web.Request, function: RunnableFunction) -> web.Response:
        match request.headers.get("aeg-event-type", "").lower():
            case "subscriptionvalidation":
                return _validated(await request.read())
            case "notification":
                return await _run(function, _events(await request.read()))
            case "unsubscribe":
                return web.Response(status=202)
            case _:
                return web.Response(status=400)


def _allowed(origin: str) -> web.Response:
    """Answer the handshake of CloudEvents: who may send."""
    return web.Response(headers={"WebHook-Allowed-Origin": origin if origin in _ORIGINS else _ORIGINS[0]})


def _validated(body: bytes) -> web.Response:
    """Answer the handshake by POST with the code it sent."""
    match msgspec.json.decode(body, type=list[_EventGridSchema] | _CloudEventSchema):
        case [event, *_]:
            validation = event.data
        case _CloudEventSchema(data):
            validation = msgspec.json.decode(data, type=_Validation)
        case _:
            raise msgspec.ValidationError("an empty array")
    return web.json_response({"validationResponse": validation.validation_code})


def _events(body: bytes) -> list[Event]:
    """Return the events of a delivery: an array, or one object."""
    events = msgspec.json.decode(body, type=list[Event] | Event)
    return events if isinstance(events, list) else [events]


async def _run(function: RunnableFunction, events: list[Event]) -> web.Response:
    """Run the function for all events at once; one that fails makes Event Grid send all of them again."""
    failures = await asyncio.gather(*(_failure(function, event) for event in events))
    reason = next(filter(None, failures), None)
    return web.Response(status=202) if reason is None else web.Response(status=500, text=reason)


async def _failure(function: RunnableFunction, event: Event) -> str | None:
    try:
        await function.run(TypedData(json=msgspec.json.encode(event).decode()))
    except InvocationError as error:
        return str(error).partition("\n")[0]
    return None
