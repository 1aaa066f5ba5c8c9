"""What an event says, for people: one sentence, what else there is to know, and how it ends a command. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from shared.arm_ids import name_of
from vmbackup.event import Event
from vmbackup.exits import Exit
from vmbackup.words import apart, lasting, local

type Data = Mapping[str, Any]

FAILURES = {"OperationFailed", "RequestRejected", "MessagePoisoned"}
LONGEST = 400  # of what Azure recommends


class Told(NamedTuple):
    """An event in words; `more` are lines of their own."""

    code: Exit
    sentence: str
    more: tuple[str, ...] = ()


def told(event: Event) -> Told:
    """Return what an event says; of one that is not known here, or told in part, what kind it is."""
    try:
        return WORDS[event.kind](event)
    except KeyError:
        code = f" ({event.data['code']})" if event.data.get("code") else ""
        ended = Exit.FAILED if event.kind in FAILURES else Exit.WELL
        return Told(ended, f"{event.about}: {apart(event.kind)}{code}.", tuple(_job(event)))


def _protected(event: Event) -> Told:
    before = " already" if event.data.get("alreadyProtected") else ""
    return Told(Exit.WELL, f"{event.about} is{before} protected, by policy {event.data['request'].get('policy')}.")


def _changed(event: Event) -> Told:
    action = {"stop": "stopped; its backups are kept", "resume": "resumed", "undelete": "undeleted, and stopped"}
    done = action.get(event.data["request"]["action"], "changed")
    if event.data.get("unchanged"):
        done = re.split("[;,]", done)[0]
        return Told(Exit.WELL, f"The protection of {event.about} was {done} before: nothing was changed.")
    return Told(Exit.WELL, f"The protection of {event.about} is {done}.")


def _backed_up(event: Event) -> Told:
    size = f", {event.data['size']}" if event.data.get("size") else ""
    return Told(Exit.WELL, f"{event.about} is backed up{size}{_took(event)}.", (*_job(event), *_warnings(event)))


def _fleet(event: Event) -> Told:
    data = event.data
    if not any(data[field] for field in FLEET):
        return Told(Exit.FAILED, "No VM was backed up: none matched.")
    counts = [f"{data[field]} {words}" for field, words in FLEET.items()]
    bad = [f"{name_of(vm['vmId'])}: {vm['reason']}" for vm in [*data.get("failedVms", ()), *data.get("skippedVms", ())]]
    failed = data["failed"] + data["unfinished"]
    return Told(
        Exit.FAILED if failed else Exit.WELL, f"The fleet of {name_of(event.source)}: {', '.join(counts)}.", tuple(bad)
    )


FLEET = {
    "completed": "backed up",
    "withWarnings": "with warnings",
    "failed": "failed",
    "unfinished": "unfinished",
    "skipped": "skipped",
}


def _restored(event: Event) -> Told:
    data = event.data
    point = data.get("recoveryPoint")
    of = f", as it was at {local(_time(point['time']))}" if point else ""
    made = {"resourceGroupId": "resource group", "vmId": "VM", "template": "template"}
    more = [f"{words}: {data[field]}" for field, words in made.items() if data.get(field)]
    return Told(Exit.WELL, f"{event.about} is restored{of}{_took(event)}.", (*more, *_job(event), *_warnings(event)))


def _validated(event: Event) -> Told:
    findings = tuple(_detail(finding) for finding in event.data.get("findings", ()))
    if not findings:
        return Told(Exit.WELL, f"Nothing is in the way of restoring {event.about}.")
    return Told(Exit.FAILED, f"{event.about} could not be restored so:", findings)


def _ready(event: Event) -> Told:
    data = event.data
    request_id = data["requestId"]
    until = local(_time(data["revokedAt"]))
    taken = local(_time(data["recoveryPoint"]["time"]))
    return Told(
        Exit.WELL,
        f"The files of {event.about}, as they were at {taken}, wait to be mounted until {until}.",
        (
            f"Fetch the script:  vmbackup files fetch {request_id}",
            f"End it sooner:     vmbackup files revoke {request_id}",
        ),
    )


def _revoked(event: Event) -> Told:
    return Told(Exit.WELL, f"The files of {event.about} are closed; script and password are deleted.")


def _cancelled(event: Event) -> Told:
    return Told(Exit.WELL, f"Job {event.data.get('jobId')} is cancelled.")


def _vault(event: Event) -> Told:
    return Told(Exit.WELL, f"The vault {name_of(event.source)} is ready, with policy {event.data.get('policy')}.")


def _failed(event: Event) -> Told:
    error = event.data["error"]
    stage = f" while {apart(event.data['stage'])}" if event.data.get("stage") else ""
    more = [f"Change: {error['field']}"] if error.get("field") else []
    more += [advice[:LONGEST] for advice in error.get("recommendations", ())]
    return Told(
        Exit.FAILED, f"{event.about} failed{stage}: {error['message']} ({error['code']})", (*more, *_job(event))
    )


def _rejected(event: Event) -> Told:
    data = event.data
    said = f"{data['field'] or 'The message'} {data['problem']}"
    return Told(Exit.FAILED, f"The request for {event.about} was rejected: {said}.", (f"Right is: {data['remedy']}",))


def _poisoned(event: Event) -> Told:
    data = event.data
    sentence = f"A message on {data['queue']} failed five times, and lies in {data['queue']}-poison."
    return Told(Exit.FAILED, sentence, (f"vmbackup poison show {data['queue']} {data['messageId']}",))


WORDS: dict[str, Callable[[Event], Told]] = {
    "VmProtected": _protected,
    "ProtectionChanged": _changed,
    "BackupCompleted": _backed_up,
    "FleetBackedUp": _fleet,
    "VmRestored": _restored,
    "RestoreValidated": _validated,
    "FilesReady": _ready,
    "FilesRevoked": _revoked,
    "JobCancelled": _cancelled,
    "VaultReady": _vault,
    "OperationFailed": _failed,
    "RequestRejected": _rejected,
    "MessagePoisoned": _poisoned,
}


def _job(event: Event) -> Iterator[str]:
    if event.data.get("jobId"):
        yield f"job {event.data['jobId']}"


def _warnings(event: Event) -> Iterator[str]:
    return (f"warning: {_detail(warning)}" for warning in event.data.get("warnings", ()))


def _detail(detail: Data) -> str:
    return ": ".join(filter(None, (str(detail.get("title") or detail.get("code")), detail.get("message"))))


def _took(event: Event) -> str:
    """Say how long it took; a simulated clock may be ahead of ours, and then nobody knows."""
    seconds = (_time(event.data["ended"]) - _time(event.data["started"])).total_seconds()
    return f", in {lasting(seconds)}" if seconds >= 0 else ""


def _time(iso: str) -> datetime:
    return datetime.fromisoformat(iso)
