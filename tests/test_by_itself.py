"""What happens without anybody's message: VMs appear, nights come. On the whole stack, over real queues and HTTP."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

import pytest
import requests

from local_stack.functions_host.process import HostProcess, HostStartError
from local_stack.inbox import CloudEvent
from shared.requests import BackupFleet
from tests.operator_ import SPEED, Operator, operating
from tests.running import SUBSCRIPTION, VAULT

SECOND_VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/second"
PER_SECOND = 12
NIGHT = {
    "BACKUP_VAULTS": SECOND_VAULT,
    "BACKUP_WINDOW_MINUTES": "0.1",
    "BACKUPS_PER_MINUTE": str(PER_SECOND * 60),
    "POLL_CAP_SECONDS": "3",
}
BATCH, BATCHES = 10, 10


@pytest.fixture
def operator(tmp_path: Path) -> Iterator[Operator]:
    """Somebody who only watches; the vault `second` is there, too."""
    with operating(tmp_path, **NIGHT) as operator:
        operator.stack.azure.add_vault(SECOND_VAULT, "westeurope")
        yield operator


def ends(operator: Operator, kind: str) -> list[CloudEvent]:
    return [event for event in operator.inbox.events.values() if event["type"].endswith(kind)]


def started(operator: Operator) -> list[tuple[float, str]]:
    """List when, in seconds of this machine's clock, and for which VM a backup was asked for."""
    return sorted(
        (datetime.fromisoformat(str(entry["time"])).timestamp() / SPEED, str(entry["path"]).casefold())
        for entry in operator.stack.azure.journal()
        if str(entry["path"]).endswith("/backup")
    )


def enabled(operator: Operator) -> Counter[str]:
    """Count the calls that have enabled a VM's protection, by VM; not those refused until discovery."""
    return Counter(
        str(entry["path"]).rpartition(";")[2]
        for entry in operator.stack.azure.journal()
        if (entry["method"], entry["status"]) == ("PUT", 202) and "/protectedItems/" in str(entry["path"])
    )


def test_a_hundred_new_vms_are_protected_once_each_whatever_event_grid_does(operator: Operator) -> None:
    """Each event comes 1 to 4 times, in random order, among those of disks, cards, extensions and deployments."""
    azure = operator.stack.azure
    storage = operator.stack.azurite.connection_string
    azure.subscribe(queue="vm-events", connection_string=storage, duplicates=(1, 4), shuffled=True)
    for batch in range(BATCHES):
        for number in range(BATCH):
            azure.create_vm(f"new{batch}{number}", ready_after=None, tags={"owner": "shop"})
        operator.until(lambda wanted=(batch + 1) * BATCH: len(ends(operator, "VmProtected")) == wanted)  # type: ignore[misc] # mypy does not type a lambda's default
    operator.until(lambda: not operator.stack.queue("vm-events").peek_messages(1))
    calls = enabled(operator)
    assert len(calls) == BATCH * BATCHES
    assert set(calls.values()) == {1}
    assert len(azure.delivered()) > 2 * 5 * BATCH * BATCHES
    assert len(operator.inbox.events) == BATCH * BATCHES
    personal = [b"robin.example@contoso.com", b"ipaddr", b"surname"]
    told = json.dumps(azure.delivered(), default=str).encode()
    assert all(word in told for word in personal)  # they were there to be written
    written = (operator.folder / "hosts.log").read_bytes() + json.dumps(list(operator.inbox.events.values())).encode()
    assert not [word for word in personal if word in written]


