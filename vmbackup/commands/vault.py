"""Look into the vaults: a VM's recovery points, the jobs; and cancel one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple
from uuid import uuid4

import typer
from rich.text import Text

from shared import recovery_services as rs
from shared.forms import converted
from shared.recovery_points import TIERS, ListedPoint
from shared.requests import CancelJob
from vmbackup import given
from vmbackup.asking import carried_out
from vmbackup.exits import Exit, Wrong
from vmbackup.options import How, Vault, Vm
from vmbackup.session import Session
from vmbackup.tables import state, table
from vmbackup.vault_jobs import VaultJob, listed
from vmbackup.vms import meant
from vmbackup.words import age, apart, clock, lasting, local, zone

SHORT = 8  # of a job's id, as tables show it
LOOKED_BACK = timedelta(days=7)
PLACES = {"InstantRP": "instant", "HardenedRP": "vault", "ArchivedRP": "archive"}
KINDS = {"Completed": "well", "CompletedWithWarnings": "warned", "Failed": "failed", "InProgress": "running"}


class Listed(NamedTuple):
    """A job, and the vault that it is of."""

    vault_id: str
    job: VaultJob


def points(session: Session, vm: Vm, *, vault: Vault = None) -> int:
    """List a VM's recovery points, the newest first."""
    it, azure = meant(vm, vault, session), session.azure
    url = rs.recovery_points(it.vault_id, rs.item_name(it.vm_id))
    listed_ = [converted(entry, ListedPoint) for entry in azure.arm.entries(url, uuid4())]
    found = sorted(listed_, key=lambda point: point.time, reverse=True)
    session.print_json([_said(point) for point in found])
    rows = ((point.name, local(point.time), age(point.time, azure.now()), *_kind(point)) for point in found)
    session.show(
        table(("point", "taken", "", "consistency", "tiers"), rows)
        if found
        else f"{it.name} has no recovery point yet."
    )
    return Exit.WELL


def jobs(  # noqa: PLR0913 - a command's options
    session: Session,
    *,
    since: Annotated[
        float, typer.Option("--since", parser=given.seconds, metavar="DURATION", help="From how long ago on: 12h, 7d.")
    ] = "1d",  # type: ignore[assignment] # typer reads it as it reads what people type
    vm: Annotated[str | None, typer.Option("--vm", help="Only those of VMs of that name.")] = None,
    running: Annotated[bool, typer.Option("--running", help="Only those that run.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Only those that failed.")] = False,
    vault: Vault = None,
) -> int:
    """List the jobs of the vaults, the newest first."""
    if running and failed:
        raise Wrong("no job both runs and has failed", "Name one of --running, --failed.", field="--running")
    found = [
        one
        for one in _jobs(vault, session, timedelta(seconds=since))
        if (not vm or one.job.properties.entity_friendly_name.casefold() == vm.casefold())
        and (not running or one.job.is_running)
        and (not failed or one.job.properties.status == "Failed")
    ]
    session.print_json([_told(one) for one in found])
    now = session.azure.now()
    columns = (f"started {zone(now)}", "job", "VM", "operation", "status", "took")
    session.show(table(columns, (_row(one, now) for one in found)) if found else "There is no such job.")
    return Exit.WELL


def cancel(
    session: Session,
    job: Annotated[
        str, typer.Argument(metavar="JOB", help="The job's id, its beginning, or its request's id.", show_default=False)
    ],
    *,
    how: How,
) -> int:
    """Cancel a running job; a backup can be only while it takes its snapshot."""
    found = [one for one in _jobs(how.vault, session, LOOKED_BACK) if _is(one.job, job.casefold())]
    if len(found) > 1:
        ids = ", ".join(one.job.name for one in found)
        raise Wrong(f"{job} may be {len(found)} jobs: {ids}", "Write more of the id.", field="JOB")
    if not found:
        raise Wrong(f"no job of the last days is {job}", "See: vmbackup jobs --running", field="JOB")
    vault_id, one = found[0]
    return carried_out(CancelJob, {"vaultId": vault_id, "jobId": one.name}, f"job {one.name[:SHORT]}", session, how)


def _jobs(vault: str | None, session: Session, back: timedelta) -> Iterator[Listed]:
    """Yield the jobs of the vault that was named, else of all that are configured."""
    named = given.vault(vault, session.settings) if vault else None
    begun = session.azure.now() - back
    for vault_id in [named] if named else given.vaults(session.settings):
        yield from (Listed(vault_id, job) for job in listed(vault_id, begun, session.azure))


def _is(job: VaultJob, wanted: str) -> bool:
    by_request = job.properties.activity_id.casefold() == wanted
    return by_request or (len(wanted) >= SHORT and job.name.casefold().startswith(wanted))


def _row(one: Listed, now: datetime) -> tuple[str | Text, ...]:
    job = one.job.properties
    seconds = one.job.seconds
    return (
        clock(job.start_time, now) if job.start_time else "",
        one.job.name[:SHORT],
        job.entity_friendly_name,
        apart(job.operation),
        state(apart(job.status), KINDS.get(job.status, "")),
        lasting(seconds) if seconds is not None else "",
    )


def _told(one: Listed) -> dict[str, object]:
    """Return a job for a program."""
    job = one.job.properties
    return given.some(
        jobId=one.job.name,
        vaultId=one.vault_id,
        vm=job.entity_friendly_name,
        operation=job.operation,
        status=job.status,
        started=job.start_time,
        ended=job.end_time,
        seconds=one.job.seconds,
        requestId=job.activity_id,
        error=one.job.reason or None,
    )


def _said(point: ListedPoint) -> dict[str, object]:
    """Return a recovery point for a program."""
    kind = point.properties.recovery_point_type
    return {"name": point.name, "time": point.time, "consistency": kind, "tiers": _tiers(point)}


def _tiers(point: ListedPoint) -> list[str]:
    return [TIERS.get(tier.type, str(tier.type)) for tier in point.properties.recovery_point_tier_details or ()]


def _kind(point: ListedPoint) -> tuple[str, str]:
    """Return its consistency and its tiers in words."""
    tiers = ", ".join(PLACES.get(tier, apart(tier)) for tier in _tiers(point))
    return apart(point.properties.recovery_point_type).removesuffix(" consistent"), tiers
