"""A file restore looks as Azure's did when it was recorded."""

import base64
import re
from datetime import UTC, datetime, timedelta

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm
from tests.local_stack.simulator.file_restore import provision, revoke
from tests.local_stack.simulator.recordings import form, recorded, with_recordings

pytestmark = with_recordings


def test_scripts_for_windows(azure: Simulator, arm: Arm) -> None:
    """Before 2026-08-01 the status has the recorded form, with names and texts as long and built alike."""
    azure.outcome(operation="ProvisionIlr", duration=10)
    accepted = provision(arm, arm.recovery_point("db01"))
    azure.advance(60)
    where = f"{VAULT}/backupOperations/{arm.get(accepted.headers['Azure-AsyncOperation']).json()['name']}"
    ours = arm.get(where, **{"api-version": "2016-12-01"}).json()
    theirs = recorded("ilr_provision_windows", 81)["body"]
    assert form(ours) == form(theirs)
    both = [body["properties"]["recoveryTarget"]["clientScripts"] for body in (ours, theirs)]
    told, shape = (base64.b64decode(scripts[0].pop("scriptContent")).decode() for scripts in both)
    suffix, model = (scripts[0].pop("scriptNameSuffix") for scripts in both)
    assert re.sub(r"[0-9a-f]", "0", suffix) == re.sub(r"[0-9a-f]", "0", model.replace("swaggersdktest_sea", "db01_we"))
    assert re.sub(r"[0-9a-f]+| [AP]M", "0", told) == re.sub(r"[0-9a-f]+| [AP]M", "0", shape)
    sequence = told.rpartition(" ")[2]
    assert suffix.split("_")[3] == sequence[3:15]
    assert both[0][1].pop("scriptNameSuffix") == suffix
    del both[1][1]["scriptNameSuffix"]
    assert both[0] == both[1]


def test_expiry_for_windows(arm: Arm) -> None:
    """The script says until when it is valid: exactly 12 hours after the operation's start, as recorded."""
    status = arm.finish(provision(arm, arm.recovery_point("db01")))
    ours = arm.get(f"{VAULT}/backupOperations/{status['name']}", **{"api-version": "2016-12-01"}).json()
    for body in (ours, recorded("ilr_provision_windows", 81)["body"]):
        content = body["properties"]["recoveryTarget"]["clientScripts"][0]["scriptContent"]
        expiry = re.search(r"Expiry=([^,]+),", base64.b64decode(content).decode())
        assert expiry
        written = datetime.strptime(expiry[1], "%m/%d/%Y %I:%M:%S %p").replace(tzinfo=UTC)
        started = datetime.fromisoformat(body["startTime"]).replace(microsecond=0)
        assert written - started == timedelta(hours=12)


def test_revocation(arm: Arm) -> None:
    """The end of a revocation has the recorded form, and so has what its Location answers."""
    accepted = revoke(arm, arm.recovery_point("db01"))
    running = arm.get(accepted.headers["Location"])
    assert (running.status_code, running.json()) == (202, recorded("ilr_revoke", 84)["body"])
    assert form(arm.finish(accepted)) == form(recorded("ilr_revoke", 87)["body"])
    done = arm.get(accepted.headers["Location"])
    assert {"azure-asyncoperation", "retry-after"} <= {key.lower() for key in done.headers}
    assert (done.status_code, done.content) == (204, b"")
