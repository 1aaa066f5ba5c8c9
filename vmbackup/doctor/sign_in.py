"""Is there somebody to sign in as, and who is it?"""

import re
from collections.abc import Iterator

from shared.answers import Unavailable
from vmbackup.doctor.finding import Finding, look, well, wrong
from vmbackup.doctor.identity import identity_of
from vmbackup.doctor.patient import Patient

CODE = re.compile(r"AADSTS\d+")
SECRET_ENDED = (
    "the client secret is wrong, or has ended",
    "Set AZURE_CLIENT_SECRET to a new one of the app registration.",
)
SIGN_IN_ENDED = "your sign-in has ended", "Sign in again: az login"
# https://learn.microsoft.com/entra/identity-platform/reference-error-codes
CODES = {
    "AADSTS7000215": SECRET_ENDED,
    "AADSTS7000222": SECRET_ENDED,
    "AADSTS700016": ("the tenant does not know this client", "Check AZURE_CLIENT_ID and AZURE_TENANT_ID."),
    "AADSTS90002": ("there is no such tenant", "Check AZURE_TENANT_ID."),
    "AADSTS900023": ("the tenant's name is none", "Set AZURE_TENANT_ID to the tenant's GUID."),
    "AADSTS50173": SIGN_IN_ENDED,
    "AADSTS70043": SIGN_IN_ENDED,
    "AADSTS700082": SIGN_IN_ENDED,
    "AADSTS50076": ("a second factor is asked for", "Sign in again: az login --scope <ARM_ENDPOINT>/.default"),
}
NOBODY = "nobody is signed in here, or not in a way that the app knows"
SIGN_IN = (
    "On a laptop: az login. On Azure: give the app a managed identity; of a user-assigned one, set AZURE_CLIENT_ID."
)


def check_sign_in(patient: Patient) -> Iterator[Finding]:
    """Get a token for Azure Resource Manager; say whose it is, and that all that follows is seen by that identity."""
    try:
        patient.identity = identity_of(patient.azure.token(patient.settings.arm_endpoint))
    except Unavailable as unavailable:
        found = CODE.search(str(unavailable.__cause__ or ""))
        meaning, mend = CODES.get(found[0] if found else "", (NOBODY, SIGN_IN))
        yield wrong(f"{unavailable}{f' ({found[0]})' if found else ''}: {meaning}.", mend)
        return
    if not patient.identity:
        yield well("Signed in; the token does not tell as whom.")
        return
    yield well(f"Signed in as {patient.identity}.")
    if not patient.is_by_app:
        yield _another(patient)


def _another(patient: Patient) -> Finding:
    """Say to a person whose permissions are looked at."""
    if patient.app:
        return well(f"Permissions are judged by the roles of {patient.app}; storage and key vault are tried as you.")
    return look(
        "What follows is what you may do. The app works with its own identity, and may be allowed less.",
        "Name its identity: vmbackup doctor --app <principalId>, as az functionapp identity show --name <app>"
        " --resource-group <group> prints it.",
    )
