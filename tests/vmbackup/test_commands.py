import base64
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueServiceClient

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.running import STAGING, SUBSCRIPTION, VAULT, App, vm_id
from tests.vmbackup.terminal import Terminal
from vmbackup import asking
from vmbackup.app import COMMANDS

WEB01 = vm_id("web01")
RESTORED = f"{SUBSCRIPTION}/resourceGroups/restored"
POINT = "--point 1234567890"
NEW_VM = (
    f"restore vm {WEB01} --name web09 --group {RESTORED} --subnet net/default --staging {STAGING}"
    " --before 2026-11-20T00:00:00Z --consistency AppConsistent --staging-identity system"
)


@pytest.fixture(autouse=True)
def queues(azurite: Azurite) -> Iterator[QueueServiceClient]:
    """An account without queues: what is sent creates its own."""
    with QueueServiceClient.from_connection_string(azurite.connection_string) as service:
        for queue in service.list_queues():
            service.delete_queue(queue)
        yield service


@pytest.fixture
def fleet(azure: Simulator) -> list[str]:
    """Protect web0001 and web0002; return their ids."""
    return azure.add_protected(2, prefix="web")


def sent(queues: QueueServiceClient, queue: str) -> list[dict[str, Any]]:
    """Take the messages of a queue, as the app's trigger decodes them."""
    with suppress(ResourceNotFoundError):
        messages = queues.get_queue_client(queue).receive_messages()
        return [json.loads(base64.b64decode(message.content)) for message in messages]
    return []


@pytest.mark.parametrize(
    ("line", "queue", "message"),
    [
        ("protect web01 --policy Gold --os-only", "protect-vm", {"policy": "Gold", "disks": {"osOnly": True}}),
        ("protect web01 --exclude-lun 1 --exclude-lun 2", "protect-vm", {"disks": {"exclude": [1, 2]}}),
        ("protect web01 --all-disks", "protect-vm", {"disks": {"exclude": []}}),
        (f"backup {WEB01} --retain 2030-01-31T00:00:00Z", "trigger-backup", {"retainUntil": "2030-01-31T00:00:00Z"}),
        (f"protection stop {WEB01}", "protection", {"action": "stop"}),
        (f"protection resume {WEB01} --policy Gold", "protection", {"action": "resume", "policy": "Gold"}),
        (f"protection undelete {WEB01}", "protection", {"action": "undelete"}),
        (f"files mount {WEB01} {POINT} --keep 2", "restore-files", {"recoveryPoint": "1234567890", "keepHours": 2}),
        (
            f"restore disks {WEB01} --group restored --lun 0 --zone 1 --staging staging4backup",
            "restore-vm",
            {
                "to": {"disks": {"resourceGroupId": RESTORED, "luns": [0], "zone": "1"}},
                "stagingStorageAccountId": STAGING,
            },
        ),
        (
            NEW_VM,
            "restore-vm",
            {
                "to": {
                    "newVm": {
                        "name": "web09",
                        "resourceGroupId": RESTORED,
                        "subnetId": f"{RESTORED}/providers/Microsoft.Network/virtualNetworks/net/subnets/default",
                    }
                },
                "stagingStorageAccountId": STAGING,
                "recoveryPoint": {"before": "2026-11-20T00:00:00Z"},
                "consistency": "AppConsistent",
                "stagingIdentity": "system",
            },
        ),
        (
            f"restore in-place {WEB01} --staging backup/staging4backup --yes",
            "restore-vm",
            {"to": {"replaceExisting": {}}, "stagingStorageAccountId": STAGING},
        ),
    ],
)
def test_a_command_sends_the_message_that_anybody_would(
    terminal: Terminal, queues: QueueServiceClient, line: str, queue: str, message: dict[str, object]
) -> None:
    """With the VM and the vault by their ids, and a requestId of its own, which it tells."""
    told = terminal.json(line)
    expected = {"vmId": WEB01, "vaultId": VAULT, "requestId": told["requestId"]} | message
    assert sent(queues, queue) == [expected]
    assert told == {
        "requestId": told["requestId"], "queue": queue, "message": expected, "event": None, "exitCode": 0
    }  # fmt: skip


