"""What is told to the simulator itself and cannot be meant is refused, with what could be."""

import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, vm_id

ON = {"on": "GET *"}
BACKUP = {"operation": "Backup"}


@pytest.mark.parametrize(
    ("where", "body", "told"),
    [
        ("faults", ON | {"answer": 99}, "a status from 200 to 599"),
        ("faults", ON | {"answer": "rest"}, "'rest'; there is a status"),
        ("faults", ON | {"answer": {"status": 600}}, '"cut" (by half), or {"status"'),
        ("faults", ON | {"answer": 503, "times": 0}, "$.times"),
        ("faults", {"on": "FETCH *", "answer": 503}, "GET, PUT, POST"),
        ("faults", {"on": "/subscriptions/*", "answer": 503}, "METHOD /path"),
        ("faults", ON, "needs a delay, or an answer"),
        ("outcomes", {"operation": "Bakcup"}, "there are Backup, ConfigureBackup"),
        ("outcomes", {"operation": ["Backup"]}, "there are Backup, ConfigureBackup"),
        ("outcomes", BACKUP | {"status": "Fine"}, "there are Completed, CompletedWithWarnings, Failed"),
        ("outcomes", BACKUP | {"vm": "web77"}, "there are web01, web02"),
        ("outcomes", BACKUP | {"errorDetails": [{"errorTitle": "Bad"}]}, "needs an errorCode"),
        ("outcomes", BACKUP | {"times": 0}, "$.times"),
        ("outcomes", {}, "`operation`"),
        ("protected-items", {}, "count of 1 or more"),
        ("protected-items", {"count": -1}, "count of 1 or more"),
        ("vms", {"id": vm_id("new01"), "location": "mars"}, "there are australiacentral"),
        ("vms", {"id": vm_id("new01"), "location": "westeurope", "osType": "Plan9"}, "there are Windows, Linux"),
        ("clock", {}, "`advance`"),
        ("clock", {"advance": -1}, "a hundred years"),
        ("clock", {"advance": 1e300}, "a hundred years"),
        ("quotas", {}, "`enforced`"),
    ],
)
def test_refused_with_what_is_valid(arm: Arm, where: str, body: dict[str, object], told: str) -> None:
    """Whoever errs reads how it would be right."""
    answer = arm.call("POST", f"/_simulator/{where}", body)
    assert code(answer) == (400, "InvalidRequestContent")
    assert told in answer.json()["error"]["message"]


@pytest.mark.parametrize("on", ["*", "P* */vaults/*", "get *", "*/vaults/*", "GET*"])
def test_patterns(azure: Simulator, on: str) -> None:
    """Whatever can match a request is taken."""
    azure.fault(on=on, answer=503)


def test_tags_of_nobody(arm: Arm) -> None:
    """A VM that does not exist is not found."""
    answer = arm.call("PATCH", "/_simulator/vms/web77", {"tags": {}})
    assert code(answer) == (404, "ResourceNotFound")


def test_whole_language(azure: Simulator) -> None:
    """The overview names every field of faults and outcomes."""
    language = requests.get(f"{azure.url}/_simulator", timeout=10).json()["language"]
    assert language["faults"].keys() == {"on", "answer", "times", "delay", "after", "name"}
    fields = {"operation", "status", "vm", "times", "duration", "error", "errorDetails"}
    assert language["outcomes"].keys() == fields


@pytest.mark.parametrize(
    ("told", "titles"), [({}, ["UserErrorGuestAgentStatusUnavailable"]), ({"errorDetails": []}, [])]
)
def test_failure_without_details(azure: Simulator, arm: Arm, told: dict[str, object], titles: list[str]) -> None:
    """A failed job says what failed ones say most often, unless it is told to say nothing."""
    arm.finish(arm.protect("web01"))
    azure.outcome(operation="Backup", vm="web01", status="Failed", **told)
    job = arm.job(arm.back_up("web01"))
    azure.advance(9078)
    properties = arm.get(f"{VAULT}/backupJobs/{job['name']}").json()["properties"]
    assert [detail["errorTitle"] for detail in properties.get("errorDetails", [])] == titles
