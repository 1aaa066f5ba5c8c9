"""An immutable vault keeps what it has: protection can be suspended there, but no data deleted."""

from typing import Any

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path

DENIED = (400, "UserErrorOperationDeniedOnImmutableItem")
SUSPEND: dict[str, Any] = {"policyId": "", "protectionState": "BackupsSuspended"}


def make_immutable(arm: Arm, state: str) -> tuple[int, str]:
    settings = {"securitySettings": {"immutabilitySettings": {"state": state}}}
    answer = arm.call("PATCH", VAULT, {"properties": settings})
    return code(answer) if answer.content else (answer.status_code, "")


@pytest.fixture
def immutable(arm: Arm) -> None:
    """Have web01 protected in an immutable vault."""
    make_immutable(arm, "Unlocked")
    arm.finish(arm.protect("web01"))


def test_ordinary_vault(arm: Arm) -> None:
    """Elsewhere there is nothing to suspend (Azure/azure-rest-api-specs#32688)."""
    assert code(arm.protect("web01", **SUSPEND)) == DENIED


@pytest.mark.usefixtures("immutable")
def test_suspend_and_resume(arm: Arm) -> None:
    """A suspended item keeps its policy, is not backed up, and resumes."""
    job = arm.job(arm.protect("web01", **SUSPEND))["properties"]
    assert (job["operation"], job["status"]) == ("DisableBackup", "Completed")
    item = arm.get(item_path("web01")).json()["properties"]
    assert (item["protectionState"], item["policyName"]) == ("BackupsSuspended", "DefaultPolicy")
    assert code(arm.back_up("web01")) == (400, "BMSUserErrorProtectionStopped")
    arm.finish(arm.protect("web01"))
    assert arm.finish(arm.back_up("web01"))["status"] == "Succeeded"


@pytest.mark.usefixtures("immutable")
def test_suspended_while_it_is_backed_up(azure: Simulator, arm: Arm) -> None:
    """A backup that runs goes on, and does not bring the item back under its policy."""
    arm.finish(arm.back_up("web01"))
    arm.finish(arm.protect("web01", **SUSPEND))
    azure.advance(9078)
    item = arm.get(item_path("web01")).json()["properties"]
    assert (item["protectionState"], item["lastBackupStatus"]) == ("BackupsSuspended", "Completed")


@pytest.mark.usefixtures("immutable")
def test_data_stays(azure: Simulator, arm: Arm) -> None:
    """An item with recovery points cannot be deleted until they have expired."""
    arm.recovery_point("web01")
    assert code(arm.call("DELETE", item_path("web01"))) == DENIED
    azure.advance(31 * 86400)
    assert arm.call("DELETE", item_path("web01")).status_code == 202


@pytest.mark.usefixtures("immutable")
def test_nothing_to_suspend(arm: Arm) -> None:
    """What is stopped cannot be suspended, nor what is not there."""
    arm.finish(arm.protect("web01", policyId="", protectionState="ProtectionStopped"))
    assert code(arm.protect("web01", **SUSPEND)) == (400, "BMSUserErrorProtectionStopped")
    assert code(arm.protect("web02", **SUSPEND)) == (404, "BMSUserErrorDataSourceObjectNotFound")


def test_locked(azure: Simulator, arm: Arm) -> None:
    """Immutability can be taken back until it is locked; it makes the vault safer."""
    assert [make_immutable(arm, state)[0] for state in ("Unlocked", "Disabled", "Locked")] == [202, 202, 202]
    assert make_immutable(arm, "Unlocked") == (400, "UserErrorVaultImmutabilityLocked")
    assert make_immutable(arm, "Perhaps") == (400, "BMSUserErrorInvalidInput")
    azure.advance(61)
    shown = arm.get(VAULT).json()["properties"]
    assert shown["securitySettings"]["immutabilitySettings"] == {"state": "Locked"}
    assert (shown["secureScore"], shown["bcdrSecurityLevel"]) == ("Minimum", "Fair")