@pytest.mark.usefixtures("fleet")
def test_a_fleet_is_named_by_its_vault_tag_or_vms(terminal: Terminal, queues: QueueServiceClient) -> None:
    """VMs by name too, looked up with one list for all of them."""
    terminal.json("fleet backup --tag tier=gold --vm web0001 --vm web0002 --window 5")
    (message,) = sent(queues, "backup-fleet")
    assert message["tag"] == {"tier": "gold"}
    assert [vm.rpartition("/")[2] for vm in message["vms"]] == ["web0001", "web0002"]
    assert message["windowMinutes"] == 5
    terminal.json("fleet backup --vault nightly")
    assert sent(queues, "backup-fleet")[0].keys() == {"vaultId", "requestId"}


@pytest.mark.usefixtures("fleet")
def test_a_requestid_may_be_chosen(terminal: Terminal, queues: QueueServiceClient) -> None:
    """So that a script that is run again asks for nothing new."""
    chosen = str(uuid4())
    assert terminal.json(f"backup web0001 --request-id {chosen}")["requestId"] == chosen
    assert sent(queues, "trigger-backup")[0]["requestId"] == chosen


@pytest.mark.parametrize(
    ("line", "field", "right"),
    [
        ("backup /subscriptions/1/vm", "vmId", "/subscriptions/<guid>/resourceGroups"),
        (f"files mount {WEB01} --keep 13", "keepHours", "1 to 12"),
        (f"files mount {WEB01} --initiator host", "initiatorName", "iqn."),
        (f"protect {WEB01} --policy -", "policy", "the name of a backup policy"),
        (f"protect {WEB01} --include-lun 64", "disks.include[0]", "luns from 0 to 63"),
        (f"restore disks {WEB01} --group restored --staging no-account", "stagingStorageAccountId", "storageAccounts"),
        ("fleet backup --window -3", "--window", "--window 30"),
        ("fleet backup --vault other", "--vault", "az backup vault show"),
        (f"restore in-place {WEB01} --staging staging4backup", "--yes", "--yes"),
        ("backup nobody", "VM", "vmbackup protect nobody --wait"),
        ("protect nobody", "VM", "az vm show"),
        ("backup ''", "VM", "its name"),
        (f"backup {WEB01} --retain 1s", "--retain", "90d or 2026-12-31"),
        ("jobs --running --failed", "--running", "--failed"),
        ("cancel 00000000", "JOB", "jobs --running"),
        ("poison show nowhere 1", "QUEUE", "trigger-backup"),
    ],
)
def test_bad_input_is_named_before_anything_is_sent(
    terminal: Terminal, queues: QueueServiceClient, line: str, field: str, right: str
) -> None:
    """Which field, and what would be right: exit code 2, for a program as for a person."""
    error = terminal.json(line, code=2)["error"]
    assert error["field"] == field
    assert right in error["recommendations"][0]
    ran = terminal.run(line)
    assert (ran.code, ran.out) == (2, "")
    assert right in ran.err
    assert [queue.name for queue in queues.list_queues()] == []


@pytest.mark.parametrize("line", ["backup", "backup web01 --timeout soon", "no-such", "backup web01 --request-id x"])
def test_wrong_usage_ends_with_2(terminal: Terminal, line: str) -> None:
    """Said on stderr."""
    ran = terminal.run(line)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_what_cannot_be_reached_ends_with_3(terminal: Terminal, azure: Simulator, tmp_path: Path) -> None:
    """Storage, or Azure: with what is known of why."""
    azure.fault(on="GET */backupProtectedItems", answer=403)
    error = terminal.json("backup web01", code=3)["error"]
    assert error["code"]
    file = tmp_path / "away.json"
    away = "DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;QueueEndpoint=http://127.0.0.1:9/a;"
    file.write_text(json.dumps({"Values": {"AzureWebJobsStorage": away, "DEFAULT_VAULT_ID": VAULT}}))
    assert Terminal(file).json(f"backup {WEB01}", code=3)["error"]["message"].startswith("no answer from Queue Storage")


