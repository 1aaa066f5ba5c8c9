"""What restores need can be seen, and put into the world."""

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, Arm, code, vm_id
from tests.local_stack.simulator.restore import NETWORK, RESTORED, SHOP, STAGING, disks

NOT_FOUND = (404, "ResourceNotFound")


def test_storage_account(arm: Arm) -> None:
    """A storage account is found as `az` asks for it: with two slashes, and not among the classic ones."""
    where = STAGING.replace("/staging", "//staging")
    account = arm.get(where).json()
    assert (account["name"], account["location"]) == ("staging4backup", "westeurope")
    assert code(arm.get(where.replace("Microsoft.Storage", "Microsoft.ClassicStorage"))) == NOT_FOUND
    assert code(arm.get(f"{STAGING}2")) == NOT_FOUND


def test_network(arm: Arm) -> None:
    """A network shows its subnets, and each of them can be asked for."""
    network = arm.get(NETWORK).json()
    subnet = arm.get(f"{NETWORK}/subnets/Default").json()
    assert network["properties"]["subnets"] == [subnet]
    assert subnet["id"] == f"{NETWORK}/subnets/default"
    assert [code(arm.get(where)) for where in (f"{NETWORK}2", f"{NETWORK}/subnets/other")] == [NOT_FOUND] * 2


@pytest.mark.parametrize("where", [RESTORED, STAGING, NETWORK, vm_id("web01")])
def test_existence(arm: Arm, where: str) -> None:
    """HEAD tells whether something exists."""
    assert [arm.call("HEAD", one).status_code for one in (where, f"{where}2")] == [204, 404]


def test_disks_of_a_vm(arm: Arm) -> None:
    """The disks of a VM are listed in its group, and name it."""
    assert [name for name in disks(arm, SHOP) if name.startswith("db01")] == ["db01_OsDisk", "db01_lun0", "db01_lun1"]
    disk = arm.get(f"{SHOP}/providers/Microsoft.Compute/disks/db01_lun1").json()
    assert disk["managedBy"] == vm_id("db01")
    storage = arm.get(vm_id("db01")).json()["properties"]["storageProfile"]
    assert storage["dataDisks"][1]["managedDisk"]["id"] == disk["id"]
    assert code(arm.get(f"{SHOP}/providers/Microsoft.Compute/disks/nosuch")) == NOT_FOUND


def test_disks_stay(arm: Arm) -> None:
    """A VM put over ARM has the disks its body names; deleted, it leaves them attached to nothing."""
    profile = {"osDisk": {"osType": "Linux", "name": "boot"}, "dataDisks": [{"lun": 3, "name": "data"}, {"lun": 4}]}
    vm = f"{RESTORED}/providers/Microsoft.Compute/virtualMachines/fresh"
    arm.call("PUT", vm, {"location": "westeurope", "properties": {"storageProfile": profile}})
    arm.call("DELETE", vm)
    assert disks(arm) == ["boot", "data", "fresh_lun4"]
    boot = arm.get(f"{RESTORED}/providers/Microsoft.Compute/disks/boot").json()
    assert (boot["properties"]["diskState"], "managedBy" in boot) == ("Unattached", False)


def test_put_into_the_world(azure: Simulator, arm: Arm) -> None:
    """Groups, storage accounts and subnets come as they are asked for."""
    group = f"{SUBSCRIPTION}/resourceGroups/lab"
    azure.add_group(group, "northeurope")
    for name in ("one", "two"):
        azure.add_subnet(f"{group}/providers/Microsoft.Network/virtualNetworks/net/subnets/{name}")
    azure.add_storage_account(f"{group}/providers/Microsoft.Storage/storageAccounts/lab4", "northeurope")
    network = arm.get(f"{group}/providers/Microsoft.Network/virtualNetworks/net").json()
    assert network["location"] == "northeurope"
    assert [subnet["name"] for subnet in network["properties"]["subnets"]] == ["one", "two"]
    assert arm.get(f"{group}/providers/Microsoft.Storage/storageAccounts/lab4").status_code == 200


def test_what_is_no_id(azure: Simulator) -> None:
    """An id of something else, or in no resource group, is refused."""
    for wrong in (NETWORK, f"{STAGING}/subnets/default", f"{NETWORK.replace('/shop/', '/lab/')}/subnets/default"):
        with pytest.raises(ValueError, match="subnet"):
            azure.add_subnet(wrong)
    with pytest.raises(ValueError, match="storage account"):
        azure.add_storage_account(NETWORK, "westeurope")


def test_world_file() -> None:
    """A world file says where restores may go."""
    group = f"{SUBSCRIPTION}/resourceGroups/lab"
    account = f"{group}/providers/Microsoft.Storage/storageAccounts/lab4"
    subnet = f"{group}/providers/Microsoft.Network/virtualNetworks/net/subnets/one"
    places = {"groups": [group], "storageAccounts": [account]}
    world = {kind: [{"id": one, "location": "northeurope"} for one in ids] for kind, ids in places.items()}
    with Simulator(world={**world, "subnets": [subnet]}) as azure, Arm(azure) as arm:
        assert [arm.get(one).status_code for one in (group, account, subnet)] == [200] * 3
