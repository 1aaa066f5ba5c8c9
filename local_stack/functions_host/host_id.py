"""The host id: what all hosts of one app have in common, and under which they share blobs. Pure."""

import hashlib
import re
import socket
from collections.abc import Mapping
from pathlib import Path

from local_stack.functions_host.start_error import StartError

SETTING = "AzureFunctionsWebHost__hostid"
LONGEST = 32

_ALLOWED = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def of(app: Path, settings: Mapping[str, str]) -> str:
    """Return the app setting, or an id made of this machine's name and the app's folder, as `func start` has it.

    https://learn.microsoft.com/azure/azure-functions/storage-considerations#host-id-considerations
    """
    given = settings.get(SETTING)
    if given is None:
        machine = "-".join(re.findall("[a-z0-9]+", socket.gethostname().lower()))[:20].strip("-")
        return f"{machine}-{hashlib.sha256(str(app.resolve()).encode()).hexdigest()[:10]}"
    if len(given) > LONGEST or not _ALLOWED.fullmatch(given):
        raise StartError(
            f"the app setting {SETTING}: {given!r} is no host id, "
            f"which is up to {LONGEST} of a-z, 0-9 and single hyphens between them"
        )
    return given
