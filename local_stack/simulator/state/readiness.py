"""How far a VM has come: provisioned, running, and its agent heard of."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

type Provisioning = Literal["Creating", "Updating", "Succeeded", "Failed", "Deleting"]
type Agent = Literal["ready", "not ready", "absent"]
type Power = Literal["running", "stopped", "deallocated"]


class Readiness(Struct, frozen=True):
    """What a VM says of itself. From `ready_from` on it is provisioned, and its agent is ready."""

    provisioning: Provisioning = "Succeeded"
    agent: Agent = "ready"
    power: Power = "running"
    ready_from: datetime | None = None

    def at(self, now: datetime) -> "Readiness":
        """Tell how it is at a moment: only a running VM shows an agent (reference: VM creation events)."""
        agent, provisioning = self.agent, self.provisioning
        if self.ready_from and now < self.ready_from:
            agent = "not ready" if agent == "ready" else agent
        elif self.ready_from:
            agent, provisioning = "ready", "Succeeded"
        return Readiness(provisioning, agent if self.power == "running" else "absent", self.power)
