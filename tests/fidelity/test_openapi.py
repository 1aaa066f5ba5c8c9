"""Exchanges held against the OpenAPI documents."""

import json
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from fidelity.openapi.contradictions import contradictions, unexplained
from fidelity.openapi.documents import OFFICIAL, OPENAPI, Json, operation
from fidelity.openapi.exchanges import Exchange
from fidelity.openapi.violations import violations
from fidelity.openapi.witness import Witness
from fidelity.pytest_plugin import told
from fidelity.recordings import Interaction
from local_stack.simulator import Simulator
from local_stack.simulator.web.witness import WITNESSES
from tests.azure_data import required
from tests.fidelity.documents import exchange, recorded
from tests.local_stack.simulator.arm import Arm

NEWEST = "2026-10-01"
NOT_SIMULATED = ("cross_region_restore", "resource_guard_mapping")


@pytest.fixture(scope="module")
def interactions() -> dict[str, Interaction]:
    required(OPENAPI)
    return dict(recorded())


def found(one: Exchange) -> set[str]:
    return {str(violation) for violation in violations(one)}


def test_recorded_answers(interactions: dict[str, Interaction]) -> None:
    """Azure's own answers of 2024-04-01 contradict their document only where that is known."""
    official = [exchange(one) for name, one in interactions.items() if not name.startswith(NOT_SIMULATED)]
    contradicting = set().union(*[found(one) for one in official if one.version == OFFICIAL])
    assert unexplained(contradicting, contradictions()) == []


@pytest.mark.parametrize("known", contradictions(), ids=lambda known: known.violations[0])
def test_contradictions_are_shown(interactions: dict[str, Interaction], known: object) -> None:
    """The recording that a contradiction names does contradict the documents so."""
    entry = next(one for one in contradictions() if one == known)
    if not entry.recording:
        assert "." in entry.why
        return
    one = interactions[entry.recording]
    shown = found(exchange(one, OFFICIAL)) | found(exchange(one, NEWEST))
    # An error looks the same in every answer: the recorded call need not be the one meant.
    parts = [pattern.partition(": ")[2] for pattern in entry.violations]
    assert any(fnmatchcase(violation.partition(": ")[2], part) for violation in shown for part in parts)


def examples() -> Iterator[tuple[str, Json]]:
    folder = OPENAPI / "recoveryservicesbackup-2024-04-01" / "examples"
    names = ["AzureIaasVm/Compute_ProtectedItem_Get", "Common/ListJobs"]
    names += ["AzureIaasVm/TriggerRestore_RestoreDisks_IaasVMRestoreRequest", "AzureIaasVm/Provision_Ilr"]
    for name in names:
        yield name, json.loads((folder / f"{name}.json").read_text())


def test_microsofts_examples() -> None:
    """The documents' own definitions accept the documents' own examples."""
    required(OPENAPI)
    for name, example in examples():
        given = example["parameters"]
        body = next((value for value in given.values() if isinstance(value, dict)), None)
        for status, answer in example["responses"].items():
            one = Exchange(*_asked(name, given), body, int(status), frozenset(), answer.get("body"))
            assert [two for two in violations(one) if "header" not in two.place] == [], name


def _asked(name: str, given: Json) -> tuple[str, str, dict[str, str]]:
    vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v"
    item = f"{vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i"
    method, path = {
        "AzureIaasVm/Compute_ProtectedItem_Get": ("GET", item),
        "Common/ListJobs": ("GET", f"{vault}/backupJobs"),
        "AzureIaasVm/TriggerRestore_RestoreDisks_IaasVMRestoreRequest": ("POST", f"{item}/recoveryPoints/1/restore"),
        "AzureIaasVm/Provision_Ilr": ("POST", f"{item}/recoveryPoints/1/provisionInstantItemRecovery"),
    }[name]
    return method, path, {"api-version": given["api-version"]}


