"""Delivery to a webhook: the handshake, the headers, and what happens when it refuses."""

from collections.abc import Iterator

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.webhook import Webhook, serve_webhook

VM_WRITE = ["Microsoft.Compute/virtualMachines/write"]
SCHEMAS = ["EventGridSchema", "CloudEventSchemaV1_0"]


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """Serve a webhook."""
    with serve_webhook() as webhook:
        yield webhook


@pytest.fixture
def vm_events(azure: Simulator, webhook: Webhook) -> Webhook:
    """Subscribe it to VMs, in Event Grid's own schema."""
    azure.subscribe(webhook=webhook.url, name="vms", operation_names=VM_WRITE)
    return webhook


@pytest.mark.parametrize("schema", SCHEMAS)
def test_handshake(azure: Simulator, webhook: Webhook, schema: str) -> None:
    """A webhook is asked for its consent first: a code to repeat, or OPTIONS; the key opens it."""
    azure.subscribe(webhook=webhook.url, key="k/e+y=", schema=schema)
    (asked,) = webhook.asked
    assert asked.method == {"EventGridSchema": "POST", "CloudEventSchemaV1_0": "OPTIONS"}[schema]
    assert dict(asked.query) == {"functionName": "on_vm", "code": "k/e+y="}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_handshake_refused(azure: Simulator, webhook: Webhook, schema: str) -> None:
    """Without consent there is no subscription, and nothing is ever sent."""
    webhook.willing = False
    with pytest.raises(ValueError, match="the webhook answered"):
        azure.subscribe(webhook=webhook.url, schema=schema)
    azure.create_vm("new01")
    assert webhook.received == []


def test_handshake_with_nobody(azure: Simulator) -> None:
    """An address where nobody listens is told."""
    with serve_webhook() as gone:
        pass
    with pytest.raises(ValueError, match="did not answer"):
        azure.subscribe(webhook=gone.url)


def test_headers_and_body(azure: Simulator, vm_events: Webhook) -> None:
    """Event Grid's schema comes as an array of one, with what the headers of Event Grid say."""
    azure.create_vm("new01")
    ((headers, body),) = vm_events.received
    assert len(body) == 1
    assert headers["aeg-event-type"] == "Notification"
    assert (headers["aeg-subscription-name"], headers["aeg-delivery-count"]) == ("VMS", "0")
    assert (headers["aeg-data-version"], headers["aeg-metadata-version"]) == ("2", "1")


def test_cloud_event(azure: Simulator, webhook: Webhook) -> None:
    """A CloudEvent comes as one object of its own content type."""
    azure.subscribe(webhook=webhook.url, schema="CloudEventSchemaV1_0", operation_names=VM_WRITE)
    azure.create_vm("new01")
    ((headers, body),) = webhook.received
    assert headers["Content-Type"] == "application/cloudevents+json; charset=utf-8"
    assert body["specversion"] == "1.0"


def test_retries(azure: Simulator, vm_events: Webhook) -> None:
    """What fails is tried again after 10 s, 30 s and a minute of simulated time, with the same id."""
    vm_events.answers = [500, 500, 500]
    azure.create_vm("new01")
    for seconds, tries in [(9, 1), (1, 2), (29, 2), (1, 3), (59, 3), (1, 4), (3600, 4)]:
        azure.advance(seconds)
        assert len(vm_events.received) == tries
    assert len({body[0]["id"] for _, body in vm_events.received}) == 1
    assert [headers["aeg-delivery-count"] for headers, _ in vm_events.received] == ["0", "1", "2", "3"]
    assert [one["attempts"] for one in azure.delivered()] == [3]


@pytest.mark.parametrize(("status", "wait"), [(503, 30), (404, 300), (408, 120), (206, 10)])
def test_patience_depends_on_the_answer(azure: Simulator, vm_events: Webhook, status: int, wait: int) -> None:
    """Some answers are given more time; a success that Event Grid does not know is none."""
    vm_events.answers = [status]
    azure.create_vm("new01")
    azure.advance(wait - 1)
    assert len(vm_events.received) == 1
    azure.advance(1)
    assert len(azure.delivered()) == 1


@pytest.mark.parametrize(("status", "reason"), [(400, "BadRequest"), (401, "Unauthorized"), (413, "PayloadTooLarge")])
def test_hopeless(azure: Simulator, vm_events: Webhook, status: int, reason: str) -> None:
    """What the webhook calls wrong is not tried again."""
    vm_events.answers = [status]
    azure.create_vm("new01")
    (dead,) = azure.dead_letters()
    assert (dead["deadLetterReason"], dead["deliveryAttempts"], dead["subscription"]) == (reason, 1, "vms")
    azure.advance(86400)
    assert len(vm_events.received) == 1


def test_too_old(azure: Simulator, vm_events: Webhook) -> None:
    """An event that nobody took within a day is given up; the attempts in between are all made."""
    vm_events.answers = [500] * 100
    azure.create_vm("new01")
    azure.advance(3 * 86400)
    (dead,) = azure.dead_letters()
    assert (dead["deadLetterReason"], dead["lastDeliveryOutcome"]) == ("TimeToLiveExceeded", "GenericError")
    # 10 s, 30 s, 1, 5, 10, 30 min, 1, 3, 6 h make eleven by then; the twelfth would come after 22 h 46 min.
    assert dead["deliveryAttempts"] == len(vm_events.received) == 11


def test_too_many_attempts(azure: Simulator, webhook: Webhook) -> None:
    """A subscription may give up sooner."""
    azure.subscribe(webhook=webhook.url, operation_names=VM_WRITE, max_delivery_attempts=2)
    webhook.answers = [500, 500]
    azure.create_vm("new01")
    azure.advance(10)
    assert [one["deadLetterReason"] for one in azure.dead_letters()] == ["MaxDeliveryAttemptsExceeded"]


def test_webhook_that_goes_away(azure: Simulator) -> None:
    """A webhook that cannot be reached is tried again; whoever unsubscribes is spared."""
    with serve_webhook() as gone:
        name = azure.subscribe(webhook=gone.url, operation_names=VM_WRITE, max_delivery_attempts=2)
    azure.create_vm("new01")
    azure.advance(10)
    assert [one["lastDeliveryOutcome"] for one in azure.dead_letters()] == ["SocketError"]
    azure.create_vm("new02")
    azure.unsubscribe(name)
    azure.advance(10)
    assert len(azure.dead_letters()) == 1


def test_running_clock(webhook: Webhook) -> None:
    """With a clock that runs, retries come by themselves."""
    with Simulator(speed=10_000) as azure:
        azure.subscribe(webhook=webhook.url, operation_names=VM_WRITE)
        webhook.answers = [500, 500]
        azure.create_vm("new01")
        for _ in range(3):
            webhook.arrivals.get(timeout=10)
