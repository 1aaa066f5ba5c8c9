"""Where restores go besides resource groups: staging storage accounts, and subnets of virtual networks."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.names import STORAGE_ACCOUNTS, VIRTUAL_NETWORKS, ResourceName, resource_name
from local_stack.simulator.state.resources import StorageAccount, VirtualNetwork
from local_stack.simulator.state.world import Cloud


def add_storage_account(cloud: Cloud, account_id: str, location: str) -> None:
    """Put a storage account into the world; ValueError if its id is none."""
    name = resource_name(STORAGE_ACCOUNTS, account_id)
    if name is None:
        raise ValueError(f"not the id of a storage account: {account_id}")
    cloud.world.add_group(name.group_id(), location)
    cloud.world.storage_accounts[account_id.lower()] = StorageAccount(account_id, location)


def add_subnet(cloud: Cloud, subnet_id: str) -> None:
    """Put a subnet into the world, with its network if that is new; ValueError if its id is none, or has no group."""
    network_id, _, subnet = subnet_id.partition("/subnets/")
    name = resource_name(VIRTUAL_NETWORKS, network_id)
    if name is None or not subnet:
        raise ValueError(f"not the id of a subnet: {subnet_id}")
    group = cloud.world.groups.get(name.group_id().lower())
    if group is None:
        raise ValueError(f"no resource group for the subnet: {subnet_id}")
    network = cloud.world.networks.setdefault(network_id.lower(), VirtualNetwork(network_id, group.location))
    network.subnets.append(subnet)


def find_storage_account(cloud: Cloud, name: ResourceName) -> StorageAccount:
    """Find a storage account, or refuse as ARM's gateway does."""
    if account := cloud.world.storage_accounts.get(name.id_of(STORAGE_ACCOUNTS).lower()):
        return account
    raise refuse("ResourceNotFound", type=STORAGE_ACCOUNTS, name=name.name, group=name.group)


def find_network(cloud: Cloud, name: ResourceName) -> VirtualNetwork:
    """Find a virtual network, or refuse as ARM's gateway does."""
    if network := cloud.world.networks.get(name.id_of(VIRTUAL_NETWORKS).lower()):
        return network
    raise refuse("ResourceNotFound", type=VIRTUAL_NETWORKS, name=name.name, group=name.group)


def find_subnet(network: VirtualNetwork, name: str) -> str:
    """Find the subnet of a network as first spelled, or refuse as ARM's gateway does."""
    for subnet in network.subnets:
        if subnet.lower() == name.lower():
            return subnet
    group = network.id.split("/")[4]
    raise refuse("ResourceNotFound", type=f"{VIRTUAL_NETWORKS}/subnets", name=name, group=group)
