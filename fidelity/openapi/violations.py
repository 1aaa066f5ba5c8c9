"""Where a request or an answer contradicts the document."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jsonschema import ValidationError

from fidelity.addresses import call_name
from fidelity.forms import form
from fidelity.kinds import KINDS
from fidelity.openapi.documents import Operation, documents, operation
from fidelity.openapi.exchanges import Exchange

type Json = Any

BEGUN = {201, 202}
REFUSED = 400

# ARM signs the addresses of long operations by these.
_SIGNATURE = set("tcsh")


class Violation(NamedTuple):
    """What contradicts the document: `GET backupJobs/{} 200: body.endTime: ...`; of a request, without status."""

    call: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.call}: {self.place}: {self.what}"


def covered(exchange: Exchange) -> bool:
    """Tell whether any document is about a request."""
    return "/microsoft.recoveryservices/" in exchange.path.lower() and bool(documents(exchange.version))


def violations(exchange: Exchange) -> list[Violation]:
    """List what contradicts the document; of a request that was refused, that is the refusal's matter."""
    found = operation(exchange.method, exchange.path, exchange.version)
    if found is None:
        return [Violation(exchange.call, "path", "undocumented")]
    call = call_name(found.method, found.template).rpartition(" ")[0]
    answered = [Violation(f"{call} {exchange.status}", *one) for one in _answer(exchange, found)]
    asked = _request(exchange, found) if exchange.status < REFUSED else []
    return [*[Violation(call, *one) for one in asked], *answered]


def _request(exchange: Exchange, found: Operation) -> Iterator[tuple[str, str]]:
    known = {one["name"].lower(): one for one in found.parameters if one["in"] == "query"}
    given = {name.lower() for name in exchange.query} - _SIGNATURE - {"api-version"}
    for name in sorted(given - known.keys()):
        yield f"query {name}", "undocumented"
    for name in sorted(name for name, one in known.items() if one.get("required") and name not in given):
        if name != "api-version":
            yield f"query {name}", "missing"
    body = next((one for one in found.parameters if one["in"] == "body"), None)
    if body and exchange.sent is not None:
        yield from _body(found, body["schema"], exchange.sent, request=True)
    elif body and body.get("required"):
        yield "body", "missing"
    elif exchange.sent is not None and not body:
        yield "body", "undocumented"


def _answer(exchange: Exchange, found: Operation) -> Iterator[tuple[str, str]]:
    response = found.responses.get(str(exchange.status))
    if response is None and exchange.status < REFUSED:
        yield "status", "undocumented"
        return
    response = found.responses.get("default", {}) if response is None else response
    yield from _answered_body(exchange, found, response)
    if exchange.status in BEGUN:
        for name in found.headers:
            if name.lower() not in exchange.headers:
                yield f"header {name.lower()}", "missing"


def _answered_body(exchange: Exchange, found: Operation, response: Json) -> Iterator[tuple[str, str]]:
    """Check a body; an empty schema says that nobody knows."""
    schema = response.get("schema")
    if schema and exchange.received is not None:
        yield from _body(found, schema, exchange.received, request=False)
    elif schema:
        yield "body", "missing"
    elif schema is None and exchange.received is not None:
        yield "body", "undocumented"


def _body(found: Operation, written: Json, body: Json, *, request: bool) -> Iterator[tuple[str, str]]:
    schema = found.document.schema(written, request=request)
    for error in found.document.validator(request=request).evolve(schema=schema).iter_errors(body):
        yield from _told(error)


def _told(error: ValidationError) -> Iterator[tuple[str, str]]:
    place = ".".join(["body", *["#" if isinstance(part, int) else str(part) for part in error.absolute_path]])
    documented = error.schema.get("properties", {}) if isinstance(error.schema, Mapping) else {}
    match error.validator, error.instance:
        case "additionalProperties", dict() as instance:
            for key in sorted(instance.keys() - documented.keys()):
                yield f"{place}.{key}", "undocumented"
        case "required", _:
            yield f"{place}.{error.message.split("'")[1]}", "missing"
        case "type", instance:
            yield place, f"{KINDS[type(instance)]}, not {error.validator_value}"
        case "enum", instance:
            yield place, f"{instance} is not among the values listed"
        case "format", instance:
            yield place, f"{form(str(instance))} is no {error.validator_value}"
        case "not", _:
            yield place, "read-only"
        case _:
            yield place, error.message
