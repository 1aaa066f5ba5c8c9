"""Storage accounts and virtual networks over HTTP, as far as clients look at them before a restore."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.names import STORAGE_ACCOUNTS, VIRTUAL_NETWORKS, ResourceName
from local_stack.simulator.state.places import find_network, find_storage_account, find_subnet
from local_stack.simulator.state.resources import VirtualNetwork
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call

_SUBNETS = f"{VIRTUAL_NETWORKS}/subnets"


def get_storage_account(call: Call) -> Answer:
    """Show a storage account."""
    account = find_storage_account(call.cloud, _named(call, "account"))
    body = {
        "id": account.id,
        "name": account.name,
        "type": STORAGE_ACCOUNTS,
        "location": account.location,
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS", "tier": "Standard"},
        "properties": {"provisioningState": "Succeeded"},
    }
    return Answer(200, body)


def get_classic_storage_account(call: Call) -> Answer:
    """Find none: `az` asks here first, and goes on to the other kind."""
    kind = "Microsoft.ClassicStorage/storageAccounts"
    raise refuse("ResourceNotFound", type=kind, name=call.names["account"], group=call.names["group"])


def get_network(call: Call) -> Answer:
    """Show a virtual network with its subnets."""
    network = find_network(call.cloud, _named(call, "network"))
    body = {
        "id": network.id,
        "name": network.id.rpartition("/")[2],
        "type": VIRTUAL_NETWORKS,
        "location": network.location,
        "properties": {
            "provisioningState": "Succeeded",
            "subnets": [_subnet_body(network, name) for name in network.subnets],
        },
    }
    return Answer(200, body)


def get_subnet(call: Call) -> Answer:
    """Show a subnet."""
    network = find_network(call.cloud, _named(call, "network"))
    return Answer(200, _subnet_body(network, find_subnet(network, call.names["subnet"])))


def _named(call: Call, kind: str) -> ResourceName:
    return ResourceName(call.names["subscription"], call.names["group"], call.names[kind])


def _subnet_body(network: VirtualNetwork, name: str) -> Json:
    return {
        "id": f"{network.id}/subnets/{name}",
        "name": name,
        "type": _SUBNETS,
        "properties": {"provisioningState": "Succeeded"},
    }
