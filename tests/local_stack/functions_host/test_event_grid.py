"""Event Grid's webhook, spoken to as Event Grid does."""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest
import requests

from local_stack.functions_host.process import HostProcess
from tests.local_stack.functions_host.conftest import WebApp
from tests.local_stack.functions_host.phone import Phone

VALIDATION = [
    {"id": "v", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent", "data": {"validationCode": "512d38b6"}}
]


@dataclass
class EventGrid:
    """Sends to the webhook of one function."""

    host: HostProcess
    pool: ThreadPoolExecutor
    path: str = "/runtime/webhooks/EventGrid"

    def send(self, kind: str, body: object, function: str = "noticed", **query: str) -> requests.Response:
        query = {"functionName": function, "code": self.host.keys.event_grid, **query}
        data = body if isinstance(body, str) else json.dumps(body)
        headers = {"aeg-event-type": kind, "Content-Type": "application/json"}
        return requests.post(self.host.url + self.path, data=data, params=query, headers=headers, timeout=10)

    def deliver(self, body: object, function: str = "noticed") -> Future[requests.Response]:
        return self.pool.submit(self.send, "Notification", body, function)


@pytest.fixture
def event_grid(web_app: WebApp) -> Iterator[EventGrid]:
    """Event Grid with a host of the app `web`."""
    with ThreadPoolExecutor() as pool:
        yield EventGrid(web_app.host, pool)


@pytest.fixture
def phone(web_app: WebApp) -> Phone:
    """The line to that host's functions."""
    return web_app.phone


def event(number: int) -> dict[str, object]:
    return {
        "id": f"e{number}",
        "eventType": "Created",
        "subject": "/vm",
        "data": {},
        "eventTime": "2026-11-22T10:00:00Z",
    }


def test_the_handshake_answers_with_the_code(event_grid: EventGrid) -> None:
    """In Event Grid's schema, and in the double encoding that the extension also knows."""
    doubly = {**VALIDATION[0], "data": json.dumps(VALIDATION[0]["data"])}
    for body in (VALIDATION, doubly):
        answer = event_grid.send("SubscriptionValidation", body)
        assert (answer.status_code, answer.json()) == (200, {"validationResponse": "512d38b6"})


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("eventgrid.azure.net", "eventgrid.azure.net"),
        ("eventgrid.azure.us", "eventgrid.azure.us"),
        ("evil.example", "eventgrid.azure.net"),
    ],
)
def test_the_handshake_of_cloud_events_allows_azure(origin: str, allowed: str, event_grid: EventGrid) -> None:
    """And nobody else."""
    answer = requests.options(
        event_grid.host.url + event_grid.path.lower(),
        params={"functionName": "in_the_cloud", "code": event_grid.host.keys.event_grid},
        headers={"WebHook-Request-Origin": origin},
        timeout=10,
    )
    assert (answer.status_code, answer.headers["WebHook-Allowed-Origin"]) == (200, allowed)


def test_every_event_of_a_delivery_runs_the_function_at_once(event_grid: EventGrid, phone: Phone) -> None:
    """The delivery is accepted when all are done."""
    delivery = event_grid.deliver([event(1), event(2)])
    visits = [phone.visit(), phone.visit()]
    assert {visit.body for visit in visits} == {"Created e1", "Created e2"}
    visits[0].answer("")
    assert not delivery.done()
    visits[1].answer("")
    assert delivery.result().status_code == 202


@pytest.mark.parametrize("batch", [True, False])
def test_cloud_events_are_delivered_alone_or_in_a_batch(event_grid: EventGrid, phone: Phone, *, batch: bool) -> None:
    """The function gets a CloudEvent."""
    cloud_event = {"specversion": "1.0", "id": "c1", "type": "Created", "source": "/vm", "data": {}}
    delivery = event_grid.deliver([cloud_event] if batch else cloud_event, "in_the_cloud")
    visit = phone.visit()
    assert visit.body == "Created c1"
    visit.answer("")
    assert delivery.result().status_code == 202


def test_one_event_that_fails_fails_the_delivery(event_grid: EventGrid, phone: Phone) -> None:
    """Event Grid then sends all of it again."""
    delivery = event_grid.deliver([event(1), event(2)])
    phone.visit().fail("not that one")
    phone.visit().answer("")
    assert (delivery.result().status_code, delivery.result().text) == (500, "RuntimeError: not that one")


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("Unsubscribe", "", 202),
        ("Notification", [], 202),
        ("notification", "no json", 400),
        ("Notification", "7", 400),
        ("Notification", [7], 400),
        ("SubscriptionValidation", [], 400),
        ("SubscriptionValidation", [{"data": {}}], 400),
        ("SubscriptionValidation", {"data": "no json"}, 400),
        ("Something", [], 400),
        ("", [], 400),
    ],
)
def test_what_else_may_come(kind: str, body: object, status: int, event_grid: EventGrid, phone: Phone) -> None:
    """No function runs for it."""
    assert event_grid.send(kind, body).status_code == status
    assert phone.silent()


@pytest.mark.parametrize("code", ["", "wrong"])
def test_a_wrong_key_is_refused(code: str, event_grid: EventGrid, phone: Phone) -> None:
    """Also for the handshake, and before the function is looked for."""
    for kind in ("Notification", "SubscriptionValidation"):
        assert event_grid.send(kind, VALIDATION, code=code).status_code == 401
    assert event_grid.send("Notification", [event(1)], "other", code=code).status_code == 401
    assert phone.silent()


def test_a_key_of_a_function_is_not_enough(event_grid: EventGrid) -> None:
    """The master key is."""
    keys = event_grid.host.keys
    assert event_grid.send("Unsubscribe", "", code=keys.function("plain")).status_code == 401
    assert event_grid.send("Unsubscribe", "", code=keys.master).status_code == 202


@pytest.mark.parametrize("name", ["other", "plain", ""])
def test_only_event_grid_functions_are_found(name: str, event_grid: EventGrid) -> None:
    """By their exact name."""
    assert event_grid.send("Notification", [event(1)], name).status_code == 404
