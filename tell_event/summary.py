"""What an event says to a person who reads it on the way: what happened, to which VM, what to do about it."""

from typing import NamedTuple
from urllib.parse import quote

import msgspec

from shared.cloud_event import NAMESPACE
from shared.forms import decoded

PORTAL = "https://portal.azure.com/#resource"
MOST_ADVICE = 4
LONGEST = 600  # characters of one text

HEADLINES = {
    "VaultReady": "Vault ready",
    "VmProtected": "VM protected",
    "ProtectionChanged": "Protection changed",
    "BackupCompleted": "Backup completed",
    "FleetBackedUp": "Fleet backed up",
    "JobCancelled": "Job cancelled",
    "RestoreValidated": "Restore validated",
    "VmRestored": "Restore completed",
    "FilesReady": "Files ready to be mounted",
    "FilesRevoked": "Mount closed",
    "RequestRejected": "Request rejected",
    "MessagePoisoned": "Message not taken",
}
FAILURES = {
    "PrepareVault": "Preparing a vault failed",
    "ProtectVm": "Protection failed",
    "ConsiderVm": "Protection failed",
    "ChangeProtection": "Change of protection failed",
    "TriggerBackup": "Backup failed",
    "BackupFleet": "Backup of a fleet failed",
    "RestoreVm": "Restore failed",
    "RestoreFiles": "Mounting files failed",
    "RevokeFiles": "Closing a mount failed",
    "CancelJob": "Cancellation failed",
}


class Summary(NamedTuple):
    """The event in words; `link` is the vault's page in the portal."""

    title: str
    bad: bool
    facts: dict[str, str]
    what: str
    advice: tuple[str, ...]
    link: str | None


class _Error(msgspec.Struct):
    code: str = ""
    message: str = ""
    field: str | None = None
    recommendations: tuple[str, ...] = ()


class _Request(msgspec.Struct):
    type: str = ""


class _Data(msgspec.Struct, rename="camel"):
    request: _Request | None = None
    error: _Error | None = None
    job_id: str | None = None
    size: str | None = None
    warnings: tuple[_Error, ...] = ()
    findings: tuple[_Error, ...] = ()
    completed: int | None = None
    with_warnings: int = 0
    failed: int = 0
    unfinished: int = 0
    skipped: int = 0
    queue: str | None = None
    field: str = ""
    problem: str = ""
    remedy: str = ""
    replay: str = ""
    how_to_run: tuple[str, ...] = ()


class _Said(msgspec.Struct):
    id: str
    type: str
    source: str
    time: str
    data: _Data
    subject: str = ""


def event_id(event: bytes) -> str:
    """Return an event's id."""
    return decoded(event, _Said).id


def summary(event: bytes) -> Summary:
    """Return an event in words."""
    said = decoded(event, _Said)
    name, vm = said.type.removeprefix(f"{NAMESPACE}."), _last(said.subject)
    vault = said.source if said.source.startswith("/") else ""
    return Summary(
        title=f"{_headline(name, said.data)}: {vm or _last(vault) or said.data.queue}",
        bad=bool(said.data.error or said.data.failed or said.data.unfinished or said.data.problem or said.data.replay),
        facts=_facts(said, vm, _last(vault)),
        what=_what(said.data)[:LONGEST],
        advice=tuple(text[:LONGEST] for text in _advice(said.data)[:MOST_ADVICE]),
        link=f"{PORTAL}{quote(vault)}/overview" if vault else None,
    )


def _headline(name: str, data: _Data) -> str:
    if data.error:
        return FAILURES.get(data.request.type if data.request else "", "Failed")
    return HEADLINES.get(name, name)


def _facts(said: _Said, vm: str, vault: str) -> dict[str, str]:
    data = said.data
    facts = {
        "VM": vm,
        "Vault": vault,
        "Ended": said.time[:19].replace("T", " ") + " UTC",
        "Size": data.size,
        "Backups": _fleet(data),
        "Queue": data.queue,
        "Field": data.field or (data.error.field if data.error else ""),
        "Job": data.job_id,
        "Event": said.id,
    }
    return {name: value for name, value in facts.items() if value}


def _fleet(data: _Data) -> str:
    if data.completed is None:
        return ""
    good = f"{data.completed} completed, {data.with_warnings} with warnings"
    return f"{good}, {data.failed} failed, {data.unfinished} unfinished, {data.skipped} skipped"


def _what(data: _Data) -> str:
    if data.error:
        return f"{data.error.code}: {data.error.message}"
    told = " ".join(one.message or one.code for one in (*data.warnings, *data.findings))
    return f"{data.field or 'The message'} {data.problem}" if data.problem else told


def _advice(data: _Data) -> tuple[str, ...]:
    if data.error:
        return data.error.recommendations
    warned = tuple(text for one in data.warnings for text in one.recommendations)
    return tuple(filter(None, (data.remedy, data.replay))) or data.how_to_run or warned


def _last(arm_id: str) -> str:
    return arm_id.rpartition("/")[2]
