"""Telling beforehand how things end: what can be told, and of which VMs."""

from typing import get_args

import msgspec

from local_stack.simulator.state.names import same
from local_stack.simulator.state.runs import Ending, Json, Outcome, Told
from local_stack.simulator.state.world import World

VALID = {"operation": get_args(Told.__value__), "status": get_args(Ending.__value__)}


def tell_outcome(world: World, told: Json) -> Outcome:
    """Remember an outcome, as JSON has it; ValueError says what can be told instead."""
    for name, valid in VALID.items():
        if told.get(name, valid[0]) not in valid:
            raise ValueError(f"no {name} {told[name]!r}; there are {', '.join(valid)}")
    outcome = msgspec.convert(told, Outcome)
    if outcome.vm and not _is_known(world, outcome.vm):
        raise ValueError(f"no VM {outcome.vm!r}; there are {', '.join(vm.name.name for vm in world.vms.values())}")
    world.outcomes.append(outcome)
    return outcome


def _is_known(world: World, name: str) -> bool:
    """Tell whether a VM of this name exists, or is still protected."""
    items = [item for vault in world.vaults.values() for item in vault.items.values()]
    return any(same(one.name, name) for one in [*(vm.name for vm in world.vms.values()), *(item.vm for item in items)])
