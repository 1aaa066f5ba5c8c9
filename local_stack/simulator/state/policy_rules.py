"""What Azure checks in a policy for VMs (reference: limits, and section 2); one rule, one function."""

import re
from collections.abc import Callable

import msgspec

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.policy_form import PolicyForm, ScheduleV2
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.windows_time_zones import WINDOWS_TIME_ZONES

_NAME = re.compile(r"[a-zA-Z][-_!a-zA-Z0-9]{2,149}")
_HALF_HOURS = (0, 30)
_SHORTEST, LONGEST = {"Days": 7}, 9999

# Days that the snapshot may be kept; a standard policy that runs weekly has no choice.
_INSTANT = {"V1": range(1, 6), "V2": range(1, 31)}
_INSTANT_WEEKLY_V1 = 5


def check_name(name: str) -> None:
    """Refuse a malformed name."""
    if not _NAME.fullmatch(name):
        raise refuse("WrongPolicyName", policy=name)


def check(properties: Json) -> None:
    """Refuse a policy for VMs that breaks a rule."""
    try:
        form = msgspec.convert(properties, PolicyForm)
    except msgspec.ValidationError:
        raise refuse("WrongPolicy") from None
    if not all(rule(form) for rule in _RULES):
        raise refuse("WrongPolicy")
    daily, instant = form.retention_policy.daily_schedule, form.instant_rp_retention_range_in_days
    if daily and instant and instant >= daily.retention_duration.count:
        raise refuse("InstantTooLong")


def _version_is_that_of_the_schedule(form: PolicyForm) -> bool:
    return form.policy_type == form.schedule_policy.version


def _begins_once_a_day(form: PolicyForm) -> bool:
    runs = form.schedule_policy.runs()
    return runs is not None and len(runs.schedule_run_times) == 1


def _begins_on_the_half_hour(form: PolicyForm) -> bool:
    runs = form.schedule_policy.runs()
    return runs is not None and all(
        run.minute in _HALF_HOURS and run.second == run.microsecond == 0 for run in runs.schedule_run_times
    )


def _keeps_what_it_makes(form: PolicyForm) -> bool:
    """The times of schedule and retention have to be the same; only the time of day counts."""
    runs = form.schedule_policy.runs()
    begun = {run.timetz() for run in runs.schedule_run_times} if runs else set()
    retentions = form.retention_policy.by_unit().values()
    return all({time.timetz() for time in retention.retention_times} == begun for retention in retentions)


def _keeps_it_long_enough(form: PolicyForm) -> bool:
    kept = {unit: retention.retention_duration for unit, retention in form.retention_policy.by_unit().items()}
    return all(
        one.duration_type == unit and _SHORTEST.get(unit, 1) <= one.count <= LONGEST for unit, one in kept.items()
    )


def _keeps_every_backup(form: PolicyForm) -> bool:
    """A weekly schedule has a retention for its very days, and none for every day; others have one for every day."""
    retention = form.retention_policy
    if form.schedule_policy.schedule_run_frequency != "Weekly":
        return retention.daily_schedule is not None
    runs, weekly = form.schedule_policy.runs(), retention.weekly_schedule
    if runs is None or weekly is None or retention.daily_schedule:
        return False
    return bool(runs.schedule_run_days) and set(runs.schedule_run_days) == set(weekly.days_of_the_week)


def _hours_fit(form: PolicyForm) -> bool:
    hours = form.schedule_policy.hourly_schedule if isinstance(form.schedule_policy, ScheduleV2) else None
    if hours is None:
        return True
    window = hours.schedule_window_duration
    return hours.interval <= window <= 24 and window % hours.interval == 0  # noqa: PLR2004 - the hours of a day


def _snapshots_are_kept_for_some_days(form: PolicyForm) -> bool:
    days, version = form.instant_rp_retention_range_in_days, form.schedule_policy.version
    if days and version == "V1" and form.schedule_policy.schedule_run_frequency == "Weekly":
        return days == _INSTANT_WEEKLY_V1
    return days is None or days in _INSTANT[version]


def _time_zone_is_known(form: PolicyForm) -> bool:
    return form.time_zone in WINDOWS_TIME_ZONES


_RULES: tuple[Callable[[PolicyForm], bool], ...] = (
    _version_is_that_of_the_schedule,
    _begins_once_a_day,
    _begins_on_the_half_hour,
    _keeps_what_it_makes,
    _keeps_it_long_enough,
    _keeps_every_backup,
    _hours_fit,
    _snapshots_are_kept_for_some_days,
    _time_zone_is_known,
)
