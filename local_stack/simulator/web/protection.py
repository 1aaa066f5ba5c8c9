"""The writes on a protected item: protect or change, stop, delete, back up."""

from datetime import datetime

import msgspec

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.backup import start_backup
from local_stack.simulator.state.protection import delete_item, put_protection
from local_stack.simulator.state.restore_request import DiskExclusion
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.operation_addresses import accepted
from local_stack.simulator.web.times import read_iso


def put(call: Call) -> Answer:
    """Protect a VM, change its policy or disks, or stop its protection."""
    properties = call.properties | _disks(call.properties)
    operation = put_protection(call.cloud, call.vault, call.item_key, properties, call.request_id)
    return accepted(call, operation)


def delete(call: Call) -> Answer:
    """Delete an item with its data."""
    return accepted(call, delete_item(call.cloud, call.vault, call.item_key, call.request_id))


def back_up(call: Call) -> Answer:
    """Start a backup now (recorded in trigger_backup.json)."""
    if call.properties.get("objectType") != "IaasVMBackupRequest":
        raise refuse("WrongInput")
    return accepted(call, start_backup(call.cloud, call.vault, call.item_key, _expiry(call), call.request_id))


def _disks(asked: Json) -> Json:
    """Read which disks are backed up; `az` sends their LUNs as text, and Azure answers numbers."""
    extended = asked.get("extendedProperties") or {}
    chosen = extended.get("diskExclusionProperties")
    if not chosen:
        return {}
    try:
        read = msgspec.convert(chosen, DiskExclusion, strict=False)
    except msgspec.ValidationError:
        raise refuse("WrongInput") from None
    return {"extendedProperties": extended | {"diskExclusionProperties": msgspec.to_builtins(read)}}


def _expiry(call: Call) -> datetime | None:
    """Read when the recovery point may go; refuse a moment already past."""
    try:
        expires = read_iso(call.properties.get("recoveryPointExpiryTimeInUTC"))
    except ValueError:
        raise refuse("WrongInput") from None
    if expires and expires <= call.now:
        raise refuse("WrongInput")
    return expires
