"""Definitions of a Swagger 2.0 document as JSON Schema: inheritance flattened, objects closed, subtypes dispatched."""

from collections.abc import Iterator
from typing import Any

type Json = dict[str, Any]

# Said of a definition by its name: as it stands, without the subtypes that it may stand for.
_ITSELF = " itself"
_REF = "#/definitions/"

# What JSON Schema has, too. Not `pattern` and lengths: they are about the names of resources, which paths hold.
_KEPT = ("type", "format", "enum")


def json_schemas(definitions: Json, *, request: bool) -> Json:
    """Write all definitions, for requests (where nothing read-only belongs) or for answers."""
    schemas = Schemas(definitions, request=request)
    written = {f"{name}{_ITSELF}": schemas.closed(name) for name in definitions}
    return written | {name: schemas.dispatched(name) for name in definitions}


class Schemas:
    """Write one definition or another."""

    def __init__(self, definitions: Json, *, request: bool) -> None:
        self._definitions, self._request = definitions, request
        self._parents = {name: [_name(part) for part in one.get("allOf", [])] for name, one in definitions.items()}

    def dispatched(self, name: str) -> Json:
        """Write a definition that stands for itself, or for the subtype that its discriminator names."""
        discriminator = self._discriminator(name)
        subtypes = dict(self._subtypes(name))
        if not discriminator or not subtypes:
            return {"$ref": f"#/$defs/{name}{_ITSELF}"}
        subtypes.setdefault(self._value(name), name)
        cases = [
            {"if": _has(discriminator, value), "then": {"$ref": f"#/$defs/{subtype}{_ITSELF}"}}
            for value, subtype in subtypes.items()
        ]
        known = {"type": "string", "enum": list(subtypes)}
        return {"type": "object", "required": [discriminator], "properties": {discriminator: known}, "allOf": cases}

    def closed(self, name: str) -> Json:
        """Write a definition with all it inherits, and nothing else."""
        whole = self._flattened(name)
        if whole.get("type", "object") != "object":
            return self.of(self._definitions[name])
        properties = {key: self.of(value) for key, value in whole["properties"].items()}
        rest = whole.get("additionalProperties", not properties)
        required = [
            key for key in whole["required"] if not (self._request and whole["properties"][key].get("readOnly"))
        ]
        return {
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": self.of(rest) if isinstance(rest, dict) else rest,
        }

    def of(self, written: Json) -> Json:
        """Write the schema of a property."""
        if self._request and written.get("readOnly"):
            return {"not": {}, "readOnly": True}
        schema = self._plain(written)
        return {"if": {"type": "null"}, "else": schema} if written.get("x-nullable") else schema

    def _plain(self, written: Json) -> Json:
        if "$ref" in written or len(written.get("allOf", [])) == 1:
            return {"$ref": f"#/$defs/{_name(written if '$ref' in written else written['allOf'][0])}"}
        if written.get("type") == "array":
            return {"type": "array", "items": self.of(written["items"])}
        if "properties" in written:
            inline = {key: self.of(value) for key, value in written["properties"].items()}
            return {"type": "object", "properties": inline, "additionalProperties": False}
        if isinstance(rest := written.get("additionalProperties"), dict):
            return {"type": "object", "additionalProperties": self.of(rest)}
        return {key: written[key] for key in _KEPT if key in written}

    def _flattened(self, name: str) -> Json:
        definition = self._definitions[name]
        whole: Json = {"properties": {}, "required": []}
        for parent in self._parents[name]:
            inherited = self._flattened(parent)
            whole["properties"] |= inherited["properties"]
            whole["required"] += inherited["required"]
        whole["properties"] |= definition.get("properties", {})
        whole["required"] += definition.get("required", [])
        return {**definition, **whole}

    def _discriminator(self, name: str) -> str:
        own = self._definitions[name].get("discriminator")
        return str(own or next((found for one in self._parents[name] if (found := self._discriminator(one))), ""))

    def _subtypes(self, name: str) -> Iterator[tuple[str, str]]:
        """List the subtypes at any depth, by the value that names them."""
        for child, parents in self._parents.items():
            if name in parents:
                yield self._value(child), child
                yield from self._subtypes(child)

    def _value(self, name: str) -> str:
        return str(self._definitions[name].get("x-ms-discriminator-value", name))


def _name(reference: Json) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _has(discriminator: str, value: str) -> Json:
    return {"properties": {discriminator: {"const": value}}, "required": [discriminator]}
