"""File restore as users run it, and the search for its secrets in everything that the stack wrote."""

from collections.abc import Iterator
from uuid import UUID, uuid5

import pytest

from tests.operator_ import Operator, operating
from tests.running import vm_id


@pytest.fixture(scope="module", params=["2026-10-01", "2024-04-01"])
def operator(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """Return an operator of a Linux and a Windows VM, each with one backup."""
    with operating(tmp_path_factory.mktemp("files"), BACKUP_API_VERSION=request.param) as operator:
        for vm in ("web01", "db01"):
            operator.ask("protect-vm", {"vmId": vm_id(vm)})
            operator.ask("trigger-backup", {"vmId": vm_id(vm)})
        yield operator


@pytest.mark.parametrize(("vm", "os_type"), [("web01", "Linux"), ("db01", "Windows")])
def test_files_are_mounted_and_revoked_and_nothing_secret_is_written(operator: Operator, vm: str, os_type: str) -> None:
    """Password, suffix and script: in the container and the key vault, and nowhere else."""
    ready = operator.ask("restore-files", {"vmId": vm_id(vm)})
    assert (ready["type"], ready["data"]["osType"]) == ("AzureVmBackup.FilesReady", os_type)
    password = operator.stack.azure.mount_password(vm)
    script = operator.stores.scripts()[ready["data"]["script"]["blob"]]
    assert operator.stores.passwords()[ready["data"]["password"]["secret"]] == password
    revoked = operator.ask("revoke-files", ready["data"]["revoke"])
    assert revoked["type"] == "AzureVmBackup.FilesRevoked"
    assert (operator.stores.scripts(), operator.stores.passwords()) == ({}, {})
    written = operator.written()
    assert password.encode() not in written
    assert password.encode().hex().encode() not in written
    assert max(script.splitlines(), key=len).encode() not in written
    assert b"Bearer" not in written


BAD: dict[str, tuple[dict[str, object], str]] = {
    "an unknown recovery point": ({"recoveryPoint": "7"}, "recoveryPoint"),
    "none before that time": ({"recoveryPoint": {"before": "2020-01-01T00:00:00Z"}}, "recoveryPoint"),
    "a VM without any": ({"vmId": vm_id("web02")}, "recoveryPoint"),
    "a malformed initiator": ({"initiatorName": "laptop"}, "initiatorName"),
    "no hours": ({"keepHours": 0}, "keepHours"),
    "too many hours": ({"keepHours": 13}, "keepHours"),
    "hours in words": ({"keepHours": "x"}, "keepHours"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_mounted_is_rejected_by_field(operator: Operator, case: str) -> None:
    """Each ends in its event, before anything is opened."""
    fields, field = BAD[case]
    if case == "a VM without any":
        operator.ask("protect-vm", {"vmId": vm_id("web02")})
    event = operator.ask("restore-files", {"vmId": vm_id("web01")} | fields)
    assert event["type"] == "AzureVmBackup.RequestRejected"
    assert event["data"]["field"] == field
    assert event["data"]["remedy"]


def test_a_key_vault_that_refuses_is_told(operator: Operator) -> None:
    """And the session is closed again."""
    operator.stack.azure.fault(on="PUT */secrets/*", answer=403)
    event = operator.ask("restore-files", {"vmId": vm_id("web01")})
    assert event["type"] == "AzureVmBackup.OperationFailed"
    assert event["data"]["error"]["code"] == "KeyVaultForbidden"
    operator.event(f"revoke-files/{uuid5(UUID(event['data']['requestId']), 'revoke-files')}")
    assert (operator.stores.scripts(), operator.stores.passwords()) == ({}, {})
    assert "Key Vault Secrets Officer" in event["data"]["error"]["recommendations"][0]


def test_provisioning_that_azure_fails_is_told_in_its_words(operator: Operator) -> None:
    """Code and message."""
    error = {"code": "UserErrorX", "message": "Because."}
    operator.stack.azure.outcome(operation="ProvisionIlr", vm="web01", error=error)
    event = operator.ask("restore-files", {"vmId": vm_id("web01")})
    assert event["type"] == "AzureVmBackup.OperationFailed"
    assert event["data"]["error"]["code"] == "UserErrorX"
