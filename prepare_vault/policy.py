"""A policy's short description, and the body that Azure keeps of it. Pure.

Azure wants one time in schedule and retention, on the hour or half hour; of its date nothing depends (recorded in
policy_create_update_delete.json).
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.choices import Hourly, NewPolicy
from shared.forms import converted

ANY_DATE = "2026-01-01"
SNAPSHOT_DAYS = 2  # instant restore, as in DefaultPolicy


class _Hours(msgspec.Struct, frozen=True, rename="camel"):
    interval: int | None = None
    schedule_window_start_time: str | None = None
    schedule_window_duration: int | None = None


class _Schedule(msgspec.Struct, frozen=True, rename="camel"):
    schedule_policy_type: str | None = None
    schedule_run_frequency: str | None = None
    schedule_run_times: tuple[str, ...] | None = None
    hourly_schedule: _Hours | None = None


class _Duration(msgspec.Struct, frozen=True, rename="camel"):
    count: int | None = None
    duration_type: str | None = None


class _Days(msgspec.Struct, frozen=True, rename="camel"):
    retention_duration: _Duration | None = None


class _Retention(msgspec.Struct, frozen=True, rename="camel"):
    daily_schedule: _Days | None = None


class Properties(msgspec.Struct, frozen=True, rename="camel"):
    """What decides about a policy, of what Azure keeps of it."""

    schedule_policy: _Schedule | None = None
    retention_policy: _Retention | None = None
    time_zone: str | None = None
    policy_type: str | None = None
    protected_items_count: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


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


def is_as_described(policy: NewPolicy, properties: Properties) -> bool:
    """Tell whether the vault's policy, by its properties, is the described one."""
    return _essence(converted(policy_body(policy)["properties"], Properties)) == _essence(properties)


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


def _essence(properties: Properties) -> tuple[object, ...]:
    """Return what makes two policies the same: of a date nothing depends, and Azure adds what nobody has asked for."""
    schedule = properties.schedule_policy or _Schedule()
    hourly = schedule.hourly_schedule or _Hours()
    daily = (properties.retention_policy or _Retention()).daily_schedule or _Days()
    return (
        schedule.schedule_policy_type,
        schedule.schedule_run_frequency,
        tuple(map(_time_of_day, schedule.schedule_run_times or ())),
        hourly.interval,
        _time_of_day(hourly.schedule_window_start_time or ""),
        hourly.schedule_window_duration,
        daily.retention_duration,
        properties.time_zone,
    )


def _time_of_day(instant: str) -> str:
    """Return HH:MM of an RFC 3339 time."""
    return instant[11:16]
