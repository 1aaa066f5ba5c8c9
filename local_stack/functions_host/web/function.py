"""A function with an HTTP trigger: its door, and RpcHttp to and fro.

https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger
"""

from datetime import UTC, datetime

from aiohttp import web

from local_stack.functions_host.function_run import RunnableFunction
from local_stack.functions_host.output_bindings import HTTP_ANSWER
from local_stack.functions_host.protos import Message, TypedData
from local_stack.functions_host.start_error import StartError
from local_stack.functions_host.web import access, route
from local_stack.functions_host.web.door import Door
from local_stack.functions_host.worker import InvocationError

_SAME_SITE = {1: "Lax", 2: "Strict", 3: "None"}


class HttpFunction:
    """One HTTP function; `prefix` begins its route. StartError when its route is not served here."""

    def __init__(self, function: RunnableFunction, prefix: str) -> None:
        self._function, self._trigger = function, function.function.trigger
        path = function.name if self._trigger.route is None else self._trigger.route
        self._path = f"{prefix}/{path}".strip("/")
        self._methods = frozenset(method.upper() for method in self._trigger.methods or [])
        self._answers = {name for name, each in function.function.outputs.items() if each.type == HTTP_ANSWER}

    def __str__(self) -> str:
        return f"{self._function.name} <- {'|'.join(sorted(self._methods)) or 'any'} /{self._path}"

    def door(self) -> Door:
        """Return where and to whom it is open."""
        try:
            template = route.template(self._path)
        except route.UnknownTemplateError as error:
            raise StartError(f"{self._function.name}: {error}") from None
        entry = access.of_function(self._function.name, self._trigger.auth_level)
        return Door(template, entry, self._enter, self._methods)

    async def _enter(self, request: web.Request, parameters: dict[str, str]) -> web.Response:
        try:
            outputs = await self._function.run(TypedData(http=await _rpc_http(request, parameters)))
        except InvocationError:
            return web.Response(status=500)
        return _response(next((each.value for each in outputs if each.name in self._answers), None))


async def _rpc_http(request: web.Request, parameters: dict[str, str]) -> Message:
    """Return the request as the worker gets it; of what occurs more than once, all values with commas between."""
    return Message(
        method=request.method,
        url=str(request.url),
        headers={name: ",".join(request.headers.getall(name)) for name in request.headers},
        params=parameters,
        query={name: ",".join(request.query.getall(name)) for name in request.query},
        body=TypedData(bytes=await request.read()),
    )


def _response(answer: TypedData | None) -> web.Response:
    """Return what the function answered: an HttpResponse, a text, or nothing."""
    match answer and answer.WhichOneof("data"):
        case "http" if answer:
            return _with_cookies(answer.http)
        case "string" if answer:
            return web.Response(text=answer.string)
        case _:
            return web.Response(status=204)


def _with_cookies(http: Message) -> web.Response:
    response = web.Response(status=int(http.status_code), headers=http.headers, body=http.body.bytes)
    for cookie in http.cookies or ():
        response.set_cookie(
            cookie.name,
            cookie.value,
            domain=_value(cookie.domain),
            path=_value(cookie.path) or "/",
            expires=cookie.expires and _http_date(cookie.expires.value.seconds),
            max_age=cookie.max_age and int(cookie.max_age.value),
            secure=cookie.secure.value,
            httponly=cookie.http_only.value,
            samesite=_SAME_SITE.get(cookie.same_site),
        )
    return response


def _value(nullable: Message | None) -> str | None:
    return nullable.value or None if nullable else None


def _http_date(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
