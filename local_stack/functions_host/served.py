"""The functions of an app, each with what makes it run: a listener, or a door of the HTTP server."""

import logging
from dataclasses import dataclass, field
from typing import Protocol

from local_stack.functions_host import queue_message
from local_stack.functions_host.bindings import Function
from local_stack.functions_host.function_run import RunnableFunction
from local_stack.functions_host.host_json import Extensions
from local_stack.functions_host.output_bindings import OutputBindings
from local_stack.functions_host.protos import TypedData
from local_stack.functions_host.queue_function import QueueFunction
from local_stack.functions_host.queue_listener import QueueListener
from local_stack.functions_host.storage_blobs import StorageBlobs
from local_stack.functions_host.storage_queues import StorageQueues
from local_stack.functions_host.timer.function import TimerFunction
from local_stack.functions_host.timer.listener import TimerListener
from local_stack.functions_host.timer.lock import Terms
from local_stack.functions_host.web.admin import RunNow
from local_stack.functions_host.web.door import Door
from local_stack.functions_host.web.event_grid import EventGridWebhook
from local_stack.functions_host.web.function import HttpFunction
from local_stack.functions_host.worker import Worker

log = logging.getLogger("host")


class Listener(Protocol):
    """Waits for what makes a function run."""

    async def listen(self) -> None:
        """Serve until `stop`, then return when the last run is done."""

    def stop(self) -> None:
        """Begin no more runs."""


@dataclass(frozen=True)
class Surroundings:
    """What functions need of their host. `lease` (seconds) is that of queue messages."""

    worker: Worker
    queues: StorageQueues
    blobs: StorageBlobs
    extensions: Extensions
    lease: int
    timers: Terms


@dataclass
class Served:
    """What runs an app's functions: listeners, doors, and by name how to run one on demand (None: not by a text)."""

    surroundings: Surroundings
    listeners: list[Listener] = field(default_factory=list)
    doors: list[Door] = field(default_factory=list)
    on_demand: dict[str, RunNow | None] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    _event_grid: dict[str, RunnableFunction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.doors.append(EventGridWebhook(self._event_grid).door())
        self._kinds = {
            "queueTrigger": self._queue,
            "timerTrigger": self._timer,
            "httpTrigger": self._http,
            "eventGridTrigger": self._events,
        }

    def __str__(self) -> str:
        return ", ".join(self.names)

    def add(self, function: Function) -> None:
        """Serve a function; StartError when its bindings cannot be."""
        add = self._kinds.get(function.trigger.type)
        if add is None:
            log.warning("%s is not served: this host has no %s yet", function.name, function.trigger.type)
            return
        around = self.surroundings
        outputs = OutputBindings(function, around.queues, around.extensions.queues.message_encoding)
        add(RunnableFunction(function, outputs, around.worker))

    def _queue(self, function: RunnableFunction) -> None:
        around, queues = self.surroundings, self.surroundings.extensions.queues
        queue_function = QueueFunction(function.function, around.queues, around.worker, queues, around.lease)
        listener = QueueListener(queue_function, queues)

        async def run_now(text: str) -> None:
            value = queue_message.value(text.encode(), function.function.trigger.data_type)
            await function.run(value, queue_message.metadata_on_demand(text))

        self.listeners.append(listener)
        self._note(function, str(listener), run_now)

    def _timer(self, function: RunnableFunction) -> None:
        listener = TimerListener(TimerFunction(function), self.surroundings.blobs, self.surroundings.timers)
        self.listeners.append(listener)
        self._note(function, str(listener), listener.run_on_demand)

    def _http(self, function: RunnableFunction) -> None:
        http_function = HttpFunction(function, self.surroundings.extensions.http.route_prefix)
        self.doors.append(http_function.door())
        self._note(function, str(http_function), None)

    def _events(self, function: RunnableFunction) -> None:
        self._event_grid[function.name] = function
        self._note(function, f"{function.name} <- Event Grid", lambda text: function.run(TypedData(json=text)))

    def _note(self, function: RunnableFunction, name: str, run_now: RunNow | None) -> None:
        self.names.append(name)
        self.on_demand[function.name] = run_now
