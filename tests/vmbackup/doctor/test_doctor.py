"""Where all is well, no fault is found, and nothing is changed by looking."""

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.vmbackup.doctor.examined import DEPLOYED, examined
from vmbackup.doctor.examination import CHECKS
from vmbackup.doctor.finding import State


def test_where_all_is_well_no_fault_is_found(environ: dict[str, str], azure: Simulator, azurite: Azurite) -> None:
    """Every check has looked."""
    azure.subscribe(queue="vm-events", connection_string=azurite.connection_string)
    findings = examined(environ | DEPLOYED, writes=True)
    assert [finding for finding in findings if finding.state is State.WRONG] == []
    assert {finding.check for finding in findings} == {check.name for check in CHECKS}
    assert [finding for finding in findings if finding.state is State.LOOK] == []


def test_nothing_is_changed_unless_that_is_asked_for(environ: dict[str, str], azure: Simulator) -> None:
    """Of Azure it only reads; the one deletion is of a secret that is not there."""
    examined(environ)
    asked = {(entry["method"], entry["status"]) for entry in azure.journal() if entry["method"] not in {"GET", "HEAD"}}
    assert {status for method, status in asked} <= {401, 404}
