"""A policy for VMs as clients write it: when to back up, and how long to keep it."""

from datetime import datetime
from typing import Literal

from msgspec import Struct, field

type Day = Literal["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
type Frequency = Literal["Hourly", "Daily", "Weekly"]


class Runs(Struct, rename="camel"):
    """When the backups of one day, or of some days of the week, begin."""

    schedule_run_times: list[datetime]
    schedule_run_days: list[Day] = field(default_factory=list)


class Hours(Struct, rename="camel"):
    """Backups every so many hours, within so many hours of a day."""

    interval: Literal[4, 6, 8, 12, 24]
    schedule_window_start_time: datetime
    schedule_window_duration: int


class ScheduleV1(Struct, rename="camel", tag_field="schedulePolicyType", tag="SimpleSchedulePolicy"):
    """The schedule of a standard policy."""

    schedule_run_frequency: Literal["Daily", "Weekly"]
    schedule_run_times: list[datetime]
    schedule_run_days: list[Day] = field(default_factory=list)

    version = "V1"

    def runs(self) -> Runs:
        """Tell when backups begin."""
        return Runs(self.schedule_run_times, self.schedule_run_days)


class ScheduleV2(Struct, rename="camel", tag_field="schedulePolicyType", tag="SimpleSchedulePolicyV2"):
    """The schedule of an enhanced policy, which says when in a part of its own for each frequency."""

    schedule_run_frequency: Frequency
    hourly_schedule: Hours | None = None
    daily_schedule: Runs | None = None
    weekly_schedule: Runs | None = None

    version = "V2"

    def runs(self) -> Runs | None:
        """Tell when backups begin, the first of a day if there are several; None if nothing says so."""
        match self.schedule_run_frequency:
            case "Hourly":
                return Runs([self.hourly_schedule.schedule_window_start_time]) if self.hourly_schedule else None
            case "Daily":
                return self.daily_schedule
        return self.weekly_schedule


class Kept(Struct, rename="camel"):
    """How long a backup is kept."""

    count: int
    duration_type: Literal["Days", "Weeks", "Months", "Years"]


class Retention(Struct, rename="camel"):
    """Which backups are kept for a time: those of a moment, and of some days."""

    retention_times: list[datetime]
    retention_duration: Kept
    days_of_the_week: list[Day] = field(default_factory=list)


class LongTermRetention(Struct, rename="camel", tag_field="retentionPolicyType", tag="LongTermRetentionPolicy"):
    """How long the backups of each day, week, month and year are kept."""

    daily_schedule: Retention | None = None
    weekly_schedule: Retention | None = None
    monthly_schedule: Retention | None = None
    yearly_schedule: Retention | None = None

    def by_unit(self) -> dict[str, Retention]:
        """List what there is, by the unit it has to be counted in."""
        named = {
            "Days": self.daily_schedule,
            "Weeks": self.weekly_schedule,
            "Months": self.monthly_schedule,
            "Years": self.yearly_schedule,
        }
        return {unit: retention for unit, retention in named.items() if retention}


class PolicyForm(Struct, rename="camel"):
    """The properties of a policy that Azure checks; all others are stored as they are."""

    schedule_policy: ScheduleV1 | ScheduleV2
    retention_policy: LongTermRetention
    time_zone: str = "UTC"
    policy_type: Literal["V1", "V2"] = "V1"
    instant_rp_retention_range_in_days: int | None = None
