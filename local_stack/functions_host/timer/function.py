"""A function with a timer trigger: runs it for one occurrence, and again if it fails and its retry policy says so."""

import json
import logging
from collections.abc import Awaitable, Callable

from local_stack.functions_host.function_run import RunnableFunction
from local_stack.functions_host.protos import Message, TypedData
from local_stack.functions_host.start_error import StartError
from local_stack.functions_host.timer import ncrontab
from local_stack.functions_host.timer.schedule_status import ScheduleStatus
from local_stack.functions_host.worker import InvocationError

log = logging.getLogger("host.timer")

type Pause = Callable[[float], Awaitable[bool]]


class TimerFunction:
    """A timer and its schedule; StartError when that is malformed."""

    def __init__(self, function: RunnableFunction) -> None:
        self.name = function.name
        self.trigger = function.function.trigger
        self._function, self._policy = function, function.function.retry
        try:
            self.schedule = ncrontab.parse(self.trigger.schedule)
        except ncrontab.MalformedError as error:
            raise StartError(f"{self.name}: the schedule {self.trigger.schedule!r} is malformed: {error}") from None

    async def run(self, status: ScheduleStatus | None, pause: Pause, *, past_due: bool) -> bool:
        """Run the function until it succeeds or no try is left; return False if that was cut short.

        `status` is that of before the run: its `next` is the occurrence that comes now; None when it is not monitored.
        `pause` waits some seconds before the next try, and returns whether this host may make no more.
        """
        count, failure, delays = 0, None, self._policy.delays()
        while True:
            failure = await self._failure(timer_info(status, past_due=past_due), count, failure)
            delay = next(delays, None) if failure else None
            if delay is None:
                return True
            count += 1
            log.warning("%s: retry %d in %g s", self.name, count, delay)
            if self._function.is_lost or await pause(delay):
                return False

    async def run_on_demand(self, status: ScheduleStatus | None) -> None:
        """Run the function once, not past due; InvocationError, already logged, if it fails."""
        await self._function.run(timer_info(status, past_due=False))

    async def _failure(self, value: TypedData, count: int, last_failure: Message | None) -> Message | None:
        retry = Message(retry_count=count, max_retry_count=self._policy.most, exception=last_failure)
        try:
            await self._function.run(value, retry=retry)
        except InvocationError as error:
            message, _, trace = str(error).partition("\n")
            return Message(source="", message=message, stack_trace=trace)
        return None


def timer_info(status: ScheduleStatus | None, *, past_due: bool) -> TypedData:
    """Return the TimerInfo that a function gets from Azure's host."""
    info = {
        "Schedule": {"AdjustForDST": True},
        "ScheduleStatus": status and status.document(),
        "IsPastDue": past_due,
    }
    return TypedData(json=json.dumps(info))
