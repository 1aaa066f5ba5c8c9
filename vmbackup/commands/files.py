"""Mount a recovery point, to copy single files out of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from shared.event_parts import PasswordPlace
from shared.requests import RestoreFiles, RevokeFiles
from vmbackup import given
from vmbackup.asking import carried_out
from vmbackup.event import Event, event_of
from vmbackup.exits import Exit, Wrong
from vmbackup.options import How, Point, Request, Vm
from vmbackup.seen import request_id_of
from vmbackup.session import Session
from vmbackup.vms import meant


def mount(  # noqa: PLR0913 - a command's options
    session: Session,
    vm: Vm,
    *,
    keep: Annotated[
        int | None, typer.Option("--keep", metavar="HOURS", help="Closed after so many hours.", show_default="12")
    ] = None,
    initiator: Annotated[
        str | None, typer.Option("--initiator", metavar="IQN", help="iSCSI name of the machine that will mount.")
    ] = None,
    point: Point,
    how: How,
) -> int:
    """Open a recovery point for mounting, so that files can be copied out of it."""
    it = meant(vm, how.vault, session)
    fields = it.fields | point.fields | given.some(keepHours=keep, initiatorName=initiator)
    return carried_out(RestoreFiles, fields, it.name, session, how)


def fetch(
    session: Session,
    request: Request,
    *,
    folder: Annotated[Path, typer.Option("--folder", help="Where to put the script; created if missing.")] = Path(),
) -> int:
    """Fetch the script of a mount, and show its password: on the machine that will mount."""
    from restore_files.fetch import fetch_script  # noqa: PLC0415 - 300 ms that no other command needs

    request_id = request_id_of(request, session.azure)
    ready = _ready(request_id, session)
    with _writing(folder):
        script = fetch_script(request_id, folder, session.azure)
    place = PasswordPlace(**ready.data["password"])
    session.print_json({"script": str(script), "password": place, "howToRun": ready.data["howToRun"]})
    session.show(f"{script} is ready to run.")
    session.show(_about_password(place, session))
    for number, step in enumerate(ready.data["howToRun"][1:], 1):
        session.show(f"  {number}. {step}")
    return Exit.WELL


def revoke(session: Session, request: Request, *, how: How) -> int:
    """End a mount sooner than by itself: close it, delete its script and password."""
    ready = _ready(request_id_of(request, session.azure), session)
    message = ready.data["revoke"]
    fields = {name: message[name] for name in ("vmId", "vaultId", "recoveryPoint", "filesOf")}
    # The same requestId as of the revocation that comes by itself: both are told by one event.
    how = replace(how, request_id=how.request_id or UUID(message["requestId"]))
    return carried_out(RevokeFiles, fields, ready.about, session, how)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Make the folder where it is missing; raise Wrong where nothing can be written to it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        if error.errno is None:  # there is no script
            raise
        problem = f"the script cannot be written to the folder {folder}: {error.strerror}"
        raise Wrong(problem, "Name another with --folder.", field="--folder") from None


def _ready(request_id: UUID, session: Session) -> Event:
    """Return the event of a mount; raise Wrong if the request has not come so far."""
    seen = session.azure.records.read(f"requests/{RestoreFiles.QUEUE}/{request_id}/end")
    event = event_of(seen.content) if seen else None
    if event and event.kind == "FilesReady":
        return event
    ended = f"ended as {event.kind}" if event else "has not ended, or is no mount"
    raise Wrong(f"request {request_id} {ended}: nothing is mounted by it", f"vmbackup status {request_id} tells more.")


def _about_password(place: PasswordPlace, session: Session) -> str:
    """Return the password for a person at a terminal, for anybody else where it is."""
    from shared.sdk_errors import remedied  # noqa: PLC0415 - as above

    if session.json or not sys.stdout.isatty():
        return f"The password is the secret {place.secret} of {place.vault}; it is shown on a terminal only."
    with remedied("Key Vault"):
        return f"Password: {session.azure.secrets.get_secret(place.secret).value}"
