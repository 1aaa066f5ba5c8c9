import pytest

from bench.fleet.layouts import LAYOUTS, Layout


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_layout_has_a_thousand_vms_of_different_names(layout: Layout) -> None:
    """By its name alone a VM's job is found again."""
    assert len({vm.name for vm in layout.fleet()}) == 1000
    assert {vm.vault for vm in layout.fleet()} == set(layout.vault_ids())


def test_a_vaults_vms_are_those_that_the_simulator_makes() -> None:
    """It numbers them behind a prefix: vm0001 and so on."""
    layout = Layout(vaults=2, vms=2)
    first = layout.vault_ids()[0]
    assert [vm.name for vm in layout.fleet() if vm.vault == first] == ["nightly1-vm0001", "nightly1-vm0002"]
    assert layout.prefix(first) == "nightly1-vm"
