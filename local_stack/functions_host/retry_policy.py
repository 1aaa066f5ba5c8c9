"""How often and how soon a failed run is repeated: what `@app.retry` says. Pure.

Only timers have it here: a queue retries by its dequeue count, Event Grid delivers again.
https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from local_stack.functions_host.back_off import BackOff
from local_stack.functions_host.protos import Message

WITHOUT_END = -1


@dataclass(frozen=True)
class RetryPolicy:
    """Repeat up to `most` times, after `shortest` seconds at first and at most `longest`; the same number: always."""

    most: int
    shortest: float
    longest: float

    def delays(self) -> Iterator[float]:
        """Yield the seconds to wait before each further try."""
        growing = BackOff(self.longest, self.shortest)
        waits = (growing.next() for _ in itertools.count())
        return waits if self.most == WITHOUT_END else itertools.islice(waits, self.most)


NONE = RetryPolicy(0, 0, 0)


def of(options: Message | None) -> RetryPolicy:
    """Read the worker's RpcRetryOptions: fixed_delay has one interval, exponential_backoff a least and a most."""
    match options:
        case None:
            return NONE
        case Message(max_retry_count=most, retry_strategy="fixed_delay", delay_interval=timedelta() as delay):
            return RetryPolicy(most, delay.total_seconds(), delay.total_seconds())
        case Message(max_retry_count=most, minimum_interval=shortest, maximum_interval=longest):
            return RetryPolicy(most, shortest.total_seconds(), longest.total_seconds())
    raise TypeError(options)
