"""The published contracts are those of the code."""

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from cloudevents.v1.http import from_json
from jsonschema import Draft202012Validator, ValidationError

from docs.contracts.__main__ import contracts, text
from docs.contracts.examples import EVENTS, REQUESTS, VAULT
from shared.arrival import read
from shared.claims import Retold
from shared.cloud_event import Event
from shared.events import Outcome
from shared.malformed import Malformed
from shared.messages import Request
from shared.requests import AnyRequest
from shared.settings import Settings
from tests.delivered import Delivered

FOLDER = Path(__file__).parents[1] / "docs" / "contracts"
FILES = contracts()


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_current(name: str) -> None:
    """`make contracts` writes them anew."""
    assert (FOLDER / name).read_text() == text(FILES[name])


def test_no_file_is_left_over() -> None:
    """Of a message that is no more."""
    assert {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.json")} == set(FILES)


def test_every_request_and_every_event_has_an_example() -> None:
    """A new one is noticed."""
    assert {type(request) for request in REQUESTS} == set(get_args(AnyRequest.__value__))
    kinds = {kind for parent in (Event, Outcome) for kind in parent.__subclasses__()} - {Outcome, Retold}
    assert {type(event) for event in EVENTS} == kinds


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.QUEUE)
def test_an_example_of_a_request_fits_its_schema_and_is_taken(request_: Request) -> None:
    """What validates is understood."""
    body = (FOLDER / f"requests/{request_.QUEUE}.example.json").read_text()
    validator(f"requests/{request_.QUEUE}").validate(json.loads(body))
    delivered = Delivered(body.encode())
    taken = read(type(request_), delivered, Settings(), request_.accepted)
    assert taken == msgspec.structs.replace(request_, message_id=delivered.id)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_example_of_an_event_fits_its_schema_and_is_a_cloud_event(event: Event) -> None:
    """The official library reads it."""
    body = (FOLDER / f"events/{type(event).__name__}.example.json").read_text()
    validator(f"events/{type(event).__name__}").validate(json.loads(body))
    assert from_json(body.encode())["type"] == f"AzureVmBackup.{type(event).__name__}"


@pytest.mark.parametrize(
    ("queue", "wrong"),
    [
        ("protect-vm", {"vmId": VAULT}),
        ("protect-vm", {"vmId": "/subscriptions/x"}),
        ("protect-vm", {"colour": "red"}),
        ("trigger-backup", {"requestId": 7}),
        ("restore-files", {"keepHours": 13}),
        ("restore-files", {"initiatorName": "laptop"}),
        ("restore-vm", {"stagingStorageAccountId": VAULT}),
        ("restore-vm", {"to": {"newVm": {"name": "web01"}}}),
    ],
)
def test_the_schema_refuses_what_the_app_refuses(queue: str, wrong: dict[str, object]) -> None:
    """Patterns say the same in both languages."""
    (example,) = [request for request in REQUESTS if queue == request.QUEUE]
    body = json.loads((FOLDER / f"requests/{queue}.example.json").read_text()) | wrong
    with pytest.raises(ValidationError):
        validator(f"requests/{queue}").validate(body)
    with pytest.raises(Malformed):
        read(type(example), Delivered(json.dumps(body).encode()), Settings(), example.accepted)


def test_ids_may_have_any_case_for_both() -> None:
    """As for Azure."""
    body = json.loads((FOLDER / "requests/protect-vm.example.json").read_text())
    body["vmId"] = body["vmId"].replace("resourceGroups", "RESOURCEGROUPS").replace("Compute", "COMPUTE")
    validator("requests/protect-vm").validate(body)
