"""A recovery point's files can be mounted for 12 hours: provisioned, listed, renewed, revoked."""

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, vm_id
from tests.local_stack.simulator.file_restore import list_scripts, provision, provisioned, revoke, scripts

HOURS = 3600
NO_SESSION = (400, "UserErrorIlrSessionNotActive")


def is_active(arm: Arm, point: str) -> bool:
    active: bool = arm.get(point).json()["properties"]["isInstantIlrSessionActive"]
    return active


def test_followed_by_location(azure: Simulator, arm: Arm, point: str) -> None:
    """The Location answers 202 with an empty object while provisioning runs, then 204; there is no job."""
    jobs = len(arm.names(f"{VAULT}/backupJobs"))
    accepted = provision(arm, point)
    assert (accepted.status_code, accepted.content) == (202, b"")
    running = arm.get(accepted.headers["Location"])
    assert (running.status_code, running.json()) == (202, {})
    azure.advance(34)
    done = arm.get(accepted.headers["Location"])
    assert (done.status_code, "Azure-AsyncOperation" in done.headers) == (204, True)
    assert len(arm.names(f"{VAULT}/backupJobs")) == jobs


def test_twelve_hours(azure: Simulator, arm: Arm, point: str) -> None:
    """The session is active from its success until 12 hours after its start."""
    azure.outcome(operation="ProvisionIlr", duration=60)
    accepted = provision(arm, point)
    assert not is_active(arm, point)
    azure.advance(60)
    operation = arm.get(accepted.headers["Azure-AsyncOperation"]).json()["name"]
    assert is_active(arm, point)
    azure.advance(12 * HOURS - 61)
    assert is_active(arm, point)
    azure.advance(1)
    assert not is_active(arm, point)
    assert code(list_scripts(arm, point, operation)) == NO_SESSION


def test_second_session(azure: Simulator, arm: Arm, point: str) -> None:
    """An active session is renewed only if the request says so: with another password, and the old one is void."""
    first = provisioned(arm, point)
    password = azure.mount_password("web01")
    assert code(provision(arm, point)) == (409, "UserErrorIlrSessionAlreadyActive")
    azure.advance(11 * HOURS)
    second = provisioned(arm, point, renewExistingRegistration=True, initiatorName="Hello World")
    assert azure.mount_password("web01") != password
    assert code(list_scripts(arm, point, first)) == NO_SESSION
    azure.advance(11 * HOURS)
    assert scripts(arm, point, second)
    azure.advance(HOURS)
    assert provision(arm, point).status_code == 202


def test_revoked(arm: Arm, point: str) -> None:
    """Revoking ends the session, without properties or a job; it succeeds without a session, too."""
    operation = provisioned(arm, point)
    for _ in range(2):
        accepted = revoke(arm, point)
        status = arm.finish(accepted)
        assert (status["status"], "properties" in status) == ("Succeeded", False)
        assert arm.get(accepted.headers["Location"]).status_code == 204
        assert not is_active(arm, point)
    assert code(list_scripts(arm, point, operation)) == NO_SESSION
    assert provisioned(arm, point)


def test_one_write_at_a_time(arm: Arm, point: str) -> None:
    """While provisioning or revoking runs, the item is locked."""
    provision(arm, point)
    locked = (409, "BMSUserErrorObjectLocked")
    assert [code(revoke(arm, point)), code(arm.back_up("web01")), code(provision(arm, point))] == [locked] * 3


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"objectType": "ILRRequest"}, (400, "BMSUserErrorInvalidInput")),
        ({"recoveryPointId": "1"}, (400, "BMSUserErrorInvalidInput")),
        ({"virtualMachineId": vm_id("web02")}, (400, "BMSUserErrorInvalidInput")),
        ({"virtualMachineId": vm_id("WEB01")}, None),
    ],
)
def test_body_agrees_with_address(
    arm: Arm, point: str, change: dict[str, str], expected: tuple[int, str] | None
) -> None:
    """The body names the recovery point and the VM in the address, case aside."""
    answer = provision(arm, point, **change)
    assert code(answer) == expected if expected else answer.status_code == 202


def test_unknown_point(arm: Arm, point: str) -> None:
    """A recovery point that does not exist is refused, whatever is asked of it."""
    unknown = f"{point.rpartition('/')[0]}/123"
    expected = (404, "BMSUserErrorRecoveryPointNotFound")
    assert [code(provision(arm, unknown)), code(revoke(arm, unknown))] == [expected] * 2


@pytest.mark.parametrize("operation", ["ProvisionIlr", "RevokeIlr"])
def test_failure_told_beforehand(azure: Simulator, arm: Arm, point: str, operation: str) -> None:
    """A failed operation says why, and changes nothing."""
    if operation == "RevokeIlr":
        provisioned(arm, point)
    before = is_active(arm, point)
    azure.outcome(operation=operation, vm="web01", error={"code": "UserErrorSomething", "message": "It is wrong."})
    status = arm.finish(provision(arm, point) if operation == "ProvisionIlr" else revoke(arm, point))
    assert (status["status"], status["error"]["code"]) == ("Failed", "UserErrorSomething")
    assert "properties" not in status
    assert is_active(arm, point) == before
