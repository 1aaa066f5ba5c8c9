"""What an operator does with the script."""

from uuid import UUID

from shared.mount_script import MountScript

LINUX = (
    "Fetch it on the machine that will mount: vmbackup files fetch {request_id}",
    "Run it as root: sudo python3 {name}",
    "Type the password from the key vault when it asks.",
    "Copy what you need: the recovery point is mounted read-only.",
)
WINDOWS = (
    "Fetch it on the machine that will mount: vmbackup files fetch {request_id}",
    "Run it as administrator: powershell -File {name}. It downloads Microsoft's program under its proper name.",
    "Type the password from the key vault when it asks.",
    "Copy what you need: the recovery point is mounted read-only.",
)


def how_to_run(script: MountScript, request_id: UUID) -> tuple[str, ...]:
    """Return the steps for the operating system of the VM."""
    steps = WINDOWS if script.os_type == "Windows" else LINUX
    return tuple(step.format(name=script.file_name, request_id=request_id) for step in steps)
