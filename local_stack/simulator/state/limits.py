"""How many of everything Azure allows; a world may have less of it, to be at its limits sooner."""

from msgspec import Struct


class Limits(Struct, rename="camel", forbid_unknown_fields=True):
    """The documented numbers (reference: limits, vault and subscription)."""

    vaults_per_region: int = 500
    policies_per_vault: int = 200
    policy_writes_per_day: int = 50
