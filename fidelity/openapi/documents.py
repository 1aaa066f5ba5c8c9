"""The documents there are, and which of them is about a request."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from jsonschema import Draft202012Validator

from fidelity.openapi.completion import completed
from fidelity.openapi.formats import FORMATS
from fidelity.openapi.schemas import Schemas, json_schemas
from fidelity.openapi.surface import swagger
from fidelity.recordings import DATA

type Json = dict[str, Any]

OPENAPI = DATA / "openapi"
OFFICIAL = "2024-04-01"
NEWER = "2025"

# Official documents, each with the surface of the SDK for what is newer.
_FILES = [
    (
        "recoveryservicesbackup-2024-04-01/bms.json",
        "sdk-surface/recoveryservicesbackup_2026-10-01_from_sdk_11.2.0.json",
    ),
    (
        "recoveryservices-vaults-2024-04-01/vaults.json",
        "sdk-surface/recoveryservices_vaults_2026-11-01_from_sdk_4.3.0.json",
    ),
]
_COMMON = re.compile(r"[./]+common-types/resource-management/(v\d)/types\.json(?=#/)")


@dataclass(frozen=True)
class Operation:
    """What a document says of a method and a path; `pattern` matches paths in lower case."""

    method: str
    template: str
    pattern: re.Pattern[str]
    parameters: list[Json]
    responses: dict[str, Json]
    headers: list[str]
    document: "Document"


class Document:
    """A Swagger 2.0 document: its operations, and validators for what they name."""

    def __init__(self, written: Json) -> None:
        self._written = _with_common_types(written)
        self.operations = [
            self._operation(path, method, one)
            for path, methods in written["paths"].items()
            for method, one in methods.items()
        ]

    @cache  # noqa: B019 - a document lives as long as the process
    def validator(self, *, request: bool) -> Draft202012Validator:
        """Make a validator of all definitions; `evolve` it to the schema of one body."""
        definitions = json_schemas(self._written["definitions"], request=request)
        return Draft202012Validator({"$defs": definitions}, format_checker=FORMATS)

    def schema(self, written: Json, *, request: bool) -> Json:
        """Write the schema of a body."""
        return Schemas(self._written["definitions"], request=request).of(written)

    def _operation(self, path: str, method: str, one: Json) -> Operation:
        pattern = re.compile("".join(_segment(part) for part in path.lower().strip("/").split("/")))
        parameters = [self._parameter(parameter) for parameter in one.get("parameters", [])]
        headers = one.get("x-response-headers", [])
        return Operation(method.upper(), path, pattern, parameters, one["responses"], headers, self)

    def _parameter(self, written: Json) -> Json:
        if "$ref" not in written:
            return written
        named: Json = self._written["parameters"][written["$ref"].rpartition("/")[2]]
        return named


def operation(method: str, path: str, version: str) -> Operation | None:
    """Find what the documents of an api-version say of a request; the most literal path wins."""
    wanted = "".join(f"/{part}" for part in unquote(path).lower().strip("/").split("/"))
    found = [
        one
        for document in documents(version)
        for one in document.operations
        if one.method == method and one.pattern.fullmatch(wanted)
    ]
    return min(found, key=lambda one: one.template.count("{"), default=None)


def documents(version: str) -> list[Document]:
    """Take the documents for an api-version; none for older ones, and for previews of those."""
    if version == OFFICIAL:
        return [_official(file) for file, _ in _FILES]
    return [_newest(file, surface) for file, surface in _FILES] if version >= NEWER else []


@cache
def _official(file: str) -> Document:
    return Document(_read(file))


@cache
def _newest(file: str, surface: str) -> Document:
    return Document(completed(swagger(_read(surface)), _read(file)))


def _read(file: str) -> Json:
    written: Json = json.loads((OPENAPI / file).read_text())
    return written


def _segment(part: str) -> str:
    return "/[^/]+" if part.startswith("{") else f"/{re.escape(part)}"


def _with_common_types(written: Json, folder: Path = OPENAPI / "common-types") -> Json:
    """Take in the definitions and parameters that the document refers to in another file."""
    text = json.dumps(written)
    merged: Json = json.loads(_COMMON.sub("", text))
    for version in sorted(set(_COMMON.findall(text))):
        common = json.loads((folder / version / "types.json").read_text())
        for section in ("definitions", "parameters"):
            merged[section] = common.get(section, {}) | merged.get(section, {})
    return merged
