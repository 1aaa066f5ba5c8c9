"""What is read of jobs and operations (recorded in job_polling_backup.json, trigger_backup.json)."""

from datetime import datetime

import msgspec

from shared.mount_script import ClientScript


class JobError(msgspec.Struct, rename="camel"):
    """An entry of a job's errorDetails."""

    error_code: int | str = ""
    error_title: str | None = None
    error_string: str | None = None
    recommendations: tuple[str, ...] | None = None


class Task(msgspec.Struct, rename="camel"):
    """A phase of a job."""

    task_id: str = ""
    status: str | None = None


class ExtendedInfo(msgspec.Struct, rename="camel"):
    """What only a job's own page tells."""

    property_bag: dict[str, str | None] = {}
    progress_percentage: float | None = None
    tasks_list: tuple[Task, ...] = ()


class Error(msgspec.Struct, rename="camel"):
    """An operation's error."""

    code: str = "Unknown"
    message: str | None = None


class RecoveryTarget(msgspec.Struct, rename="camel"):
    """What an opened recovery point offers (api-versions before 2026-08-01)."""

    client_scripts: tuple[ClientScript, ...] = ()


class Properties(msgspec.Struct, rename="camel"):
    """The parts of a job, or of an operation's extended info, that decide."""

    status: str | None = None
    job_id: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    activity_id: str | None = None
    operation: str | None = None
    entity_friendly_name: str | None = None
    error_details: tuple[JobError, ...] | None = None
    extended_info: ExtendedInfo | None = None
    recovery_target: RecoveryTarget | None = None


class Looked(msgspec.Struct, rename="camel"):
    """The body of a job, of an operation, or of the resource that an operation has made."""

    id: str | None = None
    name: str | None = None
    status: str | None = None
    error: Error | None = None
    properties: Properties | None = None
