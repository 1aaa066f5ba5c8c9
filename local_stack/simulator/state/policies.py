"""Backup policies: the three every new vault has, and those put later."""

from datetime import datetime

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.entities import Policy, Vault
from local_stack.simulator.state.names import same
from local_stack.simulator.state.runs import Json


def policies_of_a_new_vault(created: datetime) -> dict[str, Policy]:
    """Build HourlyLogBackup, DefaultPolicy and EnhancedPolicy, as recorded in list_policies.json."""
    day = created.strftime("%Y-%m-%d")
    new = [
        Policy("HourlyLogBackup", _hourly_log(f"{day}T16:30:00Z")),
        Policy("DefaultPolicy", _daily(f"{day}T16:30:00Z")),
        Policy("EnhancedPolicy", _enhanced(f"{day}T08:00:00Z")),
    ]
    return {policy.name.lower(): policy for policy in new}


def find_policy(vault: Vault, name: str) -> Policy:
    """Find a policy by name; refuse an unknown one."""
    if policy := vault.policies.get(name.lower()):
        return policy
    raise refuse("PolicyNotFound", policy=name)


def put_policy(vault: Vault, name: str, properties: Json) -> Policy:
    """Create a policy or replace its properties; refuse one without schedule or retention."""
    known = _without_nulls(properties)
    if not {"backupManagementType", "schedulePolicy", "retentionPolicy"} <= known.keys():
        raise refuse("WrongPolicy")
    spelled = vault.policies[name.lower()].name if name.lower() in vault.policies else name
    policy = Policy(spelled, {key: value for key, value in known.items() if key != "protectedItemsCount"})
    vault.policies[name.lower()] = policy
    return policy


def items_under(vault: Vault, policy: Policy) -> int:
    """Count the items protected with a policy."""
    return sum(same(item.policy, policy.name) for item in vault.items.values())


def _without_nulls(properties: Json) -> Json:
    """Drop the nulls that az sends and Azure does not store."""
    return {
        key: _without_nulls(value) if isinstance(value, dict) else value
        for key, value in properties.items()
        if value is not None
    }


def _retention(time: str) -> Json:
    """Keep 30 days, as all three do."""
    return {
        "retentionPolicyType": "LongTermRetentionPolicy",
        "dailySchedule": {"retentionTimes": [time], "retentionDuration": {"count": 30, "durationType": "Days"}},
    }


def _schedule(time: str) -> Json:
    """Run once a day."""
    return {
        "schedulePolicyType": "SimpleSchedulePolicy",
        "scheduleRunFrequency": "Daily",
        "scheduleRunTimes": [time],
        "scheduleWeeklyFrequency": 0,
    }


def _daily(time: str) -> Json:
    return {
        "backupManagementType": "AzureIaasVM",
        "instantRPDetails": {},
        "schedulePolicy": _schedule(time),
        "retentionPolicy": _retention(time),
        "instantRpRetentionRangeInDays": 2,
        "timeZone": "UTC",
    }


def _enhanced(time: str) -> Json:
    return {
        "backupManagementType": "AzureIaasVM",
        "policyType": "V2",
        "instantRPDetails": {},
        "schedulePolicy": {
            "schedulePolicyType": "SimpleSchedulePolicyV2",
            "scheduleRunFrequency": "Hourly",
            "hourlySchedule": {"interval": 4, "scheduleWindowStartTime": time, "scheduleWindowDuration": 12},
        },
        "retentionPolicy": _retention(time),
        "instantRpRetentionRangeInDays": 2,
        "timeZone": "UTC",
    }


def _hourly_log(time: str) -> Json:
    full = {"policyType": "Full", "schedulePolicy": _schedule(time), "retentionPolicy": _retention(time)}
    log = {
        "policyType": "Log",
        "schedulePolicy": {"schedulePolicyType": "LogSchedulePolicy", "scheduleFrequencyInMins": 60},
        "retentionPolicy": {
            "retentionPolicyType": "SimpleRetentionPolicy",
            "retentionDuration": {"count": 30, "durationType": "Days"},
        },
    }
    return {
        "backupManagementType": "AzureWorkload",
        "workLoadType": "SQLDataBase",
        "settings": {"timeZone": "UTC", "issqlcompression": False, "isCompression": False},
        "subProtectionPolicy": [full, log],
    }
