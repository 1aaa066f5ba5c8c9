"""What a test says in Python, others say over HTTP."""

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, vm_id
from tests.local_stack.simulator.webhook import serve_webhook

SUBSCRIPTIONS = "/_simulator/event-subscriptions"


def test_add_a_vm(arm: Arm) -> None:
    """A VM is added with all its details."""
    body = {"id": vm_id("new01"), "location": "westeurope", "tags": {"a": "b"}, "readyAfter": 30}
    answer = arm.call("POST", "/_simulator/vms", body)
    assert (answer.status_code, answer.json()["tags"]) == (201, {"a": "b"})
    assert answer.json()["properties"]["instanceView"]["vmAgent"]["vmAgentVersion"] == "Unknown"


def test_add_a_fleet(arm: Arm) -> None:
    """A fleet is protected in a vault, or the first there is."""
    answer = arm.call("POST", "/_simulator/protected-items", {"count": 3, "vault": VAULT, "state": "SoftDeleted"})
    assert (answer.status_code, len(answer.json()["value"])) == (201, 3)
    assert arm.call("POST", "/_simulator/protected-items", {"vms": [vm_id("web01")]}).status_code == 201
    assert len(arm.names(f"{VAULT}/backupProtectedItems")) == 4


@pytest.mark.parametrize(
    ("where", "body"),
    [
        ("vms", {"id": "web01", "location": "westeurope"}),
        ("vms", {"id": vm_id("web01"), "location": "westeurope", "agent": "grumpy"}),
        ("protected-items", {"vms": ["web01"]}),
        ("protected-items", {"count": 1, "status": "Failed", "error": "BadMood"}),
        ("event-subscriptions", {"queue": "events"}),
        ("event-subscriptions", {"webhook": "http://127.0.0.1:1", "colour": "red"}),
    ],
)
def test_nonsense(arm: Arm, where: str, body: dict[str, object]) -> None:
    """What makes no sense is refused, with the reason."""
    assert code(arm.call("POST", f"/_simulator/{where}", body)) == (400, "InvalidRequestContent")


def test_events(azure: Simulator, arm: Arm) -> None:
    """A subscription is taken, shakes hands, gets events and goes; nobody is shown its key."""
    with serve_webhook() as webhook:
        body = {"name": "mine", "webhook": webhook.url, "key": "secret"}
        assert arm.call("POST", SUBSCRIPTIONS, body).json()["provisioningState"] == "Creating"
        azure.advance(0)
        (listed,) = arm.get(SUBSCRIPTIONS).json()["value"]
        assert listed["provisioningState"] == "Succeeded"
        assert "secret" not in str(listed)
        vm = {"id": vm_id("new01"), "location": "westeurope", "publish": True}
        arm.call("POST", "/_simulator/vms", vm)
        arm.call("PATCH", "/_simulator/vms/new01", {"tags": {"a": "b"}, "publish": True})
        webhook.answers = [400]
        arm.call("POST", "/_simulator/events", {"id": "1", "type": "Mine"})
        azure.advance(0)
        assert len(arm.get("/_simulator/events").json()["value"]) + len(azure.dead_letters()) == 7
        assert len(arm.get("/_simulator/dead-letters").json()["value"]) == 1
        assert arm.call("DELETE", f"{SUBSCRIPTIONS}/mine").status_code == 200
        assert arm.call("DELETE", f"{SUBSCRIPTIONS}/mine").status_code == 204
