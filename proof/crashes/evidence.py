"""All that one needs to understand a broken promise."""

from local_stack.stack import NIGHTLY
from proof.crashes.scene import Scene

LOG_LINES = 60
FABRIC = "/backupFabrics/Azure/protectionContainers/"
LOST = "is no longer ours"


def evidence(scene: Scene) -> str:
    """Return the calls up to the crash, what Azure was asked, jobs, events, messages, and the end of the hosts' log.

    A lost lease means that a message was worked on twice at a time, as queues allow: on a busy machine it happens.
    """
    history = scene.history()
    parts = {
        "leases lost": [line for line in scene.log().splitlines() if LOST in line],
        "calls of the host that crashed (it died before the last)": scene.calls(),
        "requests to Azure": [
            f"{entry['status']} {entry['method']} {entry['path']} ({entry['clientRequestId']})"
            for entry in history.journal
            if not str(entry["path"]).startswith("/msi")
        ],
        "jobs": [str(job) for job in history.jobs],
        "events": [f"{kind} {id_}" for id_, kind in history.arrivals],
        "messages left": [f"{count} in {queue}" for queue, count in history.left.items()],
        "log": scene.log().splitlines()[-LOG_LINES:],
    }
    text = "\n".join(line for title, lines in parts.items() for line in (f"{title}:", *(f"  {one}" for one in lines)))
    return text.replace(NIGHTLY, "nightly:").replace(FABRIC, "...")
