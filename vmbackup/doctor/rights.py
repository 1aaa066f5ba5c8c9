"""May the app do what it has to? Or, where nobody has named its identity: may whoever is signed in here?

Asked of Azure itself, at each scope; without what a restore names: only its request tells where that is. Storage and
the key vault are tried, too; their ids are known only where azd has deployed the app.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from http import HTTPStatus
from itertools import chain, islice

from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import is_vm, parts_of_vault, parts_of_vm, subscription_of
from shared.forms import converted
from shared.protected_items import ProtectedItem
from vmbackup.doctor.denied import ASSIGN
from vmbackup.doctor.finding import Finding, look, skipped, well, wrong
from vmbackup.doctor.needed import ON_KEY_VAULT, ON_STORAGE, ON_SUBSCRIPTION, ON_VAULT, ON_VMS, Needed
from vmbackup.doctor.patient import Patient
from vmbackup.doctor.permissions import Permission, lacking
from vmbackup.doctor.roles import own_permissions, permissions_of

# What azd tells of the resources that the settings name in other ways: infra/main.bicep.
ON_DATA = {"STORAGE_ID": ("the storage account", ON_STORAGE), "KEY_VAULT_ID": ("the key vault", ON_KEY_VAULT)}
MOST_SHOWN = 4
MOST_ITEMS, MOST_GROUPS = 200, 10  # what is looked at: a page of VMs, and a call for each of so many groups


def check_vault_permissions(patient: Patient) -> Iterator[Finding]:
    """Ask what may be done with each vault that could be read; mend it on its resource group."""
    for vault in patient.regions:
        parts = parts_of_vault(vault)
        group = f"/subscriptions/{parts.subscription}/resourceGroups/{parts.group}"
        yield _judged(f"the vault {parts.name}", ON_VAULT, vault, group, patient)


def check_vm_permissions(patient: Patient) -> Iterator[Finding]:
    """Ask what may be done with the VMs of the subscriptions that have a vault."""
    for subscription in subscriptions(patient):
        scope = f"/subscriptions/{subscription}"
        yield _judged(f"the VMs of subscription {subscription}", ON_SUBSCRIPTION, scope, scope, patient)
        yield _judged_on_groups(scope, patient)


def check_data_permissions(patient: Patient) -> Iterator[Finding]:
    """Ask what may be done with storage and key vault, where it is known which resources they are."""
    for name, (what, needed) in ON_DATA.items():
        if scope := patient.environ.get(name):
            yield _judged(what, needed, scope, scope, patient)


def subscriptions(patient: Patient) -> list[str]:
    """Return the subscriptions of the vaults that could be read."""
    return sorted({subscription_of(vault) for vault in patient.regions})


def _judged(what: str, needed: Needed, asked: str, scope: str, patient: Patient) -> Finding:
    permissions = _asked(asked, patient)
    if isinstance(permissions, Finding):
        return permissions
    missing = lacking(needed.actions, [one.on_data if needed.on_data else one for one in permissions])
    if not missing:
        return well(f"All {len(needed.actions)} actions on {what} are granted{'' if patient.is_app else ' to you'}.")
    flows = sorted({flow for action in missing for flow in needed.actions[action]})
    meaning = f"Not granted on {what}: {_shown(missing)}. Without it fail: {', '.join(flows)}."
    mend = _mend(needed, scope, patient)
    if not patient.is_app:
        return look(f"To you: {meaning} The app may be granted more.", mend)
    return wrong(meaning, mend)


def _judged_on_groups(scope: str, patient: Patient) -> Finding:
    """Judge what may be granted on the subscription, or else on each resource group that has VMs."""
    permissions = _asked(scope, patient)
    if isinstance(permissions, Finding):
        return permissions
    if not lacking(ON_VMS.actions, permissions):
        return well("Backup may install its extension in every VM of the subscription.")
    told = {group: lacking(ON_VMS.actions, granted) for group, granted in _asked_of_groups(scope, patient)}
    without = [group for group, missing in told.items() if missing]
    names = ", ".join(group.rpartition("/")[2] for group in without or told)
    if without:
        meaning = f"Not granted on resource groups that have protected VMs ({names}): {_shown(list(ON_VMS.actions))}."
        fault = wrong if patient.is_app else look
        return fault(f"{meaning} Protecting and restoring their VMs fails.", _mend(ON_VMS, without[0], patient))
    if told:
        return well(f"Backup may install its extension in the VMs of {names}, not in those of the whole subscription.")
    return look(
        f"{_shown(list(ON_VMS.actions))} is not granted on the whole subscription: it must be on each resource group"
        " that has VMs to protect. None has yet.",
        _mend(ON_VMS, "<resource group of the VMs>", patient),
    )


def groups_of_vms(scope: str, patient: Patient) -> list[str]:
    """Return the resource groups of the first VMs that the vaults of a subscription protect; some are enough."""
    vaults = [vault for vault in patient.regions if vault.casefold().startswith(f"{scope}/")]
    entries = chain.from_iterable(islice(patient.entries(rs.protected_items(vault)), MOST_ITEMS) for vault in vaults)
    vms = (converted(entry, ProtectedItem).vm_id for entry in entries)
    groups = {f"{scope}/resourceGroups/{parts_of_vm(vm).group.casefold()}" for vm in vms if is_vm(vm)}
    return sorted(groups)[:MOST_GROUPS]


def _asked_of_groups(scope: str, patient: Patient) -> Iterator[tuple[str, Sequence[Permission]]]:
    """Yield what may be done with each of these groups; one that was deleted with its VMs tells nothing."""
    for group in groups_of_vms(scope, patient):
        with suppress(Refused):
            permissions = _asked(group, patient)
            if not isinstance(permissions, Finding):
                yield group, permissions


def _asked(scope: str, patient: Patient) -> Sequence[Permission] | Finding:
    """Return what the app may do, if its identity is named, else what whoever asks may."""
    try:
        return permissions_of(patient.app, scope, patient) if patient.app else own_permissions(scope, patient)
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN:
            raise
        whose = "which roles the app has" if patient.app else "what it may do"
        return skipped(f"This identity may not ask {whose} at {scope}. Reader may.")


def _shown(actions: Sequence[str]) -> str:
    more = len(actions) - MOST_SHOWN
    return ", ".join(actions[:MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _mend(needed: Needed, scope: str, patient: Patient) -> str:
    """Return the commands that grant all of it by built-in roles, and where the least is written that does."""
    commands = [ASSIGN.format(who=patient.assignee, role=role, scope=scope) for role in needed.roles]
    return "; ".join([*commands, f"or the least: {needed.least}"])
