"""The three policies that every new vault has."""

from datetime import datetime

from local_stack.simulator.state.entities import Policy
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
