"""What the surface of an SDK leaves open, such as what lists hold: taken from the official document before it."""

import re
from typing import Any

type Json = dict[str, Any]

_PARAMETER = re.compile(r"\{\w+\}")


def completed(surface: Json, official: Json) -> Json:
    """Fill in the answers that a surface does not describe, in the surface's own definitions."""
    older = {_plain(path): methods for path, methods in official["paths"].items()}
    for path, methods in surface["paths"].items():
        for method, one in methods.items():
            known = older.get(_plain(path), {}).get(method, {}).get("responses", {})
            for status, response in one["responses"].items():
                if response.get("schema") == {}:
                    response["schema"] = _schema(known.get(status, {}), official, surface)
    return surface


def _schema(response: Json, official: Json, surface: Json) -> Json:
    """Name the definition of the surface that is called as the official one, or make the page of such."""
    name = response.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if name in surface["definitions"]:
        return {"$ref": f"#/definitions/{name}"}
    page = official["definitions"].get(name, {}).get("properties", {}).get("value", {})
    entry = page.get("items", {}).get("$ref", "").rpartition("/")[2]
    if entry not in surface["definitions"]:
        return {}
    entries = {"type": "array", "items": {"$ref": f"#/definitions/{entry}"}}
    return {"properties": {"value": entries, "nextLink": {"type": "string"}}}


def _plain(path: str) -> str:
    return _PARAMETER.sub("{}", path).lower()
