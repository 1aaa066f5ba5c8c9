"""The end of every request: one event, as CloudEvents 1.0 JSON (https://github.com/cloudevents/spec)."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from shared.messages import Message
from shared.requests import AnyRequest, RevokeFiles
from shared.tracker import OperationTracker, RecoveryPoint, Stage

NAMESPACE = "AzureVmBackup"


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope. Consumers drop a repeat by its id: a request has one final event, however often it is sent."""

    specversion: str = "1.0"
    id: str
    type: str
    source: str
    subject: str | msgspec.UnsetType = msgspec.UNSET
    time: datetime
    datacontenttype: str = "application/json"
    data: Any


class Event(Message, frozen=True, kw_only=True):
    """Something that came to its end. Times are UTC."""

    QUEUE: ClassVar[str] = "backup-events"
    ended: datetime

    def enveloped(self, queue: str, request_id: UUID, vault_id: str | None, vm_id: str | None) -> bytes:
        """Return the event as JSON: from the vault, about the VM, named by the request's queue and id."""
        return msgspec.json.encode(
            CloudEvent(
                id=f"{queue}/{request_id}",
                type=f"{NAMESPACE}.{type(self).__name__}",
                source=vault_id or f"urn:{NAMESPACE}",
                subject=vm_id or msgspec.UNSET,
                time=self.ended,
                data={"requestId": request_id} | msgspec.to_builtins(self, builtin_types=(datetime, UUID)),
            )
        )


class Detail(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """One of the errors that a job reports, as Azure words it."""

    code: str
    title: str = ""
    message: str = ""
    recommendations: tuple[str, ...] = ()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Why a request failed: Azure's code and message, the field to change where one is to blame, and what to do."""

    code: str
    message: str
    field: str | None = None
    recommendations: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()


class Outcome(Event, frozen=True, kw_only=True):
    """The end of a request that was understood."""

    request: AnyRequest
    started: datetime
    job_id: str | None = None

    def to_json(self) -> bytes:
        """Return the event in its envelope."""
        return self.enveloped(self.request.QUEUE, self.request.request_id, self.request.vault_id, self.request.subject)


class VmProtected(Outcome, frozen=True, kw_only=True):
    """The VM is under the policy; it may have been before."""

    already_protected: bool = False


class BackupCompleted(Outcome, frozen=True, kw_only=True):
    """The backup is done. A job that completed with warnings brings them."""

    warnings: tuple[Detail, ...] = ()
    size: str | None = None


class JobCancelled(Outcome, frozen=True, kw_only=True):
    """Azure has cancelled the job; the request that had started it ends in OperationFailed."""


class RestoreValidated(Outcome, frozen=True, kw_only=True):
    """Azure has looked at a restore without beginning it: `findings` is empty if nothing is in its way."""

    recovery_point: RecoveryPoint
    findings: tuple[Detail, ...]


class VmRestored(Outcome, frozen=True, kw_only=True):
    """What a restore has made: disks in a resource group with a template to deploy them, a VM, or the VM as it was.

    The recovery point is not told of a job that an earlier delivery has started: `latest` may mean another by now.
    """

    recovery_point: RecoveryPoint | None = None
    warnings: tuple[Detail, ...] = ()
    resource_group_id: str | None = None
    vm_id: str | None = None
    template: str | None = None


class PasswordPlace(msgspec.Struct, frozen=True, rename="camel"):
    """Where a password is kept: the vault's address, and the secret's name."""

    vault: str
    secret: str


class ScriptPlace(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """Where a script is kept; `link` only where the settings ask for one."""

    url: str
    container: str
    blob: str
    link: str | None = None


class FilesReady(Outcome, frozen=True, kw_only=True):
    """A script waits to be fetched; run, it mounts the recovery point. `revoke` is the message that ends it sooner."""

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

    recovery_point: str


class OperationFailed(Outcome, frozen=True, kw_only=True):
    """The request ended without what it asked for."""

    error: Problem
    stage: Stage | None = None

    @classmethod
    def of(cls, work: AnyRequest | OperationTracker, problem: Problem, now: datetime) -> "OperationFailed":
        """Return the failure of a request, at its start or in one of its stages."""
        stage, job_id = (work.stage, work.job_id) if isinstance(work, OperationTracker) else (None, None)
        return cls(request=work.request, started=work.started, ended=now, error=problem, stage=stage, job_id=job_id)


class RequestRejected(Event, frozen=True, kw_only=True):
    """The message asks for nothing that can be done; `text` is how it began."""

    queue: str
    request_id: UUID
    field: str
    problem: str
    remedy: str
    text: str
    vault_id: str | None = None
    vm_id: str | None = None

    def to_json(self) -> bytes:
        """Return the event in its envelope."""
        return self.enveloped(self.queue, self.request_id, self.vault_id, self.vm_id)
