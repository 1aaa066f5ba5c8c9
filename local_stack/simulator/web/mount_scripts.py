"""The scripts that mount a recovery point: in the recorded form for Windows, one of our own for Linux."""

import base64
import hashlib
from pathlib import Path
from string import Template
from uuid import UUID

from local_stack.simulator.state.runs import Json, MountSession
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.times import american, iso, ticks

# From this api-version on the status has no scripts, and an action of its own lists them (azure-rest-api-specs#44639).
# Versions compare as text: they begin with a date, and a preview counts by its date.
LISTED_SINCE = "2026-08-01"

# Below download.microsoft.com, as recorded, or below the simulator itself: `az` downloads it at once.
WINDOWS_PROGRAM = "/download/E/1/4/E145A033-2ED1-4001-9C86-22F1E73D53CD/IaaSVMILRExeForWindows.exe"

# How scripts are named after a region (recorded: sea, wus; documented: wus2). The first letters of another are a guess.
REGIONS = {
    "eastus": "eus",
    "northeurope": "ne",
    "southeastasia": "sea",
    "westeurope": "we",
    "westus": "wus",
    "westus2": "wus2",
}

_LINUX = Template(Path(__file__).with_name("mount_script_for_linux.txt").read_text())
_ROUNDS = 10_000


def client_scripts(call: Call, session: MountSession) -> list[Json]:
    """Write what a session hands out: for Windows what to know and what to run, for Linux one Python script."""
    if session.os_type == "Windows":
        return _windows(call, session)
    script = {
        "scriptContent": _base64(_linux(call, session)),
        "scriptExtension": ".py",
        "osType": "Linux",
        "scriptNameSuffix": suffix(session, call.vault.location),
    }
    return [script]


def suffix(session: MountSession, location: str) -> str:
    """Name the scripts; 33 characters behind the last underscore begins the password (recorded, and so read by az)."""
    written = location.replace(" ", "").lower()
    region = REGIONS.get(written, written[:3])
    middle = str(ticks(session.ready))[3:15]
    return f"{session.vm}_{region}_{session.owner}_{middle}_{session.guid}{session.password}{session.tail}"


def windows_program(_: Call) -> Answer:
    """Hand out what stands in for the program that mounts on Windows."""
    return Answer(200, b"MZ: simulated, it mounts nothing", {"Content-Type": "application/octet-stream"})


def _windows(call: Call, session: MountSession) -> list[Json]:
    named = {"osType": "Windows", "scriptNameSuffix": suffix(session, call.vault.location)}
    url = f"{call.backstage.addresses.downloads}{WINDOWS_PROGRAM}"
    facts = (
        f"User - {session.owner}-{UUID(session.guid)} , Target - {_target(session)},"
        f"Expiry={american(session.expires)}, Sequence = {ticks(session.ready)}"
    )
    return [
        {"scriptContent": _base64(facts), "scriptExtension": ".txt", **named},
        {"scriptContent": _base64("NA"), "scriptExtension": ".exe", "url": url, **named},
    ]


def _linux(call: Call, session: MountSession) -> str:
    """Fill in the script: Python literals but for the password, whose line azure-cli searches for."""
    literals = {
        "vm": session.vm,
        "point": session.point,
        "taken": iso(session.taken),
        "expiry": american(session.expires),
        "target": _target(session),
        "session": f"{call.backstage.addresses.arm}/_simulator/mounts/{session.operation}",
        "salt": session.guid,
        "digest": _digest(session),
        "rounds": _ROUNDS,
    }
    return _LINUX.substitute({key: repr(value) for key, value in literals.items()}, password=session.password)


def _target(session: MountSession) -> str:
    name = f"{session.owner}-{session.target}-{session.data_id}-{session.point}"
    return f"Owner={session.owner},Name={name}"


def _digest(session: MountSession) -> str:
    return hashlib.pbkdf2_hmac("sha256", session.password.encode(), session.guid.encode(), _ROUNDS).hex()


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
