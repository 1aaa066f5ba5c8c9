"""Which ends are due, and what those that came say. Pure."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID, uuid5

from proof.storm.history import Arrived, History, Json, Sent
from shared.requests import BackupFleet, RevokeFiles, TriggerBackup


def asked_for(history: History) -> dict[str, str]:
    """Return the ends that are due, with the kind of their request."""
    asked = {sent.end: sent.kind for sent in history.sent}
    for sent in history.sent:
        if sent.queue == BackupFleet.QUEUE:
            asked |= dict.fromkeys(_members(sent.end, json.loads(sent.text)["vms"], history), "back up")
    return asked


def undone(history: History) -> set[str]:
    """Return the ends of the revocations that the app sends by itself for a mount that has failed or is over."""
    mounts = [UUID(request_id_of(sent.end)) for sent in history.sent if sent.kind == "mount"]
    return {f"{RevokeFiles.QUEUE}/{uuid5(mount, RevokeFiles.QUEUE)}" for mount in mounts}


def has_rival(history: History, event: Arrived, kinds: Sequence[str]) -> bool:
    """Tell whether there was another request of these kinds on the same VM, or of the same requestId."""
    mine = {request_id_of(event.id), event.event.get("subject")}
    return any(sent.kind in kinds and sent.end != event.id and mine & _about(sent) for sent in history.sent)


def _about(sent: Sent) -> set[str]:
    """Return the VMs that a request names, and its requestId."""
    fields = json.loads(sent.text)
    return {fields.get("vmId"), *fields.get("vms", ()), request_id_of(sent.end)}


def _members(fleet: str, vms: Sequence[str], history: History) -> Iterator[str]:
    """Yield the ends of a fleet's backups: of all its VMs but those that it left out."""
    events = by_id(history).get(fleet)
    skipped = {one["vmId"] for one in events[0].event["data"].get("skippedVms", ())} if events else set(vms)
    told = by_id(history).keys()
    for vm in vms:
        end = f"{TriggerBackup.QUEUE}/{uuid5(UUID(request_id_of(fleet)), vm.casefold())}"
        if vm not in skipped or end in told:
            yield end


def protections(history: History, vm: str) -> list[Arrived]:
    """Return the ends that tell of a VM's protection."""
    ends = [events[0] for events in by_id(history).values()]
    return [end for end in ends if end.event.get("subject") == vm and end.type.endswith(".VmProtected")]


def by_id(history: History) -> Mapping[str, list[Arrived]]:
    """Return the events by their id, each in order of arrival."""
    events: dict[str, list[Arrived]] = defaultdict(list)
    for event in history.arrived:
        events[event.id].append(event)
    return events


def reason_of(data: Json) -> tuple[str, str]:
    """Return why a request has failed or was rejected: a code or a field, and the text."""
    error = data.get("error")
    return (error["code"], error["message"]) if error else (data.get("field", ""), data.get("problem", ""))


def request_id_of(end: str) -> str:
    """Return the requestId in an event's id."""
    return end.partition("/")[2]
