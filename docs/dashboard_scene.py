"""A week of a fleet that has everything, for the pictures of the dashboard."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import NAMESPACE_OID, uuid5

import msgspec

from shared.messages import Request
from shared.requests import BackupFleet, RestoreFiles, RestoreVm, TriggerBackup
from shared.seen_requests import WAITING, Look, Sight, end, stage
from shared.tracker import Stage

# Of each night how many went well, failed, were rejected.
NIGHTS = ((41, 1, 0), (44, 3, 0), (44, 0, 1), (46, 2, 0), (46, 0, 0), (47, 2, 2))


class Scene(NamedTuple):
    """The vault, its VMs, and the time (UTC)."""

    vault: str
    vms: list[str]
    now: datetime

    def rows(self) -> Iterator[Sight]:
        """Yield what was seen of six nights, and of the one that goes on."""
        for back, night in enumerate(reversed(NIGHTS), 1):
            yield from self._night(back, *night)
        yield from self._night(0, 29, 1, 0)
        yield from self._tonight()

    def _night(self, back: int, well: int, failed: int, wrong: int) -> Iterator[Sight]:
        since = self.now - timedelta(days=back, minutes=51)
        outcomes = ["BackupCompleted"] * well + ["OperationFailed"] * failed + ["RequestRejected"] * wrong
        outcomes += ["VmProtected"] * (back % 3 * 3) + ["FleetBackedUp"] * (back > 0)
        for number, outcome in enumerate(outcomes):
            vm = self.vms[number % len(self.vms)]
            ended = since + timedelta(minutes=40)
            error = "UserErrorGuestAgentStatusUnavailable" if "Failed" in outcome else None
            columns = end(outcome, ended, error, seen=ended)
            yield self._row(f"{back}/{number}", TriggerBackup, vm, since, columns)

    def _tonight(self) -> Iterator[Sight]:
        now, vms = self.now, self.vms
        soon = Look(seen=now, due=now + timedelta(minutes=4), attempts=1)
        yield self._running(BackupFleet, "", Stage.BACKING_UP_FLEET, 51, Look(seen=now, percent=72.0))
        yield self._running(RestoreVm, vms[3], Stage.RESTORING, 17, Look(seen=now, percent=35.0, task="Transfer data"))
        yield self._running(RestoreFiles, vms[5], Stage.PREPARING_MOUNT, 1, Look(seen=now))
        for number in (1, 2, 4):
            yield self._running(TriggerBackup, vms[number], Stage.BACKING_UP, 9 * number, Look(seen=now))
        yield self._running(TriggerBackup, vms[6], WAITING, 6, soon)

    def _running(self, kind: type[Request], vm: str, at: str, minutes: int, look: Look) -> Sight:
        since = self.now - timedelta(minutes=minutes)
        return self._row(vm, kind, vm, since, stage(at, msgspec.structs.replace(look, started=since)))

    def _row(self, name: str, kind: type[Request], vm: str, since: datetime, columns: Mapping[str, str]) -> Sight:
        about = {"kind": kind.__name__, "vmId": vm, "vaultId": self.vault, "accepted": since.isoformat()}
        said = {column: text for column, text in about.items() if text}
        return Sight(since.date(), f"{uuid5(NAMESPACE_OID, name)}_{kind.QUEUE}", said | dict(columns))
