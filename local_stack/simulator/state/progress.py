"""How far every job has come: for those who watch the simulator itself. Azure tells nobody."""

from datetime import datetime
from typing import NamedTuple

from local_stack.simulator.state.runs import Job, Run
from local_stack.simulator.state.settle import settle
from local_stack.simulator.state.world import Cloud


class JobProgress(NamedTuple):
    """A job and the share of it that is done, 0 to 1."""

    id: str
    operation: str
    vm: str
    status: Run
    activity_id: str
    done: float


def progress(cloud: Cloud) -> list[JobProgress]:
    """List the jobs of all vaults as they are now."""
    settle(cloud)
    # A job's last effect is its end.
    ends = {effect.subject: effect.due for effect in cloud.world.effects}
    jobs = [job for vault in cloud.world.vaults.values() for job in vault.jobs.values()]
    return [
        JobProgress(job.id, job.operation, job.vm.name, job.status, job.activity_id, _done(job, ends, cloud.now()))
        for job in jobs
    ]


def _done(job: Job, ends: dict[str, datetime], now: datetime) -> float:
    end = ends.get(job.id)
    return (now - job.started) / (end - job.started) if job.running and end else 1.0
