"""The end of every request: one event, as CloudEvents 1.0 JSON (https://github.com/cloudevents/spec)."""

from datetime import datetime
from uuid import UUID

from shared.cloud_event import Event
from shared.event_parts import KnownPolicy, Member, PasswordPlace, ScriptPlace
from shared.problem import Detail, Problem
from shared.requests import (
    AnyRequest,
    BackupFleet,
    CancelJob,
    ChangeProtection,
    ConsiderVm,
    PrepareVault,
    ProtectVm,
    RestoreFiles,
    RestoreVm,
    RevokeFiles,
    TriggerBackup,
)
from shared.trace import trace_of
from shared.tracker import OperationTracker, RecoveryPoint, Stage


class Outcome(Event, frozen=True, kw_only=True):
    """The end of a request that was understood."""

    request: AnyRequest | ConsiderVm
    started: datetime
    job_id: str | None = None

    def to_json(self) -> bytes:
        """Return the event in its envelope."""
        request = self.request
        event_id = f"{request.QUEUE}/{request.request_id}"
        traceparent = trace_of(request).traceparent
        return self.enveloped(event_id, request.vault_id, request.subject, traceparent, requestId=request.request_id)


class VaultReady(Outcome, frozen=True, kw_only=True):
    """The vault is there, and so is the policy that was asked for."""

    request: PrepareVault
    location: str
    redundancy: str | None
    policy: str
    policies: tuple[KnownPolicy, ...]


class VmProtected(Outcome, frozen=True, kw_only=True):
    """The VM is under the policy; it may have been before."""

    request: ProtectVm
    already_protected: bool = False


class ProtectionChanged(Outcome, frozen=True, kw_only=True):
    """The VM's protection is stopped, resumed or undeleted; `unchanged` if it was so before."""

    request: ChangeProtection
    unchanged: bool = False


class BackupCompleted(Outcome, frozen=True, kw_only=True):
    """The backup is done. A job that completed with warnings brings them."""

    request: TriggerBackup
    warnings: tuple[Detail, ...] = ()
    size: str | None = None


class FleetBackedUp(Outcome, frozen=True, kw_only=True):
    """All backups of a fleet have ended, or their time is over: how many, how well, and which did not go well.

    Each list names 30 at most; `details` is the blob that names all.
    """

    request: BackupFleet
    started_backups: int
    completed: int
    with_warnings: int
    failed: int
    unfinished: int
    skipped: int
    warned_vms: tuple[Member, ...]
    failed_vms: tuple[Member, ...]
    skipped_vms: tuple[Member, ...]
    details: str


class JobCancelled(Outcome, frozen=True, kw_only=True):
    """Azure has cancelled the job; the request that had started it ends in OperationFailed."""

    request: CancelJob


class RestoreValidated(Outcome, frozen=True, kw_only=True):
    """Azure has looked at a restore without beginning it: `findings` is empty if nothing is in its way."""

    request: RestoreVm
    recovery_point: RecoveryPoint
    findings: tuple[Detail, ...]


class VmRestored(Outcome, frozen=True, kw_only=True):
    """What a restore has made: disks in a resource group with a template to deploy them, a VM, or the VM as it was.

    The recovery point is not told of a job that an earlier delivery has started: `latest` may mean another by now.
    """

    request: RestoreVm
    recovery_point: RecoveryPoint | None = None
    warnings: tuple[Detail, ...] = ()
    resource_group_id: str | None = None
    vm_id: str | None = None
    template: str | None = None


class FilesReady(Outcome, frozen=True, kw_only=True):
    """A script waits to be fetched; run, it mounts the recovery point. `revoke` is the message that ends it sooner."""

    request: RestoreFiles
    recovery_point: RecoveryPoint
    os_type: str
    file_name: str
    script: ScriptPlace
    password: PasswordPlace
    expires: datetime
    revoked_at: datetime
    how_to_run: tuple[str, ...]
    revoke: RevokeFiles


class FilesRevoked(Outcome, frozen=True, kw_only=True):
    """The session is closed, script and password are deleted."""

    request: RevokeFiles
    recovery_point: str


class OperationFailed(Outcome, frozen=True, kw_only=True):
    """The request ended without what it asked for."""

    error: Problem
    stage: Stage | None = None

    @classmethod
    def of(cls, work: AnyRequest | ConsiderVm | OperationTracker, problem: Problem, now: datetime) -> "OperationFailed":
        """Return the failure of a request, at its start or in one of its stages."""
        stage, job_id = (work.stage, work.job_id) if isinstance(work, OperationTracker) else (None, None)
        return cls(request=work.request, started=work.started, ended=now, error=problem, stage=stage, job_id=job_id)


class MessagePoisoned(Event, frozen=True, kw_only=True):
    """A defect has kept a message from being taken, five times: it waits in its poison queue to be put back.

    It is no end: the request that it asked for has none yet. `text` is how it began.
    """

    queue: str
    message_id: str
    text: str
    replay: str
    request_id: str | None = None

    def to_json(self) -> bytes:
        """Return the event in its envelope, named by the poison queue and the message."""
        return self.enveloped(f"{self.queue}-poison/{self.message_id}", None, None)


class RequestRejected(Event, frozen=True, kw_only=True):
    """The message asks for nothing that can be done; `text` is how it began.

    One that was not understood is no request: its event goes by `event_id`, so that it is not taken for the event of
    the request that comes, mended, with the same requestId.
    """

    queue: str
    request_id: UUID
    event_id: UUID | None = None
    field: str
    problem: str
    remedy: str
    text: str
    vault_id: str | None = None
    vm_id: str | None = None

    def to_json(self) -> bytes:
        """Return the event in its envelope."""
        return self.enveloped(f"{self.queue}/{self.event_id or self.request_id}", self.vault_id, self.vm_id)
