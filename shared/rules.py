"""Which vault and which policy a VM belongs to: by its region, unless its tags say otherwise. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from shared.arm_ids import VaultId, parts_of_vault, same
from shared.forms import converted

PolicyName = Annotated[str, Meta(pattern=r"(?a)\A[a-zA-Z][-_!a-zA-Z0-9]{2,149}\Z")]
TagName = Annotated[str, Meta(min_length=1, max_length=512)]
LONGEST_TAG = 256
TagValue = Annotated[str, Meta(max_length=LONGEST_TAG)]
NO = {"no", "false", "off", "none", "never"}


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """VMs of a region go to this vault, under this policy; `"vault": null` leaves them alone."""

    region: Annotated[str, Meta(min_length=1, max_length=64)]
    vault: VaultId | None
    policy: PolicyName = "DefaultPolicy"


class TagNames(NamedTuple):
    """The names of the tags by which a VM's owner overrides the rules."""

    backup: str = "backup"
    vault: str = "backup-vault"
    policy: str = "backup-policy"


class Place(NamedTuple):
    """Where a VM is to be protected."""

    vault_id: VaultId
    policy: PolicyName


class LeftAlone(NamedTuple):
    """The VM is not to be protected, and why."""

    reason: str


class Unclear(NamedTuple):
    """The rules do not say where: an error code, what is wrong, and what to do."""

    code: str
    message: str
    remedy: str


class Rules(NamedTuple):
    """What the settings say about all VMs: the rules, further vaults that tags may name, and the names of the tags."""

    rules: Sequence[Rule] = ()
    more_vaults: Sequence[VaultId] = ()
    tags: TagNames = TagNames()

    @property
    def vaults(self) -> list[VaultId]:
        """Return the configured vaults, each once, however its id is spelled."""
        named = [rule.vault for rule in self.rules if rule.vault]
        return list({vault.casefold(): vault for vault in [*self.more_vaults, *named]}.values())

    def place_of(self, region: str, tags: Mapping[str, str]) -> Place | LeftAlone | Unclear:
        """Return where a VM of that region, with those tags, belongs."""
        if opted_out(tags, self.tags):
            return LeftAlone(f"its tag {self.tags.backup} says no")
        rule = next((rule for rule in self.rules if same(plain(rule.region), plain(region))), None)
        vault = tag(tags, self.tags.vault)
        if rule and not rule.vault and not vault:
            return LeftAlone(f"the rule for {region} says so")
        named = self._named(vault) if vault else (rule.vault if rule else _no_rule(region))
        if isinstance(named, Unclear) or not named:
            return named or _no_rule(region)
        return _under(named, tag(tags, self.tags.policy) or (rule.policy if rule else "DefaultPolicy"), self.tags)

    def _named(self, vault: str) -> VaultId | Unclear:
        """Return the configured vault of that name, or id. No other: who may tag a VM may not choose any vault."""
        found = [known for known in self.vaults if same(vault, known) or same(vault, parts_of_vault(known).name)]
        if len(found) == 1:
            return found[0]
        says = f"The VM's tag {self.tags.vault} says {vault[:LONGEST_TAG]!r}"
        if found:
            return Unclear("AmbiguousVault", f"{says}, the name of {len(found)} vaults.", "Write the vault's ARM id.")
        remedy = "Correct the tag, or add the vault to BACKUP_VAULTS."
        return Unclear("UnknownVault", f"{says}, which is no configured vault.", remedy)


def tag(tags: Mapping[str, str], name: str) -> str | None:
    """Return a tag's value; names of tags have no case."""
    return next((value.strip() for known, value in tags.items() if same(known, name)), None) or None


def opted_out(tags: Mapping[str, str], names: TagNames) -> bool:
    """Tell whether a VM's owner wants no backup."""
    return (tag(tags, names.backup) or "").casefold() in NO


def plain(region: str) -> str:
    """Return a region's name without what varies: `West Europe` is westeurope."""
    return region.replace(" ", "").casefold()


def contradictions(rules: Iterable[Rule]) -> list[str]:
    """Return the regions that have more than one rule."""
    return [region for region, count in Counter(plain(rule.region) for rule in rules).items() if count > 1]


def _under(vault_id: VaultId, policy: str, names: TagNames) -> Place | Unclear:
    try:
        return Place(vault_id, converted(policy, PolicyName))
    except msgspec.ValidationError:
        says = f"The VM's tag {names.policy} says {policy[:LONGEST_TAG]!r}, which is no name of a policy."
        return Unclear("UnknownPolicy", says, "Write the name of a policy of the vault, DefaultPolicy say.")


def _no_rule(region: str) -> Unclear:
    remedy = f'Add a rule for the region to BACKUP_RULES; {{"region": "{region}", "vault": null}} leaves its VMs alone.'
    return Unclear("NoRule", f"No rule says which vault protects VMs in {region}.", remedy)