@pytest.mark.parametrize("version", [OFFICIAL, NEWEST])
def test_what_is_found_in_an_answer(interactions: dict[str, Interaction], version: str) -> None:
    """An undocumented property, an invented state, a number for a text, and no body at all are violations."""
    right = exchange(interactions["enable_protection 43"], version)
    body = right.received
    assert found(right) == set()
    wrong = {
        "body.more: undocumented": body | {"more": 1},
        "body.status: Done is not among the values listed": body | {"status": "Done"},
        "body.startTime: yesterday is no date-time": body | {"startTime": "yesterday"},
        "body.name: number, not string": body | {"name": 1},
        "body.properties.jobId: list, not string": body | {"properties": body["properties"] | {"jobId": []}},
        "body: missing": None,
    }
    for violation, received in wrong.items():
        assert found(_with(right, received)) == {f"GET backupOperations/{{}} 200: {violation}"}


def _with(right: Exchange, received: object) -> Exchange:
    return Exchange(right.method, right.path, right.query, right.sent, right.status, right.headers, received)


@pytest.mark.parametrize("version", [OFFICIAL, NEWEST])
def test_what_is_found_in_a_request(interactions: dict[str, Interaction], version: str) -> None:
    """So it is with requests; one that was refused is not looked at."""
    right = exchange(interactions["restore_disks 151"], version)
    sent = right.sent["properties"]
    assert found(right) == set()

    def changed(sent: object, status: int = 202, **query: str) -> set[str]:
        asked = (right.method, right.path, {**right.query, **query}, {"properties": sent})
        return found(Exchange(*asked, status, right.headers, None if status == 202 else {"error": {}}))

    assert "POST restore: body.properties.recoveryType: number, not string" in changed(sent | {"recoveryType": 1})
    assert changed(sent | {"wish": 1}) == {"POST restore: body.properties.wish: undocumented"}
    assert changed(sent, colour="red") == {"POST restore: query colour: undocumented"}
    assert changed(sent | {"wish": 1}, status=400) == set()


def test_paths() -> None:
    """Case does not matter, the most literal path wins, and nothing is known of older api-versions."""
    required(OPENAPI)
    vault = "/Subscriptions/s/resourcegroups/g/providers/Microsoft.RecoveryServices/VAULTS/v"
    job = operation("GET", f"{vault}/backupJobs/operationResults", NEWEST)
    assert job is not None
    assert job.template.endswith("/backupJobs/{jobName}")
    assert operation("GET", f"{vault}/backupOperations/o", "2016-12-01") is None
    assert operation("PATCH", f"{vault}/backupJobs", NEWEST) is None


def test_a_witness(azure: Simulator) -> None:
    """It hears of requests to Recovery Services only, and keeps one of each kind."""
    required(OPENAPI)
    witness = Witness()
    WITNESSES.append(witness)
    try:
        with Arm(azure) as arm:
            for name in ("web01", "web02"):
                arm.finish(arm.protect(name))
            arm.get("/subscriptions")
            arm.get(f"{azure.url}/subscriptions/s/providers/Microsoft.RecoveryServices/vaults?api-version=2016-06-01")
    finally:
        WITNESSES.remove(witness)
    calls = [one.call for one in witness.distinct()]
    assert (witness.seen, witness.uncovered, calls) == (5, 1, ["PUT protectedItems/{}", "GET operationsStatus/{}"])
    assert told(witness)[1] == []


def test_a_simulator_that_invents(azure: Simulator) -> None:
    """What contradicts the documents, and nothing explains, is told by name."""
    required(OPENAPI)
    witness, lies = Witness(), Witness()
    WITNESSES.extend([witness, lambda call, answer: lies(call, replace(answer, body={"value": [], "invented": 1}))])
    try:
        with Arm(azure) as arm:
            arm.names(f"{azure_vault()}/backupJobs")
    finally:
        del WITNESSES[-2:]
    assert told(witness)[1] == []
    lines, open_ones = told(lies)
    assert open_ones == ["GET backupJobs 200: body.invented: undocumented"]
    assert lines[-1].startswith("1 requests and answers, 1 distinct")


def azure_vault() -> str:
    subscription = "/subscriptions/22222222-2222-2222-2222-222222222222"
    return f"{subscription}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly"
