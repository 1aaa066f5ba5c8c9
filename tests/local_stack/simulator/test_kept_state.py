"""A simulator started again on the same file goes on where it stopped."""

from pathlib import Path

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, item_path
from tests.local_stack.simulator.file_restore import provisioned, scripts
from tests.local_stack.simulator.webhook import serve_webhook


def test_running_job_goes_on(tmp_path: Path) -> None:
    """A job that ran when the simulator stopped ends in the next one; tokens stay good, too."""
    kept = tmp_path / "state.json"
    with Simulator(state=kept) as azure, Arm(azure) as arm:
        arm.finish(arm.protect("web01"))
        job = arm.job(arm.back_up("web01"))
        stopped = azure.now()
        token = azure.token()
    with Simulator(state=kept) as azure, Arm(azure) as arm:
        assert azure.now() == stopped
        assert arm.call("GET", VAULT, None, {"Authorization": f"Bearer {token}"}).status_code == 200
        assert arm.job_named(job["name"]) == job
        azure.advance(9078)
        assert arm.job_named(job["name"])["properties"]["status"] == "Completed"
        assert len(arm.names(f"{item_path('web01')}/recoveryPoints")) == 1


def test_file_restore_stays_active(tmp_path: Path) -> None:
    """A file restore stays active, with the same names and password."""
    kept = tmp_path / "state.json"
    with Simulator(state=kept) as azure, Arm(azure) as arm:
        point = arm.recovery_point("web01")
        operation = provisioned(arm, point)
        suffix = scripts(arm, point, operation)[0]["scriptNameSuffix"]
        password = azure.mount_password("web01")
    with Simulator(state=kept) as azure, Arm(azure) as arm:
        assert scripts(arm, point, operation)[0]["scriptNameSuffix"] == suffix
        assert azure.mount_password("web01") == password


def test_events_go_on(tmp_path: Path) -> None:
    """What has not reached a webhook yet is tried again after a restart."""
    kept = tmp_path / "state.json"
    with serve_webhook() as webhook:
        webhook.answers = [500]
        with Simulator(state=kept) as azure:
            azure.subscribe(webhook=webhook.url, operation_names=["Microsoft.Compute/virtualMachines/write"])
            azure.create_vm("new01")
        with Simulator(state=kept) as azure:
            azure.advance(10)
            assert [one["attempts"] for one in azure.delivered()] == [1]


def test_saved_with_every_change(tmp_path: Path) -> None:
    """Another simulator may read the file at any time: nothing waits for the end."""
    kept = tmp_path / "state.json"
    with Simulator(state=kept) as azure, Arm(azure) as arm:
        accepted = arm.protect("web01")
        arm.finish(accepted)
        with Simulator(state=kept) as reader, Arm(reader) as other:
            assert other.get(item_path("web01")).json() == arm.get(item_path("web01")).json()


def test_running_clock_does_not_lag(tmp_path: Path) -> None:
    """A running clock goes on from the saved time if that is ahead of the real one."""
    kept = tmp_path / "state.json"
    with Simulator(state=kept, speed=1) as azure:
        azure.advance(86400)
        ahead = azure.now()
    with Simulator(state=kept, speed=1) as azure:
        assert 0 <= (azure.now() - ahead).total_seconds() < 60
