"""Are the settings right, each of them, and is none of them misspelt?"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from shared.settings import STORAGE, Settings, SettingsError
from vmbackup.doctor.finding import Finding, look, well, wrong
from vmbackup.doctor.patient import Patient

NIGHT = "BACKUP_SCHEDULE"
NIGHT_OFF = "AzureWebJobs.nightly_backup.Disabled"
NAMES = set(Settings.__struct_encode_fields__)
STORAGE_FORMS = {
    f"{STORAGE}{form}"
    for form in ("", *(f"__{part}" for part in ("accountName", "credential", "clientId", "serviceUri")))
} | {f"{STORAGE}__{service}ServiceUri" for service in ("blob", "queue", "table")}
KNOWN = NAMES | STORAGE_FORMS | {NIGHT, NIGHT_OFF, "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET"}
NEAR = 0.86  # of 1: DEFAULT_VAULTID is as near to DEFAULT_VAULT_ID, BACKUP_PATH is not to BACKUP_TAG
SOME_STORAGE = {f"{STORAGE}__accountName": "any"}
WHERE = "Change it where the app reads it: az functionapp config appsettings set --name <app> --resource-group <group>"


def check_settings(patient: Patient) -> Iterator[Finding]:
    """Read each setting by itself, so that one fault hides no other; then all together."""
    faults = list(faults_of(patient.environ))
    yield from (wrong(f"{fault[0].upper()}{fault[1:]}.", f"{WHERE} --settings {name}=...") for name, fault in faults)
    if not faults:
        given = sum(name in patient.environ for name in NAMES | STORAGE_FORMS)
        yield well(f"All {given} that are given are as they must be; the others have their defaults.")


def check_names(patient: Patient) -> Iterator[Finding]:
    """Look for names that are nearly those of settings: the app does not read them, and says nothing."""
    misspelt = sorted(near_misses(patient.environ).items())
    for name, meant in misspelt:
        yield wrong(f"{name} is no setting, and is not read; {meant} is.", f"Rename it: {meant}=<its value>")
    if not misspelt:
        yield well("No name that is set is nearly one of a setting.")


def check_schedule(patient: Patient) -> Iterator[Finding]:
    """Look for the schedule, without which the app does not start; it may be set only where the app runs."""
    if patient.environ.get(NIGHT) or patient.environ.get(NIGHT_OFF):
        yield well(f"The fleet is backed up at {patient.environ.get(NIGHT) or 'no time of its own'} (UTC).")
    else:
        yield look(
            f"{NIGHT} is not set here. The app does not start without it.", f'{WHERE} --settings {NIGHT}="0 0 1 * * *"'
        )


def faults_of(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each setting that is wrong, and what is; then the first that contradicts another."""
    single = [(name, fault) for name in sorted(NAMES & environ.keys()) if (fault := _fault({name: environ[name]}))]
    yield from single
    rest = {name: environ[name] for name in environ.keys() - {name for name, _ in single}}
    try:
        Settings.read(rest)
    except SettingsError as error:
        named = (name for name in (STORAGE, *sorted(NAMES)) if f"setting {name} " in str(error))
        yield next(named, STORAGE), str(error)


def _fault(given: Mapping[str, str]) -> str | None:
    try:
        Settings.read({**given, **SOME_STORAGE})
    except SettingsError as error:
        return str(error)
    return None


def near_misses(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the names that are nearly those of settings, each with the one that was meant; of one word, only if same.

    TRACE and WEBHOOK are anybody's; DEFALT_VAULT_ID is not.
    """
    plain = {_plain(known): known for known in KNOWN - environ.keys()}
    long = [name for name, known in plain.items() if "_" in known]
    unknown = {name: _plain(name) for name in environ.keys() - KNOWN}
    close = {name: (text if text in plain else _closest(text, long)) for name, text in unknown.items()}
    return {name: plain[found] for name, found in close.items() if found}


def _closest(text: str, names: list[str]) -> str | None:
    return next(iter(get_close_matches(text, names, n=1, cutoff=NEAR)), None)


def _plain(name: str) -> str:
    """Return a name without what is easily mistaken: case, underscores, hyphens."""
    return name.casefold().replace("_", "").replace("-", "")
