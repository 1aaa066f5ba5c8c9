"""The surface of an SDK, as far as it is known, written as a Swagger 2.0 document."""

import re
from typing import Any

type Json = dict[str, Any]

_NAMED = re.compile(r"(?:Union\[)?(?:~?[\w.]*\.)?(\w+)")
_PAGES = re.compile(r".*ItemPaged\[(.*)\]")
_SCALARS: dict[str, Json] = {
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "datetime.datetime": {"type": "string", "format": "date-time"},
    "datetime.timedelta": {"type": "string", "format": "duration"},
    "Any": {},
}
_WITHOUT_BODY = {202, 204}


def swagger(surface: Json) -> Json:
    """Write the document."""
    types = Types(surface)
    paths: Json = {}
    for one in surface["operations"]:
        paths.setdefault(one["url"], {})[one["method"].lower()] = types.operation(one)
    return {"paths": paths, "definitions": {name: types.definition(name) for name in surface["models"]}}


class Types:
    """What the Python types of a surface mean."""

    def __init__(self, surface: Json) -> None:
        self._models, self._enums = surface["models"], surface["enums"]

    def operation(self, one: Json) -> Json:
        """Write an operation; what a long one returns in the end, the SDK does not say here."""
        queries = [{"in": "query", "name": name} for name in one["query"]]
        bodies = [{"in": "body", "schema": self._named(written), "required": True} for _, written in one["body"]]
        responses = {str(status): self._response(status, one["returns"]) for status in one["success_codes"]}
        responses["default"] = {"schema": self._named("ErrorResponse")}
        return {"parameters": queries + bodies, "responses": responses, "x-response-headers": one["response_headers"]}

    def definition(self, name: str) -> Json:
        """Write a model; what is not optional is required."""
        model = self._models[name]
        fields = {key: self._field(one) for key, one in model["fields"].items()}
        required = [key for key, one in model["fields"].items() if not one["type"].startswith("Optional[")]
        bases = [{"$ref": f"#/definitions/{base}"} for base in model["bases"] if base in self._models]
        written: Json = {"type": "object", "properties": fields, "required": required, "allOf": bases}
        if model["discriminator"]:
            written["x-ms-discriminator-value"] = model["discriminator"]
        discriminator = self._discriminator(name)
        return written | ({"discriminator": discriminator} if discriminator else {})

    def schema(self, written: str) -> Json:
        """Write a type."""
        for generic in ("Optional", "list", "dict", "Literal", "Union"):
            if written.startswith(f"{generic}["):
                return self._generic(generic, written[len(generic) + 1 : -1])
        return _SCALARS.get(written) or self._named(written)

    def _generic(self, generic: str, inside: str) -> Json:
        match generic:
            case "list":
                return {"type": "array", "items": self.schema(inside)}
            case "dict":
                return {"type": "object", "additionalProperties": self.schema(inside.partition(", ")[2])}
            case "Literal":
                return {"type": "string"}
            case "Union":
                return {"type": "string", "enum": self._enums.get(inside.rpartition(", ")[2], [])}
        return self.schema(inside)

    def _field(self, one: Json) -> Json:
        schema = self.schema(one["type"])
        return schema | ({"readOnly": True} if one.get("readOnly") else {})

    def _named(self, written: str) -> Json:
        found = _NAMED.match(written)
        return {"$ref": f"#/definitions/{found[1]}"} if found and found[1] in self._models else {}

    def _response(self, status: int, returns: str | None) -> Json:
        if status in _WITHOUT_BODY:
            return {}
        returns = (returns or "").removesuffix(" or None")
        if pages := _PAGES.fullmatch(returns):
            entries = {"type": "array", "items": self._named(pages[1])}
            return {"schema": {"properties": {"value": entries, "nextLink": {"type": "string"}}}}
        return {"schema": self._named(returns) if returns else {}}

    def _discriminator(self, name: str) -> str:
        """Find the field by which the subtypes of a model are told apart: theirs is a literal, its own is none."""
        children = [one for one in self._models.values() if name in one["bases"]]
        fields = self._models[name]["fields"]
        return next(
            (
                key
                for child in children
                for key, one in child["fields"].items()
                if one["type"].startswith("Literal[")
                and key in fields
                and not fields[key]["type"].startswith("Literal[")
            ),
            "",
        )
