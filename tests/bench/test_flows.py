import pytest

from bench.fleet.figures import figures
from bench.fleet.layouts import Layout
from bench.fleet.measurement import FLOWS
from bench.fleet.stage import run


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_follows_every_backup_to_its_end(flow: str) -> None:
    """In simulated hours, in a few real seconds; each backup is started once, and no end is told before it is one."""
    layout = Layout(vaults=2, vms=1)
    told = figures(flow, layout.name, 2, run(flow, layout, longest=60))
    assert (told.done, told.stopped, told.writes) == (2, None, 1)
    assert told.lags[0] >= 0
    assert told.bound <= told.seconds
    assert told.cpu
    assert told.memory
