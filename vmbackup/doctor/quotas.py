"""Is enough left of Azure's quotas for the app to work?"""

from collections.abc import Iterator

from vmbackup.doctor.finding import Finding, look, well
from vmbackup.doctor.patient import Patient

FEW = 20  # calls


def check_quotas(patient: Patient) -> Iterator[Finding]:
    """Say what the answers so far have told of what is left; it costs no call of its own."""
    if not patient.quotas:
        yield look("Azure has not told what is left.")
        return
    told = ", ".join(f"{left} {kind}" for kind, left in sorted(patient.quotas.items()))
    if min(patient.quotas.values()) >= FEW:
        yield well(f"Left of Azure's quotas: {told}.")
        return
    yield look(
        f"Little is left of Azure's quotas: {told}. The app slows down until the hour is over, and goes on by itself.",
        "Look who else reads there: other scripts, portals left open. Raise LOOK_SECONDS to spend less.",
    )
