"""What `@app.retry` says of a failed run."""

import itertools
from datetime import timedelta

from local_stack.functions_host import retry_policy
from local_stack.functions_host.protos import Message
from local_stack.functions_host.retry_policy import RetryPolicy


def options(strategy: str, most: int, **intervals: float) -> Message:
    spans = {name: timedelta(seconds=seconds) for name, seconds in intervals.items()}
    return Message(max_retry_count=most, retry_strategy=strategy, **spans)


def test_without_a_policy_there_is_no_retry() -> None:
    """The next occurrence comes anyway."""
    assert list(retry_policy.of(None).delays()) == []


def test_a_fixed_delay_is_the_same_before_each_retry() -> None:
    """As often as the policy says."""
    assert list(retry_policy.of(options("fixed_delay", 3, delay_interval=60)).delays()) == [60, 60, 60]


def test_an_exponential_backoff_grows_from_the_least_to_the_most() -> None:
    """By about two, with 20 % of chance in it."""
    policy = retry_policy.of(options("exponential_backoff", 6, minimum_interval=4, maximum_interval=30))
    assert policy == RetryPolicy(6, 4, 30)
    delays = list(policy.delays())
    assert (delays[0], delays[-1], len(delays)) == (4, 30, 6)
    assert 4 + 0.8 * 4 <= delays[1] <= 4 + 1.2 * 4
    assert delays == sorted(delays)


def test_minus_one_retries_without_end() -> None:
    """As in Azure."""
    policy = retry_policy.of(options("fixed_delay", -1, delay_interval=1))
    assert list(itertools.islice(policy.delays(), 1000)) == [1] * 1000