def test_wrong_settings_end_with_2(tmp_path: Path) -> None:
    """Each is named."""
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps({"Values": {"AzureWebJobsStorage": "x", "STALE_HOURS": "0", "LOOK_SECONDS": "-"}}))
    message = Terminal(file).json("report", code=2)["error"]["message"]
    assert "STALE_HOURS" in message
    assert "LOOK_SECONDS" in message


def test_nobody_takes_a_message_and_the_wait_ends_with_4(terminal: Terminal) -> None:
    """The request goes on, and it says how to look again; so does its status."""
    told = terminal.json(f"backup {WEB01} --wait --timeout 0s", code=4)
    assert told["event"] is None
    ran = terminal.run(f"backup {WEB01} --wait --timeout 0 --request-id {told['requestId']}")
    assert ran.code == 4
    assert f"vmbackup status {told['requestId']}" in ran.err
    assert "waits to be taken" in terminal.json(f"status {told['requestId']}", code=2)["error"]["message"]


@pytest.mark.parametrize("line", [f"disks {WEB01} --group restored", f"in-place {WEB01}", NEW_VM[8:]])
def test_a_dry_run_is_waited_for(monkeypatch: pytest.MonkeyPatch, terminal: Terminal, line: str) -> None:
    """Its answer is all that it is for; a wait that ends without one says so."""
    monkeypatch.setattr(asking, "end_of", lambda *_: None)
    staging = "" if "--staging" in line else "--staging staging4backup"
    assert terminal.json(f"restore {line} {staging} --dry-run", code=4)["message"]["dryRun"]


def test_events_are_looked_at_and_left_to_their_consumer(terminal: Terminal, queues: QueueServiceClient) -> None:
    """One line of JSON for each; what others put on the queue is passed over."""
    assert terminal.run("events --json").out == ""
    example = json.loads((Path(__file__).parents[2] / "docs/contracts/events/BackupCompleted.example.json").read_text())
    client = queues.create_queue("backup-events")
    for text in (json.dumps(example), "none of ours", json.dumps(example | {"id": "another"})):
        client.send_message(text)
    for _ in range(2):
        lines = terminal.run("events --json").out.splitlines()
        assert [json.loads(line)["id"] for line in lines] == [example["id"], "another"]
    assert "is backed up" in terminal.run("events").out
    assert len(list(client.receive_messages())) == 3


@pytest.mark.usefixtures("fleet")
def test_recovery_points_and_jobs_are_listed(terminal: Terminal) -> None:
    """For people as tables, for programs with full ids and UTC."""
    assert terminal.json("jobs") == []
    assert "no such job" in terminal.run("jobs --failed").out
    (point,) = terminal.json("points web0001")
    assert point["time"].endswith("Z")
    shown = terminal.run("points web0001").out
    assert point["name"] in shown
    assert point["tiers"]
    assert "tiers" in shown
    assert "instant" in shown or "vault" in shown
    assert "RP" not in shown


def test_a_running_job_is_listed_and_cancelled_by_what_is_known_of_it(
    terminal: Terminal, queues: QueueServiceClient, app: App
) -> None:
    """The beginning of its id, or the id of its request; what is begun by several must be told more of."""
    app.run(app.protect())
    request = app.back_up()
    app.step(request)
    (job,) = terminal.json("jobs --running --vm WEB01 --since 2h")
    assert (job["operation"], job["requestId"]) == ("Backup", str(request.request_id))
    assert "backup" in terminal.run("jobs --running").out
    for name in (job["jobId"][:8], job["requestId"]):
        terminal.json(f"cancel {name}")
        (message,) = sent(queues, "cancel-job")
        assert message["jobId"] == job["jobId"]
        assert message["requestId"] != job["requestId"]
    assert terminal.json(f"cancel {job['jobId'][:7]}", code=2)["error"]["field"] == "JOB"


