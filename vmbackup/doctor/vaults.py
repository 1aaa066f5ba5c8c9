"""Are the vaults there, in the right region, and do they have the policies?"""

from collections.abc import Iterator
from http import HTTPStatus

import msgspec

from shared import recovery_services as rs
from shared.answers import Refused, Unavailable
from shared.arm_ids import VaultId, parts_of_vault, same
from shared.forms import converted
from shared.rules import plain
from vmbackup.doctor.denied import denied
from vmbackup.doctor.finding import Finding, look, refused, well, wrong
from vmbackup.doctor.patient import Patient

SOFT_DELETE_OFF = "disabled"


class _SoftDelete(msgspec.Struct, rename="camel"):
    soft_delete_state: str = ""


class _Security(msgspec.Struct, rename="camel"):
    soft_delete_settings: _SoftDelete | None = None


class _Properties(msgspec.Struct, rename="camel"):
    provisioning_state: str = ""
    security_settings: _Security | None = None


class _Vault(msgspec.Struct):
    location: str
    properties: _Properties = msgspec.field(default_factory=_Properties)


class _Policy(msgspec.Struct):
    name: str


def check_vaults(patient: Patient) -> Iterator[Finding]:
    """Read every vault that the settings name."""
    if not patient.vaults:
        yield look(
            "The settings name no vault: every message must name one, and nothing is protected or backed up by itself.",
            "Set DEFAULT_VAULT_ID, or BACKUP_RULES: docs/settings.md",
        )
    for vault in patient.vaults:
        try:
            yield _read(vault, patient)
        except Unavailable as error:
            yield refused(parts_of_vault(vault).name, error)


def check_regions(patient: Patient) -> Iterator[Finding]:
    """Compare each rule's region with its vault's: a vault protects the VMs of its own region only."""
    rules = [rule for rule in patient.settings.backup_rules if rule.vault in patient.regions]
    far = [rule for rule in rules if plain(rule.region) != plain(patient.regions[rule.vault or ""])]
    for rule in far:
        yield wrong(
            f"BACKUP_RULES sends VMs of {rule.region} to {parts_of_vault(rule.vault or '').name}, which is in"
            f" {patient.regions[rule.vault or '']}: every one of them will be refused.",
            f"Name a vault in {rule.region}, or create one: queue prepare-vault.",
        )
    if rules and not far:
        yield well("Every rule names a vault of its own region.")


def check_policies(patient: Patient) -> Iterator[Finding]:
    """Look for the policies that the settings name among those of their vaults."""
    for vault, wanted in policies_wanted(patient).items():
        there = sorted(converted(policy, _Policy).name for policy in patient.entries(rs.policies(vault)))
        name = parts_of_vault(vault).name
        missing = sorted(policy for policy in wanted if not any(same(policy, known) for known in there))
        for policy in missing:
            yield wrong(
                f"{name} has no policy {policy} for Azure VMs; it has {', '.join(there) or 'none'}."
                " Every protection under it will be refused.",
                f"Correct DEFAULT_POLICY or BACKUP_RULES, or create it: queue prepare-vault,"
                f' {{"vaultId": "{vault}", "policy": {{"name": "{policy}", "daily": "22:00"}}}}',
            )
        if not missing:
            yield well(f"{name} has {', '.join(sorted(wanted))}.")


def policies_wanted(patient: Patient) -> dict[VaultId, set[str]]:
    """Return which policies the settings name for each vault that could be read."""
    settings = patient.settings
    named = [(rule.vault, rule.policy) for rule in settings.backup_rules]
    named.append((settings.default_vault_id, settings.default_policy))
    return {
        vault: wanted
        for vault in patient.regions
        if (wanted := {policy for other, policy in named if other and same(other, vault)})
    }


def _read(vault_id: VaultId, patient: Patient) -> Finding:
    name = parts_of_vault(vault_id).name
    try:
        vault = converted(patient.get(rs.vault(vault_id)).body, _Vault)
    except Refused as error:
        return _unread(vault_id, error, patient)
    patient.regions[vault_id] = vault.location
    properties = vault.properties
    if properties.provisioning_state not in {"", "Succeeded"}:
        return look(f"{name} is {properties.provisioning_state}.", "Wait until Azure has made it.")
    soft = properties.security_settings and properties.security_settings.soft_delete_settings
    if soft and soft.soft_delete_state.casefold() == SOFT_DELETE_OFF:
        return look(
            f"{name} is there, in {vault.location}; its soft delete is off: who deletes backups deletes them at once.",
            f"az backup vault backup-properties set --soft-delete-feature-state Enable --name {name} --resource-group"
            f" {parts_of_vault(vault_id).group}",
        )
    return well(f"{name} is there, in {vault.location}.")


def _unread(vault_id: VaultId, error: Refused, patient: Patient) -> Finding:
    parts = parts_of_vault(vault_id)
    match error.status:
        case HTTPStatus.FORBIDDEN:
            group = f"/subscriptions/{parts.subscription}/resourceGroups/{parts.group}"
            meaning = f"{parts.name} may not be read ({error.code})."
            return denied(meaning, group, patient, work="Backup Contributor", look="Reader")
        case HTTPStatus.NOT_FOUND:
            return wrong(
                f"There is no vault {parts.name} in resource group {parts.group} of subscription {parts.subscription}"
                f" ({error.code}), or it was moved.",
                f"Find it: az backup vault list --subscription {parts.subscription} --query [].id;"
                " then correct DEFAULT_VAULT_ID, BACKUP_RULES or BACKUP_VAULTS.",
            )
    return refused(parts.name, error)
