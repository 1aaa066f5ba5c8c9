"""Can the app's storage account be reached, and are its clock and ours the same?"""

from collections.abc import Iterator
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError, ResourceNotFoundError

from shared.settings import STORAGE
from shared.storage_account import address
from vmbackup.doctor.denied import denied
from vmbackup.doctor.finding import Finding, look, skipped, well, wrong
from vmbackup.doctor.patient import Patient

if TYPE_CHECKING:
    from azure.storage.blob import BlobServiceClient

MOST_SKEW = timedelta(minutes=2)
WHAT_SKEW_DOES = (
    "Storage refuses signatures, and Entra ID tokens, that are too far off;"
    " times left, deadlines and the search for running jobs are wrong by as much."
)
ACCOUNT = "<id of the storage account>"
NO_ROLE = "AuthorizationPermissionMismatch"
# https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes
REFUSALS = {
    "AuthorizationFailure": (
        "the account's firewall lets nobody in from here",
        "Allow this network, or run it inside.",
    ),
    "AuthenticationFailed": ("the key is wrong, or the clock here is more than 15 minutes off", f"Set {STORAGE} anew."),
    "KeyBasedAuthenticationNotPermitted": (
        "the account takes no keys",
        f"Set {STORAGE}__accountName in place of {STORAGE}, and sign in.",
    ),
    "PublicAccessNotPermitted": ("nobody is signed in", f"Set {STORAGE}__accountName, and sign in."),
}


def check_storage(patient: Patient) -> Iterator[Finding]:
    """Ask for a queue, and so for storage's time."""
    try:
        place, service = address("queue", patient.environ), patient.azure.queue_service
    except ValueError:
        yield wrong(f"{STORAGE} is no connection string.", f"Set it anew, or {STORAGE}__accountName in its place.")
        return
    try:
        next(iter(service.list_queues(results_per_page=1, raw_response_hook=lambda told: _learn(patient, told))), None)
    except HttpResponseError as error:
        _learn(patient, error.response)
        yield _refused(place, error, patient)
    except AzureError as error:
        yield wrong(
            f"{place} does not answer ({type(error).__name__}).",
            f"Check {STORAGE} or {STORAGE}__accountName, and the way there: DNS, firewall, private endpoint."
            " Local: is `make up` running?",
        )
    else:
        yield well(f"{place} answers{', by its key' if patient.storage_by_key else ''}.")


def check_clock(patient: Patient) -> Iterator[Finding]:
    """Compare storage's clock with ours: that of Resource Manager may be simulated, and fast."""
    if patient.storage_time is None:
        yield look("Storage has not told its time.")
        return
    skew = patient.azure.now() - patient.storage_time
    if abs(skew) <= MOST_SKEW:
        yield well(f"The clock here and storage's differ by {abs(skew).total_seconds():.0f} s.")
        return
    direction = "ahead of" if skew > timedelta() else "behind"
    yield wrong(
        f"The clock here is {abs(skew).total_seconds():.0f} s {direction} storage's. {WHAT_SKEW_DOES}",
        "Let the clock be set by the network: timedatectl set-ntp true, or w32tm /resync",
    )


def check_containers(patient: Patient) -> Iterator[Finding]:
    """Look at the containers of records and of scripts: they must be readable, and private."""
    for name in (patient.settings.records_container, patient.settings.scripts_container):
        yield _container(name, patient)


def _container(name: str, patient: Patient) -> Finding:
    blobs: BlobServiceClient = patient.azure.blobs
    try:
        properties = blobs.get_container_client(name).get_container_properties()
    except ResourceNotFoundError:
        return well(f"{name} is not there yet: it is created when it is first written to.")
    except HttpResponseError as error:
        return _refused(f"container {name}", error, patient, kind="Blob")
    except AzureError as error:
        return wrong(
            f"Container {name}: no answer from Blob Storage ({type(error).__name__}).",
            f"Check the way to {address('blob', patient.environ)}.",
        )
    if properties.public_access:
        return wrong(
            f"{name} can be read by anybody who knows its address.",
            f"az storage container set-permission --name {name} --public-access off --account-name <account>",
        )
    return well(f"{name} is there, and private.")


def _refused(what: str, error: HttpResponseError, patient: Patient, kind: str = "Queue") -> Finding:
    """Return what storage's refusal means, and who has to give what to whom."""
    if isinstance(error, ClientAuthenticationError) and error.response is None:
        return skipped(f"{what} was not asked: mend sign-in first.")
    code = str(getattr(error.response, "headers", {}).get("x-ms-error-code") or f"Http{error.status_code}")
    if code == NO_ROLE:
        meaning = f"{what} refuses ({code}): this identity has no role there that lets it."
        role = f"Storage {kind} Data"
        return denied(meaning, ACCOUNT, patient, work=f"{role} Contributor", look=f"{role} Reader")
    meaning, mend = REFUSALS.get(code, ("it does not say why", "Look the code up: Storage's error codes."))
    return wrong(f"{what} refuses ({error.status_code} {code}): {meaning}.", mend)


def _learn(patient: Patient, told: object) -> None:
    """Keep storage's time: every answer has it, a refusal too."""
    headers = getattr(getattr(told, "http_response", told), "headers", {})
    if date := headers.get("Date"):
        patient.storage_time = parsedate_to_datetime(date).astimezone(UTC)
