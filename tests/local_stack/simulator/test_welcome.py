"""The welcome has the names of the world that is served."""

from local_stack.simulator import Simulator
from local_stack.simulator.welcome import welcome

SUBSCRIPTION = "/subscriptions/33333333-3333-3333-3333-333333333333"
MINE = f"{SUBSCRIPTION}/resourceGroups/mine/providers/Microsoft.RecoveryServices/vaults/daily"


def test_default_world(azure: Simulator) -> None:
    """It has lines for a backup and a restore, and what Python needs for them."""
    told = welcome(azure)
    assert "enable-for-vm -g backup -v nightly --vm /subscriptions/2222" in told
    assert "staging4backup --target-resource-group restored" in told
    assert "shop-net/subnets/default" in told
    assert 'base_url="' in told
    assert "polling_interval=1)" in told


def test_world_of_ones_own() -> None:
    """Lines are left out whose names the world has not."""
    with Simulator(world={"vaults": [{"id": MINE, "location": "northeurope"}]}) as azure:
        told = welcome(azure)
    assert f"{MINE}?api-version" in told
    assert "subscription      33333333" in told
    assert not [
        word
        for word in ("nightly", "web01", "2222-", "az backup restore", "staging", "{")
        if word in told.replace("{print", "")
    ]


def test_empty_world() -> None:
    """A world with nothing in it is welcome, too."""
    with Simulator(world={}) as azure:
        assert "az backup protection" not in welcome(azure)
