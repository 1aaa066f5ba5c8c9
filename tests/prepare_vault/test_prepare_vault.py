import json
from typing import Any
from uuid import uuid4

import pytest
from azure.mgmt.recoveryservices import RecoveryServicesClient
from hypothesis import given
from hypothesis import strategies as st

from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION as SUBSCRIPTION_ID
from prepare_vault.policy import Properties, is_as_described, policy_body
from shared.arrival import read
from shared.choices import Hourly, NewPolicy
from shared.cloud_event import Event
from shared.events import OperationFailed, RequestRejected, VaultReady
from shared.forms import converted
from shared.malformed import Malformed
from shared.recovery_services import AZURE_VMS
from shared.requests import PrepareVault
from shared.tracker import OperationTracker, Stage
from tests.azure_data import interactions
from tests.delivered import Delivered
from tests.local_stack.simulator.sdk import backup_client, credential
from tests.running import SUBSCRIPTION, VAULT, App

NEW = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/fresh"
NIGHT = NewPolicy("Night", daily="22:30", time_zone="W. Europe Standard Time", retain_days=90)
ALL_DAY = NewPolicy("AllDay", hourly=Hourly(4, "06:00", 12), retain_days=14)


def prepare(app: App, vault_id: str = VAULT, **fields: Any) -> PrepareVault:  # noqa: ANN401 - whatever the request has
    request = {"policy": "DefaultPolicy"} | fields
    return PrepareVault(vault_id=vault_id, request_id=uuid4(), accepted=app.connections.now(), **request)


def writes(azure: Simulator) -> list[str]:
    """List what was written to Azure: the last part of each path."""
    return [
        entry["path"].rpartition("/")[2]
        for entry in azure.journal()
        if entry["method"] in {"PUT", "PATCH"} and entry["path"].startswith("/sub")
    ]


def ready(events: list[Event]) -> VaultReady:
    (event,) = events
    assert isinstance(event, VaultReady), event
    return event


def test_a_vault_that_exists_is_connected_to(app: App, azure: Simulator) -> None:
    """Nothing is written, however often."""
    for _ in range(2):
        event = ready(app.run(prepare(app)))
        assert (event.location, event.policy) == ("westeurope", "DefaultPolicy")
        assert {(policy.name, policy.type) for policy in event.policies} >= {
            ("DefaultPolicy", "V1"),
            ("EnhancedPolicy", "V2"),
        }
    assert writes(azure) == []


def test_only_policies_for_vms_are_listed(app: App) -> None:
    """A vault has one for SQL, too."""
    assert "HourlyLogBackup" not in {policy.name for policy in ready(app.run(prepare(app))).policies}


def test_a_vault_that_is_missing_is_created(app: App, azure: Simulator) -> None:
    """It takes its time, and is there with its policies."""
    request = prepare(app, NEW, location="westeurope", redundancy="LocallyRedundant")
    (tracker,) = app.step(request)
    assert isinstance(tracker, OperationTracker)
    assert tracker.stage == Stage.PREPARING_VAULT
    event = ready(app.run(tracker))
    assert (event.location, event.redundancy, event.policy) == ("westeurope", "LocallyRedundant", "DefaultPolicy")
    ready(app.run(request))
    assert writes(azure) == ["fresh"]


def test_a_crash_after_the_creation_creates_no_second_vault(app: App, azure: Simulator) -> None:
    """The redelivered request waits until the vault is there."""
    request = prepare(app, NEW, location="westeurope")
    app.step(request)
    ready(app.run(request.again(request.accepted)))
    assert writes(azure) == ["fresh"]


@pytest.mark.parametrize("policy", [NIGHT, ALL_DAY], ids=lambda policy: policy.name)
def test_a_policy_is_created_from_its_description_once(app: App, azure: Simulator, policy: NewPolicy) -> None:
    """And chosen."""
    for _ in range(2):
        event = ready(app.run(prepare(app, policy=policy)))
        assert event.policy == policy.name
        assert policy.name in {known.name for known in event.policies}
    assert writes(azure) == [policy.name]


def test_a_new_vault_gets_its_policy(app: App, azure: Simulator) -> None:
    """Both in one request."""
    assert ready(app.run(prepare(app, NEW, location="westeurope", policy=ALL_DAY))).policy == "AllDay"
    assert writes(azure) == ["fresh", "AllDay"]


def test_a_policy_of_that_name_but_another_schedule_stays_as_it_is(app: App, azure: Simulator) -> None:
    """VMs depend on it."""
    app.run(prepare(app, policy=NIGHT))
    (event,) = app.run(prepare(app, policy=NewPolicy("Night", daily="21:00")))
    assert isinstance(event, RequestRejected)
    assert event.field == "policy"
    assert writes(azure) == ["Night"]


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"vault_id": NEW}, "location", "is missing"),
        ({"location": "northeurope"}, "location", "exists in westeurope"),
        ({"redundancy": "ZoneRedundant"}, "redundancy", "GeoRedundant"),
    ],
)
def test_a_description_that_does_not_fit_is_rejected(
    app: App, azure: Simulator, fields: dict[str, str], field: str, says: str
) -> None:
    """A vault that exists is never changed."""
    (event,) = app.run(prepare(app, **fields))
    assert isinstance(event, RequestRejected)
    assert event.field == field
    assert says in event.problem
    assert writes(azure) == []


