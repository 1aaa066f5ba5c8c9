"""Policies are put, changed under their items, and deleted; malformed ones are refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local_stack.simulator import Simulator
from tests.azure_data import DATA
from tests.local_stack.simulator.arm import VAULT, Arm, code, vm_id
from tests.local_stack.simulator.recordings import RECORDINGS, with_recordings

POLICIES = f"{VAULT}/backupPolicies"
AT = "2026-01-01T16:30:00Z"

type Properties = dict[str, Any]


def keep(count: int, unit: str = "Days", **more: object) -> Properties:
    return {"retentionTimes": [AT], "retentionDuration": {"count": count, "durationType": unit}, **more}


def policy(schedule: Properties, retention: Properties, **more: object) -> Properties:
    long_term = {"retentionPolicyType": "LongTermRetentionPolicy"} | retention
    return {"backupManagementType": "AzureIaasVM", "schedulePolicy": schedule, "retentionPolicy": long_term} | more


def v1(**more: object) -> Properties:
    return {
        "schedulePolicyType": "SimpleSchedulePolicy",
        "scheduleRunFrequency": "Daily",
        "scheduleRunTimes": [AT],
    } | more


def v2(frequency: str, **more: object) -> Properties:
    return {"schedulePolicyType": "SimpleSchedulePolicyV2", "scheduleRunFrequency": frequency} | more


def hours(interval: int, window: int) -> Properties:
    at = {"interval": interval, "scheduleWindowDuration": window, "scheduleWindowStartTime": AT}
    return v2("Hourly", hourlySchedule=at)


DAILY = {"dailySchedule": keep(30)}
SUNDAYS = {"scheduleRunFrequency": "Weekly", "scheduleRunDays": ["Sunday"]}
WEEKLY = {"weeklySchedule": keep(4, "Weeks", daysOfTheWeek=["Sunday"])}

GOOD = {
    "daily": policy(v1(), DAILY, timeZone="W. Europe Standard Time", instantRpRetentionRangeInDays=5),
    "daily of a week": policy(v1(), {"dailySchedule": keep(7)}, instantRpRetentionRangeInDays=5),
    "weekly": policy(v1(**SUNDAYS), WEEKLY, instantRpRetentionRangeInDays=5),
    "hourly": policy(hours(4, 12), DAILY, policyType="V2", instantRpRetentionRangeInDays=29),
    "daily, enhanced": policy(v2("Daily", dailySchedule={"scheduleRunTimes": [AT]}), DAILY, policyType="V2"),
    "for longer": policy(v1(), DAILY | WEEKLY | {"yearlySchedule": keep(9999, "Years")}),
}

BAD = {
    "no retention": policy(v1(), {}),
    "retention too short": policy(v1(), {"dailySchedule": keep(6)}),
    "retention too long": policy(v1(), {"dailySchedule": keep(10_000)}),
    "retention in another unit": policy(v1(), {"dailySchedule": keep(30, "Weeks")}),
    "retention of another time": policy(v1(scheduleRunTimes=["2026-01-01T17:00:00Z"]), DAILY),
    "no time": policy(v1(scheduleRunTimes=[]), DAILY),
    "two times": policy(v1(scheduleRunTimes=[AT, AT]), DAILY),
    "unknown frequency": policy(v1(scheduleRunFrequency="Hourly"), DAILY),
    "weekly without days": policy(v1(scheduleRunFrequency="Weekly"), WEEKLY),
    "weekly with other days": policy(v1(**SUNDAYS | {"scheduleRunDays": ["Monday"]}), WEEKLY),
    "weekly with daily retention": policy(v1(**SUNDAYS), WEEKLY | DAILY),
    "weekly with few snapshots": policy(v1(**SUNDAYS), WEEKLY, instantRpRetentionRangeInDays=2),
    "too many snapshots": policy(v1(), DAILY, instantRpRetentionRangeInDays=6),
    "no snapshots": policy(v1(), DAILY, instantRpRetentionRangeInDays=0),
    "unknown time zone": policy(v1(), DAILY, timeZone="Europe/Berlin"),
    "old schedule, new type": policy(v1(), DAILY, policyType="V2"),
    "new schedule, no type": policy(hours(4, 12), DAILY),
    "odd interval": policy(hours(5, 10), DAILY, policyType="V2"),
    "odd window": policy(hours(8, 12), DAILY, policyType="V2"),
    "window of more than a day": policy(hours(4, 28), DAILY, policyType="V2"),
    "hourly without hours": policy(v2("Hourly"), DAILY, policyType="V2"),
}
OFF_THE_HALF_HOUR = json.loads(json.dumps(GOOD["daily"]).replace("16:30", "16:45"))


def put(arm: Arm, properties: Properties, name: str = "mine") -> Any:  # noqa: ANN401 - an answer, and its JSON
    return arm.call("PUT", f"{POLICIES}/{name}", {"properties": properties})


@pytest.mark.parametrize("name", GOOD)
def test_good(arm: Arm, name: str) -> None:
    """What Azure takes is stored and found."""
    answer = put(arm, GOOD[name])
    assert answer.status_code == 200, answer.text
    shown = arm.get(f"{POLICIES}/MINE").json()["properties"]
    assert shown == GOOD[name] | {"instantRPDetails": {}, "protectedItemsCount": 0}


@pytest.mark.parametrize("name", [*BAD, "off the half hour"])
def test_bad(arm: Arm, name: str) -> None:
    """What Azure does not take is refused, and not stored."""
    assert code(put(arm, (BAD | {"off the half hour": OFF_THE_HALF_HOUR})[name])) == (
        *(400, "BMSUserErrorInvalidPolicyInput"),
    )
    assert arm.get(f"{POLICIES}/mine").status_code == 404


def test_snapshots_as_long_as_recovery_points(arm: Arm) -> None:
    """Snapshots go before the recovery points do."""
    longer = policy(hours(4, 12), {"dailySchedule": keep(7)}, policyType="V2", instantRpRetentionRangeInDays=7)
    assert code(put(arm, longer)) == (400, "BMSUserErrorInstantRPRetentionExceedsVaultedRetention")


@pytest.mark.parametrize("name", ["ab", "1st", "with blank", "a" * 151])
def test_malformed_name(arm: Arm, name: str) -> None:
    """A name has 3 to 150 characters and begins with a letter."""
    assert code(put(arm, GOOD["daily"], name)) == (400, "BMSUserErrorInvalidPolicyInput")


@with_recordings
def test_recorded(arm: Arm) -> None:
    """What was recorded is answered as it was."""
    sequence = json.loads((RECORDINGS / "policy_create_update_delete.json").read_text())["sequences"][0]
    puts = [one for one in sequence["interactions"] if one["request"]["method"] == "PUT"]
    assert len(puts) == 4
    for one in puts:
        answer = put(arm, one["request"]["body"]["properties"])
        assert (answer.status_code, answer.json()["properties"]) == (200, one["response"]["body"]["properties"])


@with_recordings
def test_specified(arm: Arm) -> None:
    """The complex example of the specification is taken."""
    examples = DATA / "openapi/recoveryservicesbackup-2024-04-01/examples/AzureIaasVm"
    for name in ("ProtectionPolicies_CreateOrUpdate_Complex", "V2Policy/IaaS_v2_hourly"):
        parameters = json.loads((examples / f"{name}.json").read_text())["parameters"]
        (body,) = (value for value in parameters.values() if isinstance(value, dict))
        assert put(arm, body["properties"]).status_code == 200, name


def test_az_writes_it_otherwise(arm: Arm) -> None:
    """Nulls and the other spelling of az are tolerated."""
    theirs = GOOD["daily"] | {"instantRpDetails": {"azureBackupRGNamePrefix": "x"}, "tieringPolicy": None}
    shown = put(arm, theirs).json()["properties"]
    assert shown["instantRPDetails"] == {"azureBackupRGNamePrefix": "x"}
    assert shown.keys().isdisjoint({"tieringPolicy", "instantRpDetails"})


def test_change_under_items(azure: Simulator, arm: Arm) -> None:
    """A policy with items changes by an operation, with a job for each item; until then the old one holds."""
    put(arm, GOOD["daily"])
    azure.add_protected([vm_id("web01"), vm_id("web02")], policy="mine")
    accepted = put(arm, GOOD["hourly"])
    assert accepted.status_code == 202
    assert code(put(arm, GOOD["hourly"])) == (409, "BMSUserErrorObjectLocked")
    assert arm.get(accepted.headers["Location"]).status_code == 202
    assert arm.get(f"{POLICIES}/mine").json()["properties"].get("policyType") is None
    status = arm.finish(accepted)
    assert status["properties"]["objectType"] == "OperationStatusJobsExtendedInfo"
    jobs = [arm.job_named(job)["properties"] for job in status["properties"]["jobIds"]]
    assert [(job["operation"], job["status"], job["entityFriendlyName"]) for job in jobs] == [
        ("ConfigureBackup", "Completed", "web01"),
        ("ConfigureBackup", "Completed", "web02"),
    ]
    changed = arm.get(accepted.headers["Location"]).json()["properties"]
    assert (changed["policyType"], changed["protectedItemsCount"]) == ("V2", 2)


def test_delete(azure: Simulator, arm: Arm) -> None:
    """A policy goes when nothing is protected with it; one that is not there is no trouble."""
    put(arm, GOOD["daily"])
    azure.add_protected([vm_id("web01")], policy="mine")
    assert code(arm.call("DELETE", f"{POLICIES}/mine")) == (400, "BMSUserErrorPolicyObjectInUse")
    arm.finish(arm.protect("web01"))
    assert arm.call("DELETE", f"{POLICIES}/mine").status_code == 200
    assert arm.call("DELETE", f"{POLICIES}/mine").status_code == 204


@pytest.fixture
def limited() -> Iterator[Arm]:
    """Allow five policies, and four writes a day."""
    limits = {"policiesPerVault": 5, "policyWritesPerDay": 4}
    world = {"vaults": [{"id": VAULT, "location": "westeurope"}], "limits": limits}
    with Simulator(world=world) as azure, Arm(azure) as arm:
        yield arm


def test_too_many(limited: Arm) -> None:
    """A vault has only so many policies."""
    assert [put(limited, GOOD["daily"], f"policy{number}").status_code for number in range(3)] == [200, 200, 400]
    assert code(put(limited, GOOD["daily"], "policy3")) == (400, "UserErrorPolicyLimitReached")


def test_too_often(limited: Arm) -> None:
    """Policies can be written only so often in a day."""
    assert [put(limited, GOOD["daily"]).status_code for _ in range(5)] == [200, 200, 200, 200, 400]
    assert code(put(limited, GOOD["daily"])) == (400, "UserErrorPolicyOperationLimitReached")
