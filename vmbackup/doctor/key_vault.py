"""Can the key vault be reached, and may mount passwords be written and deleted there?"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import uuid4

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError

from vmbackup.doctor.denied import denied
from vmbackup.doctor.finding import Finding, look, well, wrong
from vmbackup.doctor.patient import Patient

PROBE = "vmbackup-doctor"
INNER = re.compile(r'"innererror":\s*\{\s*"code":\s*"(\w+)"')
BY_FIREWALL = {"ForbiddenByFirewall", "ForbiddenByConnection"}


def check_key_vault(patient: Patient) -> Iterator[Finding]:
    """Ask to delete a secret that is not there: who may is told so, who may not is refused, and nothing changes."""
    uri = patient.settings.key_vault_uri
    if not uri:
        yield look("KEY_VAULT_URI is not set: files cannot be restored; all else can.", "Set KEY_VAULT_URI.")
        return
    secrets = patient.azure.secrets
    yield _tried("delete", lambda: secrets.begin_delete_secret(f"{PROBE}-{uuid4()}"), uri, patient)


def check_key_vault_writing(patient: Patient) -> Iterator[Finding]:
    """Write a secret that means nothing, and delete it; a key vault keeps what is deleted for a while."""
    uri = patient.settings.key_vault_uri
    if not (uri and patient.writes):
        return
    secrets, name = patient.azure.secrets, f"{PROBE}-{uuid4()}"
    expiry = patient.azure.now() + timedelta(minutes=1)

    def written() -> None:
        secrets.set_secret(name, "means nothing", enabled=False, expires_on=expiry)
        secrets.begin_delete_secret(name)

    yield _tried("set and delete", written, uri, patient)


def _tried(deed: str, try_it: Callable[[], object], uri: str, patient: Patient) -> Finding:
    try:
        try_it()
    except ResourceNotFoundError:
        pass  # permitted: that it is not there, only who may delete it is told
    except HttpResponseError as error:
        return _refused(deed, uri, error, patient)
    except AzureError as error:
        return wrong(
            f"{uri} does not answer ({type(error).__name__}).", "Check KEY_VAULT_URI, and the way there: DNS, firewall."
        )
    return well(f"{uri} answers, and this identity may {deed} secrets.")


def _refused(deed: str, uri: str, error: HttpResponseError, patient: Patient) -> Finding:
    """Return what a refusal means; the inner code tells a missing role from a firewall."""
    inner = INNER.search(error.response.text() if error.response else "")
    code = inner[1] if inner else str(error.status_code)
    if code in BY_FIREWALL:
        return wrong(f"{uri} lets nobody in from here ({code}).", "Allow this network in the key vault's firewall.")
    meaning = f"{uri} refuses to {deed} secrets ({code}): without that no files can be restored."
    return denied(meaning, "<id of the key vault>", patient, work="Key Vault Secrets Officer")