def test_an_unknown_policy_fails_with_the_names_that_there_are(app: App) -> None:
    """So that the next request is right."""
    (event,) = app.run(prepare(app, policy="Platinum"))
    assert isinstance(event, OperationFailed)
    assert event.error.field == "policy"
    assert "DefaultPolicy" in event.error.recommendations[0]


def test_a_vault_in_a_missing_resource_group_fails_with_what_to_do(app: App) -> None:
    """The app creates no resource groups."""
    (event,) = app.run(prepare(app, NEW.replace("/backup/", "/nowhere/"), location="westeurope"))
    assert isinstance(event, OperationFailed)
    assert event.error.recommendations


def test_the_official_sdk_reads_back_what_was_made(app: App, azure: Simulator) -> None:
    """A vault of its redundancy, and a policy with its times."""
    request = prepare(app, NEW, location="westeurope", redundancy="LocallyRedundant", policy=ALL_DAY)
    ready(app.run(request))
    with credential(azure) as application, backup_client(azure, step=0) as backup:
        vaults = RecoveryServicesClient(application, SUBSCRIPTION_ID, azure.tls_url, connection_verify=azure.ca_file)
        with vaults:
            vault = vaults.vaults.get("backup", "fresh")
        policy = backup.protection_policies.get("fresh", "backup", "AllDay")
        names = {policy.name for policy in backup.backup_policies.list("fresh", "backup", filter=AZURE_VMS)}
    assert vault.properties
    assert vault.properties.redundancy_settings
    assert vault.properties.redundancy_settings.standard_tier_storage_redundancy == "LocallyRedundant"
    assert policy.properties
    assert policy.properties["schedulePolicy"]["hourlySchedule"]["interval"] == 4
    assert names == {"DefaultPolicy", "EnhancedPolicy", "AllDay"}


@pytest.mark.parametrize(
    ("policy", "field", "says"),
    [
        ({"name": "Night", "hourly": {"every": 5}}, "policy.hourly.every", "4, 6, 8 or 12"),
        ({"name": "Night", "daily": "22:10"}, "policy.daily", "HH:30"),
        ({"name": "Night", "daily": "22:00", "hourly": {"every": 4}}, "policy", "one to create"),
        ({"name": "Night"}, "policy", "one to create"),
        ({"name": "Night", "daily": "22:00", "retainDays": 3}, "policy.retainDays", "7 to 9999"),
        ({"name": "Night", "daily": "22:00", "weekly": "Monday"}, "policy.weekly", "one to create"),
    ],
)
def test_a_malformed_description_is_told_with_what_is_right(
    app: App, policy: dict[str, object], field: str, says: str
) -> None:
    """Of the part that is wrong."""
    body = json.dumps({"vaultId": VAULT, "policy": policy}).encode()
    with pytest.raises(Malformed) as caught:
        read(PrepareVault, Delivered(body), app.connections.settings, app.connections.now())
    assert caught.value.field == field
    assert says in caught.value.remedy


def test_the_limits_of_policies_are_told(app: App) -> None:
    """Azure allows 50 changes of policies in 24 hours."""
    names = [f"Policy{number:02}" for number in range(51)]
    events = [event for name in names for event in app.run(prepare(app, policy=NewPolicy(name, daily="22:00")))]
    assert [type(event) for event in events] == [VaultReady] * 50 + [OperationFailed]
    assert isinstance(events[-1], OperationFailed)
    assert events[-1].error.field == "policy"
    assert "50 changes" in events[-1].error.recommendations[0]


def test_the_bodies_are_as_recorded() -> None:
    """Key by key; only the date in the times differs, and of it nothing depends."""
    puts = [
        call["request"]["body"]["properties"]
        for file, call in interactions()
        if file == "policy_create_update_delete" and call["request"]["method"] == "PUT"
    ]
    daily = NewPolicy("x", daily="16:30", retain_days=30)
    hourly = NewPolicy("x", hourly=Hourly(4, "08:00", 12), retain_days=30)
    assert any(is_as_described(daily, converted(recorded, Properties)) for recorded in puts)
    assert any(is_as_described(hourly, converted(recorded, Properties)) for recorded in puts)


@given(
    st.sampled_from(["00:00", "08:30", "22:00"]),
    st.sampled_from(["UTC", "W. Europe Standard Time"]),
    st.integers(7, 9999),
    st.sampled_from([None, 4, 6, 12]),
)
def test_a_description_is_that_of_its_own_body_and_of_no_other(
    time: str, zone: str, days: int, every: int | None
) -> None:
    """Whatever Azure adds to it."""

    def described(days: int) -> NewPolicy:
        hourly = Hourly(every, time) if every else None  # type: ignore[arg-type] # one of the literals
        return NewPolicy("x", daily=None if every else time, hourly=hourly, time_zone=zone, retain_days=days)

    body = policy_body(described(days))["properties"]
    assert isinstance(body, dict)
    assert is_as_described(
        described(days), converted(body | {"protectedItemsCount": 7, "instantRPDetails": {}}, Properties)
    )
    assert not is_as_described(described(days % 9999 + 7), converted(body, Properties))
