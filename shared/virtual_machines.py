"""VMs as Azure Compute shows them, and which vault protects one.

https://learn.microsoft.com/rest/api/compute/virtual-machines
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import GUID, VaultId, VmId
from shared.connections import Connections
from shared.forms import converted

COMPUTE_API = "2025-04-01"
NO_NAME = re.compile(r"(?a)[^\w-]")
LONGEST_IDENTITY = 400


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    code: str = ""
    display_status: str = ""


class _Agent(msgspec.Struct, frozen=True):
    statuses: tuple[_Status, ...] = ()


class _InstanceView(msgspec.Struct, frozen=True, rename="camel"):
    statuses: tuple[_Status, ...] = ()
    vm_agent: _Agent | None = None


class _Properties(msgspec.Struct, frozen=True, rename="camel"):
    vm_id: str = ""
    provisioning_state: str = ""
    instance_view: _InstanceView | None = None


class Vm(msgspec.Struct):
    """A VM; its instance view is there only if it was asked for."""

    id: Annotated[str, Meta(min_length=1)]
    location: str
    tags: dict[str, str] | None = None
    properties: _Properties = _Properties()

    @property
    def identity(self) -> str:
        """Return what tells it from a later VM of the same name."""
        identity = self.properties.vm_id
        return identity if re.fullmatch(GUID, identity) else NO_NAME.sub("-", self.id.casefold())[:LONGEST_IDENTITY]

    @property
    def is_provisioned(self) -> bool:
        """Tell whether Azure has done with making or changing it."""
        return self.properties.provisioning_state == "Succeeded"

    @property
    def is_being_deleted(self) -> bool:
        """Tell whether it is about to go."""
        return self.properties.provisioning_state == "Deleting"

    @property
    def awaits_agent(self) -> bool:
        """Tell whether it runs and its agent is not ready; a VM that does not run shows no agent."""
        view = self.properties.instance_view or _InstanceView()
        agent = view.vm_agent or _Agent()
        runs = any(status.code == "PowerState/running" for status in view.statuses)
        return runs and not any(status.display_status == "Ready" for status in agent.statuses)


class _BackupStatus(msgspec.Struct, rename="camel"):
    vault_id: VaultId | None = None


def vm_url(vm_id: VmId) -> str:
    """Return the URL of a VM."""
    return f"{vm_id}?api-version={COMPUTE_API}"


def vm_of(vm_id: VmId, request_id: UUID, azure: Connections) -> Vm | None:
    """Return a VM with its instance view, or None if there is none of that id."""
    try:
        return converted(azure.arm.get(f"{vm_url(vm_id)}&$expand=instanceView", request_id).body, Vm)
    except Refused as refused:
        if refused.status == HTTPStatus.NOT_FOUND:
            return None
        raise


def vms_of(subscription: str, request_id: UUID, azure: Connections) -> Iterator[Vm]:
    """List the VMs of a subscription that the app may see."""
    url = f"/subscriptions/{subscription}/providers/Microsoft.Compute/virtualMachines?api-version={COMPUTE_API}"
    return (converted(vm, Vm) for vm in azure.arm.entries(url, request_id))


def protecting_vault(vm_id: VmId, region: str, request_id: UUID, azure: Connections) -> VaultId | None:
    """Return the vault, of any in the region, that protects a VM (recorded in backup_status_region.json)."""
    answer = azure.arm.post(rs.backup_status(vm_id, region), request_id, rs.backup_status_body(vm_id))
    return converted(answer.body, _BackupStatus).vault_id
