"""Faults of storage made on purpose: its account, its queues and what lies in them, its clock, its containers."""

from datetime import timedelta

import pytest
from azure.storage.blob import BlobServiceClient
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.vmbackup.doctor.examined import APP, by_identity, examined, fault, of
from vmbackup.doctor.finding import State


def test_storage_that_is_not_there(environ: dict[str, str]) -> None:
    """Where it was looked for, and what to check; all else that needs no storage is looked at."""
    environ["AzureWebJobsStorage"] = (
        "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=a2V5;"
        "BlobEndpoint=http://127.0.0.1:9/devstoreaccount1;QueueEndpoint=http://127.0.0.1:9/devstoreaccount1"
    )
    findings = examined(environ)
    assert "http://127.0.0.1:9/devstoreaccount1" in fault(findings, "storage").meaning
    assert [finding.state for finding in of(findings, "queues")] == [State.SKIPPED]
    assert [finding.state for finding in of(findings, "vaults")] == [State.OK]


@pytest.mark.parametrize("text", ["garbage", "AccountName=a", "=;="])
def test_a_connection_string_that_is_none(environ: dict[str, str], text: str) -> None:
    """All else is looked at; what it says is not shown."""
    findings = examined(environ | {"AzureWebJobsStorage": text})
    assert fault(findings, "storage")
    assert text not in str(findings)
    assert [finding.state for finding in of(findings, "vaults")] == [State.OK]


def test_storage_with_a_wrong_key(environ: dict[str, str], azurite: Azurite) -> None:
    """Storage's code tells it from a missing role; the key is shown nowhere."""
    key = azurite.connection_string.partition("AccountKey=")[2].partition(";")[0]
    environ["AzureWebJobsStorage"] = azurite.connection_string.replace(key, "d3Jvbmc=")
    findings = examined(environ)
    assert "key is wrong" in fault(findings, "storage").meaning
    assert "d3Jvbmc=" not in str(findings)


@pytest.mark.parametrize(
    ("code", "meaning", "mend"),
    [
        ("AuthorizationPermissionMismatch", "no role", f"--assignee {APP} --role 'Storage Queue Data Contributor'"),
        ("AuthorizationFailure", "firewall", "network"),
    ],
)
def test_storage_that_refuses_the_identity(
    environ: dict[str, str], azure: Simulator, code: str, meaning: str, mend: str
) -> None:
    """Storage's own code tells a missing role from a firewall."""
    azure.fault(on="GET /", answer={"status": 403, "headers": {"x-ms-error-code": code}})
    refused = fault(examined(by_identity(environ, azure)), "storage")
    assert meaning in refused.meaning
    assert mend in refused.mend


def test_storage_is_not_asked_without_a_sign_in(
    environ: dict[str, str], azure: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one fault is that nobody is signed in."""
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "EnvironmentCredential")
    findings = examined(by_identity(environ, azure))
    assert fault(findings, "sign-in")
    assert [finding.state for finding in of(findings, "storage") + of(findings, "queues")] == [State.SKIPPED] * 2


def test_a_missing_queue(environ: dict[str, str], queues: QueueServiceClient) -> None:
    """Here is the command that creates it."""
    queues.delete_queue("trigger-backup")
    missing = fault(examined(environ), "queues")
    assert missing.meaning.startswith("Missing: trigger-backup.")
    assert "--name trigger-backup" in missing.mend


def test_a_queue_that_only_the_app_writes_to_may_be_missing(
    environ: dict[str, str], queues: QueueServiceClient
) -> None:
    """It creates it then; what waits on others is found all the same."""
    queues.delete_queue("consider-vm")
    queues.get_queue_client("protect-vm").send_message("{}")
    assert "protect-vm" in fault(examined(environ, patience=timedelta()), "serving").meaning


def test_a_poisoned_message(environ: dict[str, str], queues: QueueServiceClient) -> None:
    """Here is the command that puts it back; what it says is not shown."""
    queues.create_queue("restore-vm-poison")
    sent = queues.get_queue_client("restore-vm-poison").send_message('{"secret": 1}')
    poisoned = fault(examined(environ), "poison")
    assert "restore-vm" in poisoned.meaning
    assert f"vmbackup poison replay restore-vm {sent.id}" in poisoned.mend
    assert "secret" not in str(poisoned)


def test_a_queue_that_nobody_serves(environ: dict[str, str], queues: QueueServiceClient) -> None:
    """What is due waits; what is put off does not."""
    queues.get_queue_client("protect-vm").send_message('{"due": "2999-01-01T00:00:00Z"}')
    queues.get_queue_client("operations").send_message("{}")
    waiting = fault(examined(environ, patience=timedelta()), "serving")
    assert "operations" in waiting.meaning


def test_a_message_that_came_just_now_is_no_fault(environ: dict[str, str], queues: QueueServiceClient) -> None:
    """Somebody will take it."""
    queues.get_queue_client("operations").send_message("{}")
    assert [finding.state for finding in of(examined(environ), "serving")] == [State.OK]


@pytest.mark.parametrize("minutes", [20, -20])
def test_a_clock_that_is_off(environ: dict[str, str], minutes: int) -> None:
    """By storage's own time."""
    off = fault(examined(environ, ahead=timedelta(minutes=minutes)), "clock")
    assert ("ahead of" if minutes > 0 else "behind") in off.meaning


def test_scripts_that_anybody_can_read(environ: dict[str, str], azurite: Azurite) -> None:
    """A container of the app's must be private."""
    blobs = BlobServiceClient.from_connection_string(azurite.connection_string)
    blobs.create_container(environ["SCRIPTS_CONTAINER"], public_access="blob")
    assert "--public-access off" in fault(examined(environ), "containers").mend
