"""What somebody may do at a scope: told to themselves, or to whoever may read which roles are assigned to them."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

import msgspec

from shared.forms import converted
from vmbackup.doctor.patient import Patient
from vmbackup.doctor.permissions import Permission

PROVIDER = "/providers/Microsoft.Authorization"
VERSION = "api-version=2022-04-01"


class _Where(msgspec.Struct, rename="camel"):
    role_definition_id: str
    scope: str


class _Assignment(msgspec.Struct):
    properties: _Where


class _Granted(msgspec.Struct):
    permissions: tuple[Permission, ...]


class _Role(msgspec.Struct):
    properties: _Granted


def own_permissions(scope: str, patient: Patient) -> Sequence[Permission]:
    """Return what whoever is signed in may do at a scope, inherited or not. Raise Refused or Unavailable."""
    entries = patient.entries(f"{scope}{PROVIDER}/permissions?{VERSION}")
    return [converted(entry, Permission) for entry in entries]


def permissions_of(principal: str, scope: str, patient: Patient) -> Sequence[Permission]:
    """Return what an app's identity may do at a scope, by its roles and its groups'. Raise Refused or Unavailable.

    https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
    """
    return [one for role in sorted(set(_roles_of(principal, scope, patient))) for one in _role(role, patient)]


def _roles_of(principal: str, scope: str, patient: Patient) -> Iterator[str]:
    """Yield the ids of the roles that are assigned at the scope or above it; one below is nothing to the scope."""
    only = quote(f"assignedTo('{principal}')", safe="")
    for entry in patient.entries(f"{scope}{PROVIDER}/roleAssignments?{VERSION}&$filter={only}"):
        assigned = converted(entry, _Assignment).properties
        if not assigned.scope.casefold().startswith(f"{scope.casefold()}/"):
            yield assigned.role_definition_id


def _role(role_id: str, patient: Patient) -> Sequence[Permission]:
    return converted(patient.get(f"{role_id}?{VERSION}").body, _Role).properties.permissions
