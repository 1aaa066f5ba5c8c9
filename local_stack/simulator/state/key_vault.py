"""A key vault: secrets with versions, kept for a while after they are deleted."""

import re
from datetime import datetime, timedelta

from msgspec import Struct, field

from local_stack.simulator.errors import refuse

# A deleted secret blocks its name for as long as a new vault keeps it, unless somebody purges or recovers it.
RECOVERABLE = timedelta(days=90)

_NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")


class SecretVersion(Struct):
    """One value of a secret. Dates only inform: Azure gives out an expired value, too (documentation of `exp`)."""

    id: str
    value: str
    created: datetime
    enabled: bool = True
    not_before: int | None = None
    expires: int | None = None
    content_type: str | None = None
    tags: dict[str, str] = field(default_factory=dict)


class Secret(Struct):
    """A secret with its versions, the newest last. A deleted one cannot be read, nor its name be used."""

    name: str
    versions: list[SecretVersion]
    deleted: datetime | None = None


class KeyVault(Struct):
    """One vault. Keys are names in lower case."""

    secrets: dict[str, Secret] = field(default_factory=dict)

    def put(self, name: str, version: SecretVersion) -> Secret:
        """Create a secret, or give it a new version; refuse the name of a deleted one."""
        if not _NAME.fullmatch(name):
            raise refuse("WrongName", name=name)
        secret = self.secrets.setdefault(name.lower(), Secret(name, []))
        if secret.deleted:
            raise refuse("SecretDeleted", name=name)
        secret.versions.append(version)
        return secret

    def find(self, name: str) -> Secret:
        """Find a secret; refuse an unknown or a deleted one."""
        secret = self.secrets.get(name.lower())
        if secret is None or secret.deleted:
            raise refuse("SecretNotFound", name=name)
        return secret

    def value(self, name: str, version_id: str) -> tuple[Secret, SecretVersion]:
        """Find a version of a secret, the newest without an id; refuse a disabled one."""
        secret = self.find(name)
        for version in reversed(secret.versions):
            if version_id.lower() in ("", version.id):
                if not version.enabled:
                    raise refuse("SecretDisabled")
                return secret, version
        raise refuse("SecretNotFound", name=f"{name}/{version_id}")

    def delete(self, name: str, now: datetime) -> Secret:
        """Delete a secret with all its versions, recoverably, and at once: Azure takes some seconds."""
        secret = self.find(name)
        secret.deleted = now
        return secret

    def find_deleted(self, name: str) -> Secret:
        """Find a deleted secret; refuse any other."""
        secret = self.secrets.get(name.lower())
        if secret is None or secret.deleted is None:
            raise refuse("DeletedSecretNotFound", name=name)
        return secret

    def recover(self, name: str) -> Secret:
        """Undo a deletion."""
        secret = self.find_deleted(name)
        secret.deleted = None
        return secret

    def purge(self, name: str) -> None:
        """Delete a deleted secret for good."""
        del self.secrets[self.find_deleted(name).name.lower()]

    def listed(self, *, deleted: bool) -> list[Secret]:
        """List the secrets, or the deleted ones."""
        return [secret for secret in self.secrets.values() if (secret.deleted is not None) == deleted]
