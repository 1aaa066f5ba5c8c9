"""The rules by which a message is deleted, shown again, put aside or left."""

import pytest

from local_stack.functions_host import message_fate
from local_stack.functions_host.message_fate import Fate


@pytest.mark.parametrize(
    ("run", "poisonable", "fate"),
    [
        (1, True, Fate.RETRY),
        (4, True, Fate.RETRY),
        (5, True, Fate.POISON),
        (6, True, Fate.POISON),
        (1, False, Fate.LEAVE),
        (5, False, Fate.LEAVE),
    ],
)
def test_a_failed_run_leads_to_a_retry_until_the_last(run: int, fate: Fate, *, poisonable: bool) -> None:
    """Where there is no poison queue, an immediate retry would never end."""
    assert message_fate.of_failed(run, 5, poisonable=poisonable) is fate


@pytest.mark.parametrize(
    ("queue", "poison"),
    [
        ("protect-vm", "protect-vm-poison"),
        ("protect-vm-poison", None),
        ("q" * 56, "q" * 56 + "-poison"),
        ("q" * 57, None),
    ],
)
def test_a_poison_queue_is_named_after_its_queue(queue: str, poison: str | None) -> None:
    """Unless that is one itself, or the name would exceed the 63 characters of a queue's name."""
    assert message_fate.poison_queue(queue) == poison
