"""A policy's short description, and the body that Azure keeps of it. Pure.

Azure wants one time in schedule and retention, on the hour or half hour; of its date nothing depends (recorded in
policy_create_update_delete.json).
"""

from collections.abc import Mapping
from typing import Any

from shared.choices import Hourly, NewPolicy

ANY_DATE = "2026-01-01"
SNAPSHOT_DAYS = 2  # instant restore, as in DefaultPolicy


def policy_body(policy: NewPolicy) -> dict[str, object]:
    """Return what creates the policy."""
    time = _instant(policy.hourly.start if policy.hourly else policy.daily)
    retention = {"retentionTimes": [time], "retentionDuration": {"count": policy.retain_days, "durationType": "Days"}}
    properties: dict[str, object] = {
        "backupManagementType": "AzureIaasVM",
        "schedulePolicy": _hourly(policy.hourly, time) if policy.hourly else _daily(time),
        "retentionPolicy": {"retentionPolicyType": "LongTermRetentionPolicy", "dailySchedule": retention},
        "instantRpRetentionRangeInDays": SNAPSHOT_DAYS,
        "timeZone": policy.time_zone,
    }
    return {"properties": properties | ({"policyType": "V2"} if policy.hourly else {})}


def is_as_described(policy: NewPolicy, properties: Mapping[str, Any]) -> bool:
    """Tell whether the vault's policy, by its properties, is the described one."""
    wanted: Mapping[str, Any] = policy_body(policy)["properties"]  # type: ignore[assignment] # it is a dict
    return _essence(wanted) == _essence(properties)


def _daily(time: str) -> dict[str, object]:
    return {"schedulePolicyType": "SimpleSchedulePolicy", "scheduleRunFrequency": "Daily", "scheduleRunTimes": [time]}


def _hourly(hourly: Hourly, time: str) -> dict[str, object]:
    return {
        "schedulePolicyType": "SimpleSchedulePolicyV2",
        "scheduleRunFrequency": "Hourly",
        "hourlySchedule": {
            "interval": hourly.every,
            "scheduleWindowStartTime": time,
            "scheduleWindowDuration": hourly.hours,
        },
    }


def _instant(time: str | None) -> str:
    return f"{ANY_DATE}T{time}:00Z"


def _essence(properties: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what makes two policies the same, whatever else Azure adds."""
    schedule = properties.get("schedulePolicy") or {}
    hourly = schedule.get("hourlySchedule") or {}
    daily = (properties.get("retentionPolicy") or {}).get("dailySchedule") or {}
    kept = daily.get("retentionDuration") or {}
    return (
        schedule.get("schedulePolicyType"),
        schedule.get("scheduleRunFrequency"),
        tuple(map(_time_of_day, schedule.get("scheduleRunTimes") or ())),
        hourly.get("interval"),
        _time_of_day(hourly.get("scheduleWindowStartTime") or ""),
        hourly.get("scheduleWindowDuration"),
        (kept.get("count"), kept.get("durationType")),
        properties.get("timeZone"),
    )


def _time_of_day(instant: str) -> str:
    """Return HH:MM of an RFC 3339 time."""
    return instant[11:16]
