"""Plays a plan on the real stack: Azurite, simulated Azure in bad weather, and hosts as processes."""

import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from local_stack.functions_host.process import HostProcess, HostStartError
from local_stack.inbox import Inbox
from local_stack.stack import Stack
from proof.storm.history import Arrived, Blow, History, Sent
from proof.storm.kinds import REVOKE
from proof.storm.plan import Away, Create, Deed, Kill, Plan, Send
from proof.storm.promise import left, lost
from shared.cloud_event import Event
from shared.requests import RevokeFiles

LOOK_EVERY = 0.1  # seconds
LATER = 0.5  # seconds between looks when all deeds are done
REST = 3.0  # seconds without anything under way, and it is over
PATIENCE = 90.0  # seconds after the last deed


class Stage:
    """One storm, while it lasts."""

    def __init__(self, plan: Plan, stack: Stack, hands: ThreadPoolExecutor) -> None:
        self._stack, self._hands = stack, hands
        self._deeds: list[Deed] = list(plan.deeds)
        self._revoked = dict(plan.revoked)
        self._inbox = Inbox(stack.queue(Event.QUEUE))
        self._held: list[Send] = []
        self._away_until: float | None = None
        self._starting: list[Future[HostProcess]] = []
        self._begun = time.monotonic()
        self._last_deed = self._last_busy = 0.0
        self.history = History(datetime.now(UTC))

    def play(self) -> None:
        """Do all deeds, each at its time; then wait until all requests have ended and nothing is under way."""
        while self._last_busy + REST > self._now() and self._last_deed + PATIENCE > self._now():
            next_look = self._now() + (LOOK_EVERY if self._deeds else LATER)
            self._look()
            while self._deeds and self._deeds[0].at <= self._now() < next_look:
                self._do(self._deeds.pop(0))
            if self._is_busy():
                self._last_busy = self._now()
            time.sleep(max(0.0, next_look - self._now()))
        self.history.seconds = self._now()

    def _do(self, deed: Deed) -> None:
        self._last_deed = self._now()
        match deed:
            case Send():
                self._send(deed)
            case Create(name=name):
                self.history.created.append(self._stack.azure.create_vm(name, group="storm", ready_after=None))
            case Kill(which=which):
                self._kill(which)
            case Away(seconds=seconds):
                self._note("storage stops")
                self._stack.azurite.stop()
                self._away_until = self._now() + seconds

    def _send(self, send: Send) -> None:
        if self._away_until is not None:
            self._held.append(send)
            return
        message = self._stack.queue(send.queue).send_message(send.text, visibility_timeout=send.hidden)
        # The rule is the app's, and written down once more here: who sends may rely on it.
        derived = uuid5(NAMESPACE_OID, f"{send.queue}/{message.id}")
        end = f"{send.queue}/{send.request_id or derived}"
        self.history.sent.append(Sent(self._now(), send.kind, send.queue, send.text, end))

    def _kill(self, which: float) -> None:
        hosts = [host for host in self._stack.hosts if host.is_running]
        if not hosts:
            return
        host = hosts[int(which * len(hosts))]
        self._stack.hosts.remove(host)
        self._note(f"{host.name} is killed")
        host.kill()
        self._starting.append(self._hands.submit(self._another))

    def _another(self) -> HostProcess:
        """Start another host; one that does not find its storage is started again, as on Azure."""
        for _ in range(5):
            try:
                return self._stack.add_host()
            except HostStartError:
                self._note("a host could not start")
        return self._stack.add_host()

    def _look(self) -> None:
        """Take in what has arrived, unless storage is away; see whether it is to come back."""
        if self._away_until is not None:
            if self._now() < self._away_until:
                return
            self._stack.azurite.start()
            self._away_until = None
            self._note("storage is back")
            held, self._held = self._held, []
            for send in held:
                self._send(send)
        known = len(self._inbox.arrivals)
        new = self._inbox.receive()
        for id_, kind in self._inbox.arrivals[known:]:
            self.history.arrived.append(Arrived(self._now(), id_, kind, self._inbox.events[id_]))
        for event in new:
            self._revoke(event["data"])

    def _revoke(self, data: dict[str, object]) -> None:
        """Send what a mount's event says to send in order to end it, if that was planned."""
        if "revoke" not in data:
            return
        request_id, message = UUID(str(data["requestId"])), data["revoke"]
        text = json.dumps(message)
        for delay in self._revoked.pop(request_id, ()):
            end = UUID(json.loads(text)["requestId"])
            self._deeds.append(Send(self._now() + delay, REVOKE, RevokeFiles.QUEUE, text, end))
        self._deeds.sort(key=lambda deed: deed.at)

    def _is_busy(self) -> bool:
        if self._deeds or self._held or self._away_until is not None:
            return True
        self.history.left = self._left()
        return any(lost(self.history)) or any(left(self.history)) or not all(host.done() for host in self._starting)

    def _left(self) -> dict[str, int]:
        """Count the messages of all queues, the hidden ones too."""
        names = self._stack.queues()
        return {name: self._stack.queue(name).get_queue_properties().approximate_message_count or 0 for name in names}

    def _note(self, what: str) -> None:
        self.history.blows.append(Blow(self._now(), what))

    def _now(self) -> float:
        return time.monotonic() - self._begun
