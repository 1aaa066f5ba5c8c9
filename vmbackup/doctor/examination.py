"""The checks in their order, and what each of them needs: the one table."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from http import HTTPStatus
from typing import NamedTuple

import msgspec

from shared.answers import Refused, Unavailable
from vmbackup.doctor.finding import Finding, State, refused, skipped, wrong
from vmbackup.doctor.key_vault import check_key_vault, check_key_vault_writing
from vmbackup.doctor.patient import Patient
from vmbackup.doctor.queues import check_poison, check_queues, check_serving
from vmbackup.doctor.quotas import check_quotas
from vmbackup.doctor.read_model import check_read_model
from vmbackup.doctor.rights import check_data_permissions, check_vault_permissions, check_vm_permissions
from vmbackup.doctor.settings import check_names, check_schedule, check_settings
from vmbackup.doctor.sign_in import check_sign_in
from vmbackup.doctor.storage import check_clock, check_containers, check_storage
from vmbackup.doctor.vaults import check_policies, check_regions, check_vaults
from vmbackup.doctor.vm_events import check_vm_events


class Check(NamedTuple):
    """One thing to look at, and what must have been found well for it to make sense."""

    name: str
    looks: Callable[[Patient], Iterable[Finding]]
    needs: tuple[str, ...] = ()


CHECKS = (
    Check("names of settings", check_names),
    Check("settings", check_settings),
    Check("schedule", check_schedule),
    Check("sign-in", check_sign_in, ("settings",)),
    Check("storage", check_storage, ("settings",)),
    Check("clock", check_clock, ("settings",)),
    Check("queues", check_queues, ("storage",)),
    Check("poison", check_poison, ("storage",)),
    Check("serving", check_serving, ("storage",)),
    Check("containers", check_containers, ("storage",)),
    Check("read model", check_read_model, ("storage",)),
    Check("key vault", check_key_vault, ("sign-in",)),
    Check("key vault, writing", check_key_vault_writing, ("key vault",)),
    Check("vaults", check_vaults, ("sign-in",)),
    Check("regions", check_regions, ("vaults",)),
    Check("policies", check_policies, ("vaults",)),
    Check("permissions on vaults", check_vault_permissions, ("vaults",)),
    Check("permissions on VMs", check_vm_permissions, ("vaults",)),
    Check("permissions on data", check_data_permissions, ("sign-in",)),
    Check("events of VMs", check_vm_events, ("vaults",)),
    Check("quotas", check_quotas, ("vaults",)),
)
FOUND_WELL = {State.OK, State.LOOK}


def examine(patient: Patient, checks: Sequence[Check] = CHECKS) -> Iterator[Finding]:
    """Yield what every check has found, in order. What an earlier fault makes senseless is skipped, and says so."""
    unwell: set[str] = set()
    for check in checks:
        blocking = [need for need in check.needs if need in unwell]
        found = [skipped(f"Mend {blocking[0]} first.")] if blocking else list(_looked(check, patient))
        if found and not any(finding.state in FOUND_WELL for finding in found):
            unwell.add(check.name)
        yield from (msgspec.structs.replace(finding, check=check.name) for finding in found)


def _looked(check: Check, patient: Patient) -> Iterator[Finding]:
    try:
        yield from check.looks(patient)
    except Refused as error:
        unseen = error.status == HTTPStatus.FORBIDDEN and not patient.is_by_app
        yield skipped(f"You may not look at it: {error}") if unseen else refused("Not to be looked at", error)
    except Unavailable as error:
        yield refused("Not to be looked at", error)
    except msgspec.ValidationError as error:
        yield wrong(f"An answer is not as documented: {error}", "Check ARM_ENDPOINT: is it Azure Resource Manager?")
    except Exception as error:  # noqa: BLE001 - a defect of one check must not hide what the others find
        # Its text may quote what is secret.
        yield wrong(f"The check itself failed ({type(error).__name__}).", "Please report it, with the settings' names.")
