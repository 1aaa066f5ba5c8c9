"""The app's settings: read once, checked at the start."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.addresses import is_address, is_endpoint
from shared.arm_ids import VaultId
from shared.forms import converted
from shared.rules import PolicyName, Rule, Rules, TagName, TagNames, contradictions
from shared.targets import Webhook, named_twice

BACKUP_API = "2026-10-01"
STORAGE = "AzureWebJobsStorage"
INSIGHTS = "APPLICATIONINSIGHTS_CONNECTION_STRING"
LONGEST_SHOWN = 80
OFF = "off"
ADDRESSES = {"ARM_ENDPOINT": is_endpoint, "KEY_VAULT_URI": is_endpoint, "EVENT_GRID_TOPIC": is_address}
SECRET = {*ADDRESSES, "WEBHOOKS"}  # never shown: addresses may hold what is secret
Seconds = Annotated[int, Meta(ge=1, le=7 * 24 * 3600)]

SECONDS = "a whole number of seconds, 1 to 604800"
ApiVersion = Annotated[str, Meta(pattern=r"(?a)\A\d{4}-\d{2}-\d{2}(-preview)?\Z")]
ContainerName = Annotated[str, Meta(pattern=r"(?a)\A[a-z0-9](-?[a-z0-9]){2,62}\Z")]
TableName = Annotated[str, Meta(pattern=r"(?a)\A[A-Za-z][A-Za-z0-9]{2,56}\Z")]  # six digits come behind it
Traces = Annotated[str, Meta(pattern=r"\A(off|terminal|azure|file:.+|otlp:https?://\S+)\Z")]
CONTAINER = "the name of a blob container: 3 to 63 lower-case letters, digits and single hyphens"

REMEDIES = {
    "ARM_ENDPOINT": "scheme and host of Azure Resource Manager, https://management.azure.com; http only on loopback",
    "ARM_TIMEOUT_SECONDS": "a whole number of seconds, 1 to 300",
    "DEFAULT_VAULT_ID": "/subscriptions/<guid>/resourceGroups/<name>"
    "/providers/Microsoft.RecoveryServices/vaults/<name>",
    "DEFAULT_POLICY": "the name of a backup policy: 3 to 150 letters, digits, - _ !, beginning with a letter",
    "OPERATION_DEADLINE_SECONDS": SECONDS,
    "JOB_DEADLINE_SECONDS": SECONDS,
    "POLL_CAP_SECONDS": SECONDS,
    "LOOK_SECONDS": "a whole number of seconds, 1 to 3600",
    "QUOTA_PERCENT": "a whole number, 1 to 100: how much of Azure's quotas the app uses before it slows down",
    "BACKUP_API_VERSION": "an api-version of Azure Backup, such as 2026-10-01",
    "VALIDATE_RESTORES": "true or false",
    "KEY_VAULT_URI": "the address of a key vault, https://<name>.vault.azure.net say",
    "SCRIPTS_CONTAINER": CONTAINER,
    "RECORDS_CONTAINER": CONTAINER,
    "SCRIPT_LINK_MINUTES": "a whole number of minutes, 0 (no link) to 60;"
    " and 0 with a connection string, which cannot sign by identity",
    "BACKUP_RULES": 'a JSON list of {"region", "vault", "policy"?}, one for each region, where vault is an ARM id, or'
    " null to leave the region's VMs alone",
    "BACKUP_VAULTS": "ARM ids of vaults, with commas between them",
    "BACKUP_TAG": "the name of a VM's tag",
    "BACKUP_VAULT_TAG": "the name of a VM's tag",
    "BACKUP_POLICY_TAG": "the name of a VM's tag",
    "VM_READY_MINUTES": "a whole number of minutes, 1 to 1440",
    "BACKUP_WINDOW_MINUTES": "a number of minutes above 0, up to 1440, in which a backup fits at BACKUPS_PER_MINUTE",
    "BACKUPS_PER_MINUTE": "a number above 0, up to 6000: how many backups of a fleet may be started in a minute",
    "STALE_HOURS": "a number of hours, 1 to 8760",
    "REQUESTS_TABLE": "off, or how the names of tables begin: 3 to 57 letters and digits, beginning with a letter",
    "EVENT_GRID_TOPIC": "the endpoint of a topic, https://<topic>.<region>-1.eventgrid.azure.net/api/events",
    "WEBHOOKS": 'a JSON list of {"name", "url", "key"?, "form"?, "types"?, "vms"?, "failures"?}, with https, a name of'
    " its own, and a key of whsec_ and Base64 (docs/telling.md)",
    "TRACES": "off, terminal, file:<path>, azure (with APPLICATIONINSIGHTS_CONNECTION_STRING) or otlp:<address>",
    STORAGE: "a connection string; or set AzureWebJobsStorage__accountName or __queueServiceUri",
}

# Settings that have parts, and how to take them apart.
SPLIT: dict[str, Callable[[str], object]] = {
    "BACKUP_RULES": msgspec.json.decode,
    "BACKUP_VAULTS": lambda text: text.replace(",", " ").split(),
    "WEBHOOKS": msgspec.json.decode,
}


class SettingsError(ValueError):
    """One or more settings are missing or malformed; the message names each and says what is right."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename=str.upper):
    """What an operator may choose, with its default."""

    arm_endpoint: str = "https://management.azure.com"
    arm_timeout_seconds: Annotated[int, Meta(ge=1, le=300)] = 60
    default_vault_id: VaultId | None = None
    default_policy: PolicyName = "DefaultPolicy"
    operation_deadline_seconds: Seconds = 2 * 3600
    job_deadline_seconds: Seconds = 24 * 3600
    poll_cap_seconds: Seconds = 300
    look_seconds: Annotated[int, Meta(ge=1, le=3600)] = 100
    quota_percent: Annotated[int, Meta(ge=1, le=100)] = 80
    backup_api_version: ApiVersion = BACKUP_API
    validate_restores: bool = True
    key_vault_uri: str | None = None
    scripts_container: ContainerName = "file-restore"
    records_container: ContainerName = "backup-records"
    script_link_minutes: Annotated[int, Meta(ge=0, le=60)] = 0
    backup_rules: tuple[Rule, ...] = ()
    backup_vaults: tuple[VaultId, ...] = ()
    backup_tag: TagName = "backup"
    backup_vault_tag: TagName = "backup-vault"
    backup_policy_tag: TagName = "backup-policy"
    vm_ready_minutes: Annotated[int, Meta(ge=1, le=1440)] = 60
    backup_window_minutes: Annotated[float, Meta(gt=0, le=1440)] = 60
    backups_per_minute: Annotated[float, Meta(gt=0, le=6000)] = 30
    stale_hours: Annotated[int, Meta(ge=1, le=8760)] = 36
    requests_table: TableName = "requests"
    event_grid_topic: str | None = None
    webhooks: tuple[Webhook, ...] = ()
    traces: Traces = OFF

    def capped(self, seconds: float) -> float:
        """Return a wait of our own choice: no longer than the cap on all of them."""
        return min(seconds, self.poll_cap_seconds)

    @property
    def is_telling(self) -> bool:
        """Tell whether anybody is told of events besides their queue."""
        return bool(self.event_grid_topic or self.webhooks)

    @property
    def longest_request(self) -> timedelta:
        """From a request's acceptance to its end: three operations and a job, each until its deadline."""
        return timedelta(seconds=3 * self.operation_deadline_seconds + self.job_deadline_seconds)

    @property
    def rules(self) -> Rules:
        """Which vault and which policy a VM belongs to."""
        tags = TagNames(self.backup_tag, self.backup_vault_tag, self.backup_policy_tag)
        return Rules(self.backup_rules, self.backup_vaults, tags)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; raise SettingsError naming every one that is missing or malformed."""
        given = {name: environ[name] for name in cls.__struct_encode_fields__ if environ.get(name)}
        wrong = {name: found for name, value in given.items() if (found := cls._wrong(name, value)) is not None}
        if not _storage_is_set(environ):
            wrong[STORAGE] = ""
        if given.get("SCRIPT_LINK_MINUTES", "0") != "0" and environ.get(STORAGE):
            wrong["SCRIPT_LINK_MINUTES"] = ""
        if given.get("TRACES") == "azure" and not environ.get(INSIGHTS):
            wrong["TRACES"] = ""
        if wrong:
            raise SettingsError(
                "; ".join(
                    f"setting {name} must be {REMEDIES[name]}{wrong[name]}{_shown(name, given)}" for name in wrong
                )
            )
        settings = converted({name: _value(name, text) for name, text in given.items()}, cls, strict=False)
        if contradiction := _contradiction(settings):
            raise SettingsError(contradiction)
        return settings

    @classmethod
    def _wrong(cls, name: str, value: str) -> str | None:
        """Return what is wrong with a setting, in detail where its form has parts; None if it is right."""
        if name in ADDRESSES:
            return None if ADDRESSES[name](value) else ""
        try:
            converted({name: _value(name, value)}, cls, strict=False)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:  # a ValidationError is a DecodeError too
            return _where(error, secret=name in SECRET) if name in SPLIT else ""
        return None


def _contradiction(settings: Settings) -> str | None:
    """Return what of the settings contradicts another, or itself."""
    if twice := contradictions(settings.backup_rules):
        return f"setting BACKUP_RULES must have one rule for each region; {', '.join(twice)} has more"
    if twice := named_twice(settings.webhooks):
        return f"setting WEBHOOKS must have names of their own; {', '.join(twice)} comes twice"
    if settings.backup_window_minutes * settings.backups_per_minute < 1:
        return f"setting BACKUP_WINDOW_MINUTES must be {REMEDIES['BACKUP_WINDOW_MINUTES']}"
    return None


def _value(name: str, text: str) -> object:
    return SPLIT[name](text) if name in SPLIT else text


def _shown(name: str, given: Mapping[str, str]) -> str:
    """Return what was found instead, unless that may be secret."""
    return f"; found: {given[name][:LONGEST_SHOWN]!r}" if name in given and name not in SECRET else ""


def _where(error: Exception, *, secret: bool) -> str:
    """Return which part of a setting is wrong; what is right is said already where a pattern would be quoted."""
    problem, _, path = str(error).partition(" - at `$.")
    place = path.strip("`")
    if secret and not isinstance(error, msgspec.ValidationError):
        return "; it is not JSON"
    if secret or "regex" in problem:
        return f"; wrong: {place}" if place else ""
    return f"; {problem}{place and f' in {place}'}"


def _storage_is_set(environ: Mapping[str, str]) -> bool:
    forms = ("", "__accountName", "__queueServiceUri", "__serviceUri")
    return any(environ.get(f"{STORAGE}{form}") for form in forms)
