"""Definitions of Swagger 2.0 as JSON Schema, and the surface of an SDK as Swagger 2.0."""

import pytest
from jsonschema import Draft202012Validator

from fidelity.openapi.completion import completed
from fidelity.openapi.formats import FORMATS
from fidelity.openapi.schemas import Json, json_schemas
from fidelity.openapi.surface import swagger

DEFINITIONS: Json = {
    "Item": {
        "type": "object",
        "discriminator": "kind",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "id": {"type": "string", "readOnly": True}},
    },
    "Vm": {
        "allOf": [{"$ref": "#/definitions/Item"}],
        "x-ms-discriminator-value": "AzureVm",
        "properties": {
            "size": {"type": "integer", "x-nullable": True},
            "bag": {"additionalProperties": {"type": "string"}},
        },
    },
    "SpecialVm": {
        "allOf": [{"$ref": "#/definitions/Vm"}],
        "properties": {"when": {"type": "string", "format": "date-time"}},
    },
    "State": {"type": "string", "enum": ["On", "Off"]},
    "Anything": {"type": "object"},
    "List": {
        "properties": {
            "value": {"type": "array", "items": {"$ref": "#/definitions/Item"}},
            "state": {"$ref": "#/definitions/State"},
            "more": {"$ref": "#/definitions/Anything"},
            "lasts": {"type": "string", "format": "duration"},
        }
    },
}


def is_valid(name: str, body: object, *, request: bool = False) -> bool:
    definitions = json_schemas(DEFINITIONS, request=request)
    schema = {"$ref": f"#/$defs/{name}", "$defs": definitions}
    return Draft202012Validator(schema, format_checker=FORMATS).is_valid(body)


@pytest.mark.parametrize(
    "item",
    [
        {"kind": "AzureVm", "id": "1", "size": 3},
        {"kind": "AzureVm", "size": None, "bag": {"VM Name": "web01"}},
        {"kind": "SpecialVm", "size": 3, "when": "2024-05-14T08:49:41.4762631Z"},
        {"kind": "Item", "id": "1"},
    ],
)
def test_a_subtype_by_its_value(item: Json) -> None:
    """The discriminator's value, or else the name, tells which definition counts, with all it inherits."""
    assert is_valid("Item", item)
    assert is_valid("List", {"value": [item]})


@pytest.mark.parametrize(
    "item",
    [
        {"id": "1"},
        {"kind": "Unknown"},
        {"kind": "Item", "size": 3},
        {"kind": "AzureVm", "when": "2024-05-14T08:49:41Z"},
        {"kind": "AzureVm", "size": "3"},
        {"kind": "AzureVm", "bag": {"VM Name": 1}},
        {"kind": "SpecialVm", "when": "0001-01-01T00:00:00"},
        {"kind": "SpecialVm", "when": None},
    ],
)
def test_what_contradicts_a_definition(item: Json) -> None:
    """A missing or unknown discriminator, a sibling's property, a wrong type, a time without offset, a null."""
    assert not is_valid("Item", item)
    assert not is_valid("List", {"value": [item]})


def test_closed_and_open_objects() -> None:
    """An object has no other properties than documented, unless nothing is documented; enumerations are listed."""
    assert is_valid("List", {"state": "On", "more": {"any": 1}, "lasts": "PT41M11.1877936S"})
    assert not is_valid("List", {"other": 1})
    assert not is_valid("List", {"state": "Standby"})
    assert not is_valid("List", {"lasts": "00:41:11"})


def test_read_only_properties() -> None:
    """What is read-only belongs into answers, not into requests."""
    assert is_valid("Item", {"kind": "Item", "id": "1"})
    assert not is_valid("Item", {"kind": "Item", "id": "1"}, request=True)
    assert is_valid("Item", {"kind": "Item"}, request=True)


SURFACE: Json = {
    "operations": [
        {
            "method": "GET",
            "url": "/vms",
            "query": ["$filter"],
            "body": [],
            "success_codes": [200],
            "response_headers": [],
            "returns": "~azure.core.paging.ItemPaged[~azure.models.Item]",
        },
        {
            "method": "POST",
            "url": "/vms/{vm}/start",
            "query": [],
            "body": [["parameters", "Union[Vm,_types.Vm,IO[bytes]]"]],
            "success_codes": [202],
            "response_headers": ["Location"],
            "returns": None,
        },
    ],
    "models": {
        "Item": {"bases": ["_Model"], "discriminator": None, "fields": {"kind": {"type": "str"}}},
        "Vm": {
            "bases": ["Item"],
            "discriminator": "AzureVm",
            "fields": {
                "kind": {"type": 'Literal["AzureVm"]'},
                "state": {"type": "Optional[Union[str, State]]"},
                "bags": {"type": "Optional[dict[str, list[str]]]", "readOnly": True},
            },
        },
    },
    "enums": {"State": ["On", "Off"]},
}


def test_a_surface_as_swagger() -> None:
    """Models become definitions told apart by their literal; pages and bodies become schemas."""
    document = swagger(SURFACE)
    item, vm = document["definitions"]["Item"], document["definitions"]["Vm"]
    assert (item["discriminator"], item["required"]) == ("kind", ["kind"])
    assert (vm["allOf"], vm["x-ms-discriminator-value"]) == ([{"$ref": "#/definitions/Item"}], "AzureVm")
    assert vm["properties"]["state"] == {"type": "string", "enum": ["On", "Off"]}
    lists = {"type": "array", "items": {"type": "string"}}
    assert vm["properties"]["bags"] == {"type": "object", "additionalProperties": lists, "readOnly": True}
    page = document["paths"]["/vms"]["get"]["responses"]["200"]["schema"]
    assert page["properties"]["value"]["items"] == {"$ref": "#/definitions/Item"}
    start = document["paths"]["/vms/{vm}/start"]["post"]
    assert (start["parameters"][0]["schema"], start["responses"]["202"]) == ({"$ref": "#/definitions/Vm"}, {})
    assert start["x-response-headers"] == ["Location"]


def test_a_surface_completed() -> None:
    """What it does not say of an answer, the document before it does, in the surface's definitions."""
    response = {"schema": {"$ref": "#/definitions/ItemList"}}
    page = {"properties": {"value": {"type": "array", "items": {"$ref": "#/definitions/Item"}}}}
    official = {"paths": {"/VMs/{name}": {"get": {"responses": {"200": response}}}}, "definitions": {"ItemList": page}}
    unknown: Json = {"/vms/{vm}": {"get": {"responses": {"200": {"schema": {}}, "202": {}}}}}
    whole = completed({"paths": unknown, "definitions": {"Item": {}}}, official)
    responses = whole["paths"]["/vms/{vm}"]["get"]["responses"]
    assert responses["200"]["schema"]["properties"]["value"]["items"] == {"$ref": "#/definitions/Item"}
    assert responses["202"] == {}