def test_a_night_backs_up_two_vaults_once_each_vm_and_never_faster_than_allowed(operator: Operator) -> None:
    """A second firing on the same day adds nothing; the summaries agree with the simulator."""
    azure = operator.stack.azure
    azure.add_protected(100, VAULT)
    azure.add_protected(98, SECOND_VAULT, prefix="far")
    azure.add_protected(2, SECOND_VAULT, prefix="old", state="ProtectionStopped")
    host = operator.stack.hosts[0]
    host.run_now("nightly_backup")
    operator.until(lambda: len(started(operator)) > 20)
    host.run_now("nightly_backup")
    operator.until(lambda: len(ends(operator, "FleetBackedUp")) == 2)
    calls = started(operator)
    assert set(Counter(path for _, path in calls).values()) == {1}
    assert len(calls) == 198
    busiest = max(sum(begin <= when < begin + 1 for when, _ in calls) for begin, _ in calls)
    assert busiest <= PER_SECOND
    summaries = {event["source"]: event["data"] for event in ends(operator, "FleetBackedUp")}
    jobs = Counter(job.status for job in azure.jobs() if job.operation == "Backup")
    assert summaries[VAULT]["completed"] == 100
    assert (summaries[SECOND_VAULT]["completed"], summaries[SECOND_VAULT]["skipped"]) == (98, 2)
    assert jobs == {"Completed": 198}
    assert len(ends(operator, "BackupCompleted")) == 198
    host.run_now("nightly_backup")
    operator.until(lambda: not operator.stack.queue(BackupFleet.QUEUE).peek_messages(1))
    assert len(started(operator)) == 198


def posted(host: HostProcess, body: str, key: str) -> int:
    """Post to the Event Grid trigger; return the status."""
    url = f"{host.url}/runtime/webhooks/EventGrid?functionName=vm_written&code={key}"
    return requests.post(url, data=body, headers={"aeg-event-type": "Notification"}, timeout=30).status_code


def test_event_grid_may_post_instead_in_both_schemas(operator: Operator) -> None:
    """The same decision stands behind both ways."""
    azure, host = operator.stack.azure, operator.stack.hosts[0]
    url = f"{host.url}/runtime/webhooks/EventGrid?functionName=vm_written"
    for schema in ("EventGridSchema", "CloudEventSchemaV1_0"):
        for topic in ("Microsoft.Resources", "Microsoft.ResourceNotifications.Resources"):
            azure.subscribe(webhook=url, key=host.keys.event_grid, schema=schema, topic_type=topic)
    azure.create_vm("posted01", ready_after=None)
    operator.until(lambda: bool(ends(operator, "VmProtected")))
    assert enabled(operator) == {"posted01": 1}
    assert not azure.dead_letters()


def test_what_is_no_event_is_told_and_what_is_forged_is_turned_away(operator: Operator) -> None:
    """A wrong key is answered 401, and nothing follows; nothing that was written is quoted."""
    host = operator.stack.hosts[0]
    assert posted(host, '{"eventType": "x", "subject": "Ada Lovelace"}', "forged") == 401
    assert posted(host, '[{"id": "7", "data": {"name": "Ada Lovelace"}}]', host.keys.event_grid) == 202
    sent = operator.stack.queue("vm-events").send_message("hello Ada Lovelace")
    queued = f"vm-events/{uuid5(NAMESPACE_OID, f'vm-events/{sent.id}')}"
    operator.until(lambda: len(operator.inbox.events) == 2)
    assert queued in operator.inbox.events
    for event in operator.inbox.events.values():
        assert event["type"].endswith("RequestRejected")
        assert event["data"]["remedy"].startswith("an event of Event Grid")
        assert "Ada" not in json.dumps(event)
    assert "Ada" not in (operator.folder / "hosts.log").read_text()


@pytest.mark.parametrize(
    ("setting", "value", "says"),
    [
        ("BACKUP_SCHEDULE", "daily at one", "nightly_backup"),
        ("BACKUP_RULES", '[{"region": "westeurope", "vault": "nightly"}]', "wrong: BACKUP_RULES[0].vault"),
        ("BACKUP_WINDOW_MINUTES", "0.00001", "setting BACKUP_WINDOW_MINUTES"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path: Path, setting: str, value: str, says: str) -> None:
    """By whoever reads it first: the host, or the app."""
    with pytest.raises(HostStartError), operating(tmp_path, **{setting: value}):
        pass
    assert says in (tmp_path / "hosts.log").read_text()
