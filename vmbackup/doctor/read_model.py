"""Can the read model be read, from which status and dashboard show what runs?"""

from collections.abc import Iterator

from shared.answers import Refused, Unavailable
from shared.read_model import accepted
from shared.settings import OFF
from vmbackup.doctor.finding import Finding, look, well
from vmbackup.doctor.patient import Patient


def check_read_model(patient: Patient) -> Iterator[Finding]:
    """Read today's requests. Nothing but seeing depends on it, so that its loss is no fault."""
    name = patient.settings.requests_table
    if name == OFF:
        yield look("REQUESTS_TABLE is off: vmbackup status and the dashboard show no requests.", "Set it to a name.")
        return
    try:
        today = len(accepted(patient.azure, patient.azure.now()))
    except (Refused, Unavailable) as error:
        yield look(
            f"{name} cannot be read ({error}): vmbackup status and the dashboard show no requests; all else works.",
            f"az role assignment create --assignee {patient.assignee} --role 'Storage Table Data Contributor'"
            " --scope <id of the storage account>",
        )
    else:
        yield well(f"{name} can be read; it has {today} requests of today.")
