"""A vault as Azure shows it.

https://learn.microsoft.com/rest/api/recoveryservices/vaults/get (recorded in vault_create.json)
"""

import msgspec


class _Redundancy(msgspec.Struct, frozen=True, rename="camel"):
    standard_tier_storage_redundancy: str | None = None


class _Properties(msgspec.Struct, frozen=True, rename="camel"):
    provisioning_state: str = ""
    redundancy_settings: _Redundancy | None = None


class Vault(msgspec.Struct):
    """A vault: where it is, and how its data is kept."""

    location: str
    properties: _Properties = _Properties()

    @property
    def redundancy(self) -> str | None:
        """Return how its data is kept: LocallyRedundant, ZoneRedundant or GeoRedundant; vaults of old may not say."""
        settings = self.properties.redundancy_settings
        return settings.standard_tier_storage_redundancy if settings else None
