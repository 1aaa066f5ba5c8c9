import pytest

from tests.running import SUBSCRIPTION, VAULT
from vmbackup.exits import Wrong
from vmbackup.vms import Found, chosen, existing

SECOND = VAULT.replace("nightly", "second")


def vm(group: str, name: str, vault: str = VAULT) -> Found:
    return Found(f"{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}", vault)


FLEET = [vm("shop", "web01"), vm("shop", "web02"), vm("test", "web02"), vm("shop", "db01", SECOND)]


@pytest.mark.parametrize(
    ("given", "meant"), [("web01", FLEET[0]), ("WEB01", FLEET[0]), ("Test/web02", FLEET[2]), ("db01", FLEET[3])]
)
def test_a_name_means_the_one_vm_that_has_it(given: str, meant: Found) -> None:
    """Without regard to case, as Azure has it, and in whichever vault."""
    assert chosen(given, FLEET) == meant


def test_a_name_of_several_vms_is_answered_by_all_of_them() -> None:
    """So that the next try can say which."""
    with pytest.raises(Wrong) as wrong:
        chosen("web02", FLEET)
    assert str(wrong.value) == "web02 is the name of 2 VMs: shop/web02 in nightly, test/web02 in nightly"


def test_a_name_that_nobody_has_is_answered_by_those_that_are_near() -> None:
    """After how to protect it: most often it exists, and no vault knows it."""
    with pytest.raises(Wrong) as wrong:
        chosen("wbe01", FLEET)
    assert str(wrong.value) == "no configured vault protects a VM called wbe01"
    advice = "Protect it first: vmbackup protect wbe01 --wait"
    assert wrong.value.problem.recommendations == (advice, "Did you mean web01?")
    with pytest.raises(Wrong) as wrong:
        chosen("mail", FLEET, "second")
    assert str(wrong.value) == "the vault second protects no VM called mail"
    assert wrong.value.problem.recommendations == ("Protect it first: vmbackup protect mail --vault second --wait",)


def test_a_vm_that_does_not_exist_is_not_to_be_protected() -> None:
    """It may be in another subscription: its ARM id says so."""
    with pytest.raises(Wrong) as wrong:
        chosen("mail", FLEET, known=existing)
    assert str(wrong.value) == "no VM of the vault's subscription is called mail"
    assert wrong.value.problem.recommendations == ("Write its ARM id: az vm show --query id.",)


@pytest.mark.parametrize("name", ["", " ", "shop/"])
def test_an_empty_name_is_refused_as_such(name: str) -> None:
    """It is no VM that is missing."""
    with pytest.raises(Wrong, match="is empty"):
        chosen(name, FLEET)
