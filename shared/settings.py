"""The app's settings: read once, checked at the start."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from shared.arm_ids import VaultId

BACKUP_API = "2026-10-01"
STORAGE = "AzureWebJobsStorage"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
Seconds = Annotated[int, Meta(ge=1, le=7 * 24 * 3600)]
PolicyName = Annotated[str, Meta(pattern=r"(?a)\A[a-zA-Z][-_!a-zA-Z0-9]{2,149}\Z")]

SECONDS = "a whole number of seconds, 1 to 604800"
ApiVersion = Annotated[str, Meta(pattern=r"(?a)\A\d{4}-\d{2}-\d{2}(-preview)?\Z")]
ContainerName = Annotated[str, Meta(pattern=r"(?a)\A[a-z0-9](-?[a-z0-9]){2,62}\Z")]

REMEDIES = {
    "ARM_ENDPOINT": "scheme and host of Azure Resource Manager, https://management.azure.com; http only on loopback",
    "DEFAULT_VAULT_ID": "/subscriptions/<guid>/resourceGroups/<name>"
    "/providers/Microsoft.RecoveryServices/vaults/<name>",
    "DEFAULT_POLICY": "the name of a backup policy: 3 to 150 letters, digits, - _ !, beginning with a letter",
    "OPERATION_DEADLINE_SECONDS": SECONDS,
    "JOB_DEADLINE_SECONDS": SECONDS,
    "POLL_CAP_SECONDS": SECONDS,
    "BACKUP_API_VERSION": "an api-version of Azure Backup, such as 2026-10-01",
    "VALIDATE_RESTORES": "true or false",
    "KEY_VAULT_URI": "the address of a key vault, https://<name>.vault.azure.net say",
    "SCRIPTS_CONTAINER": "the name of a blob container: 3 to 63 lower-case letters, digits and single hyphens",
    "SCRIPT_LINK_MINUTES": "a whole number of minutes, 0 (no link) to 60;"
    " and 0 with a connection string, which cannot sign by identity",
    STORAGE: "a connection string; or set AzureWebJobsStorage__accountName or __queueServiceUri",
}


class SettingsError(ValueError):
    """One or more settings are missing or malformed; the message names each and says what is right."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, rename=str.upper):
    """What an operator may choose, with its default."""

    arm_endpoint: str = "https://management.azure.com"
    default_vault_id: VaultId | None = None
    default_policy: PolicyName = "DefaultPolicy"
    operation_deadline_seconds: Seconds = 2 * 3600
    job_deadline_seconds: Seconds = 24 * 3600
    poll_cap_seconds: Seconds = 300
    backup_api_version: ApiVersion = BACKUP_API
    validate_restores: bool = True
    key_vault_uri: str | None = None
    scripts_container: ContainerName = "file-restore"
    script_link_minutes: Annotated[int, Meta(ge=0, le=60)] = 0

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; raise SettingsError naming every one that is missing or malformed."""
        given = {name: environ[name] for name in cls.__struct_encode_fields__ if environ.get(name)}
        wrong = [name for name, value in given.items() if not cls._accepts(name, value)]
        if not _storage_is_set(environ):
            wrong.append(STORAGE)
        if given.get("SCRIPT_LINK_MINUTES", "0") != "0" and environ.get(STORAGE):
            wrong.append("SCRIPT_LINK_MINUTES")
        if wrong:
            raise SettingsError("; ".join(f"setting {name} must be {REMEDIES[name]}" for name in wrong))
        return msgspec.convert(given, cls, strict=False)

    @classmethod
    def _accepts(cls, name: str, value: str) -> bool:
        if name in {"ARM_ENDPOINT", "KEY_VAULT_URI"}:
            return _is_endpoint(value)
        try:
            msgspec.convert({name: value}, cls, strict=False)
        except msgspec.ValidationError:
            return False
        return True


def _is_endpoint(url: str) -> bool:
    """Tell whether tokens may go there: https, or http on loopback, and nothing behind the port."""
    try:
        parts = urlsplit(url)
        bare = url.rstrip("/") == f"{parts.scheme}://{parts.netloc}" and "@" not in url and parts.port != 0
    except ValueError:
        return False
    return (
        bare
        and bool(parts.hostname)
        and (parts.scheme == "https" or (parts.scheme, parts.hostname in LOOPBACK) == ("http", True))
    )


def _storage_is_set(environ: Mapping[str, str]) -> bool:
    forms = ("", "__accountName", "__queueServiceUri", "__serviceUri")
    return any(environ.get(f"{STORAGE}{form}") for form in forms)
