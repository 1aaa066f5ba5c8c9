"""What ARM announces: every write of a resource that has succeeded, for Event Grid to pass on."""

from collections.abc import Iterable
from uuid import uuid4

from local_stack.simulator.state.entities import VirtualMachine
from local_stack.simulator.state.event_grid import Write
from local_stack.simulator.state.names import DISKS
from local_stack.simulator.state.world import Cloud


def announce(cloud: Cloud, resources: Iterable[str], *, method: str = "") -> None:
    """Announce writes that belong together; a `method` makes them updates, as which Azure shows the request."""
    correlation = str(uuid4())
    writes = [Write(str(uuid4()), resource, cloud.now(), correlation, method) for resource in resources]
    cloud.world.event_grid.announced += writes


def announce_new_vm(cloud: Cloud, vm: VirtualMachine, extensions: Iterable[str]) -> None:
    """Announce all that a template deployment writes for one VM, in the order in which it comes to be.

    A portal deployment announces itself twice, first before there is anything (MicrosoftDocs/azure-docs#12166).
    """
    providers = f"{vm.name.group_id()}/providers"
    deployment = f"{providers}/Microsoft.Resources/deployments/CreateVm-{vm.name.name}-{cloud.now():%Y%m%d%H%M%S}"
    announce(
        cloud,
        [
            deployment,
            f"{providers}/Microsoft.Network/networkInterfaces/{vm.name.name}-nic",
            *[vm.name._replace(name=disk).id_of(DISKS) for disk in vm.disks.names()],
            vm.id,
            *[f"{vm.id}/extensions/{extension}" for extension in extensions],
            deployment,
        ],
    )