def test_without_a_read_model_what_runs_are_the_jobs(terminal: Terminal, tmp_path: Path) -> None:
    """It is for seeing only, and may be switched off."""
    settings = json.loads((tmp_path / "local.settings.json").read_text())
    settings["Values"]["REQUESTS_TABLE"] = "off"
    (tmp_path / "local.settings.json").write_text(json.dumps(settings))
    ran = terminal.run("status")
    assert ran.code == 0
    assert "These are the jobs that run" in ran.err
    assert terminal.json("status") == []


def test_the_report_is_the_apps(terminal: Terminal, azure: Simulator) -> None:
    """What could not be seen ends it with 3, and the rest is shown."""
    azure.add_protected(1, prefix="db", status="Failed", error="UserErrorGuestAgentStatusUnavailable")
    assert terminal.json("report")["counts"]["failing"] == 1
    out = terminal.run("report").out
    assert "6 VMs, 1 protected: 5 unprotected, 1 failing." in out
    azure.fault(on="GET */backupProtectedItems", answer=403)
    ran = terminal.run("report")
    assert ran.code == 3
    assert "not seen: " in ran.out


def test_poisoned_messages_are_listed_shown_and_put_back_or_deleted(
    terminal: Terminal, queues: QueueServiceClient
) -> None:
    """As the queue tells their ids; deleting for good is asked for by --yes where nobody can be asked."""
    assert terminal.json("poison list") == []
    poison = queues.create_queue("protect-vm-poison")
    queues.create_queue("protect-vm")
    first, second = (poison.send_message(base64.b64encode(text).decode()).id for text in (b'{"vmId": "x"}', b"{}"))
    assert [letter["id"] for letter in terminal.json("poison list")] == [first, second]
    assert terminal.json(f"poison show protect-vm {first}")["text"] == '{"vmId": "x"}'
    assert terminal.run(f"poison replay protect-vm {first}").out == f"{first} is back on its queue.\n"
    assert sent(queues, "protect-vm") == [{"vmId": "x"}]
    assert terminal.json(f"poison discard protect-vm {second}", code=2)["error"]["field"] == "--yes"
    assert terminal.run(f"poison discard protect-vm {second} --yes").code == 0
    assert terminal.run(f"poison replay protect-vm {second}").code == 2
    assert terminal.json("poison list") == []


def test_personal_events_are_not_shown(terminal: Terminal, queues: QueueServiceClient) -> None:
    """Those of Event Grid name who has done what."""
    letter = queues.create_queue("vm-events-poison").send_message('{"claims": {"name": "Ada"}}')
    ran = terminal.run(f"poison show vm-events {letter.id}")
    assert ran.code == 0
    assert "Ada" not in ran.out + terminal.run(f"poison show vm-events {letter.id} --json").out


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_explains_itself_with_an_example(path: str) -> None:
    """That can be typed: it names the command, and options that the command has."""
    shown = " ".join(Terminal(None).run(f"{path} --help").out.replace("│", " ").split())
    example = COMMANDS[path][1]
    assert f"Example: vmbackup {example}" in shown
    assert example.startswith(path)
    assert all(word in shown for word in example.split() if word.startswith("--"))


def test_help_names_what_is_in_a_group() -> None:
    """So that nobody must open them one by one."""
    shown = " ".join(Terminal(None).run("--help").out.replace("│", " ").split())
    assert "disks, vm, in-place: restore a VM" in shown
    assert "list, show, replay, discard: messages" in shown
    fetch = Terminal(None).run("files fetch --help").out
    assert "first eight characters" in fetch
    assert "Implies --wait" in Terminal(None).run("files mount --help").out


def test_colours_and_other_control_characters_are_for_terminals_only(terminal: Terminal) -> None:
    """A pipe gets plain text."""
    ran = terminal.run("backup nobody")
    assert "\x1b" not in ran.out + ran.err
