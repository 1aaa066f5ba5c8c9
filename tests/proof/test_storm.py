"""A storm's plan comes from its seed; a small one is played."""

from dataclasses import replace
from itertools import pairwise

from proof.storm.kinds import FOLLOWING, KINDS
from proof.storm.plan import Away, Create, Kill, Send, plan
from proof.storm.storm import play


def test_the_seed_is_the_plan() -> None:
    """All that is chosen comes from the seed."""
    assert plan(3, 50) == plan(3, 50)
    assert plan(3, 50) != plan(4, 50)


def test_everything_happens() -> None:
    """Two hundred requests are of all kinds, come once, twice and thrice; hosts and storage fall."""
    made = plan(1, 200)
    sent = [deed for deed in made.deeds if isinstance(deed, Send)]
    assert {send.kind for send in sent} == KINDS.keys() | FOLLOWING.keys() - {"revoke"}
    assert {type(deed) for deed in made.deeds} == {Send, Create, Kill, Away}
    copies = [sum(other.request_id == send.request_id for other in sent) for send in sent if send.request_id]
    assert {1, 2, 3} <= set(copies)
    assert made.revoked
    assert all(one.at <= other.at for one, other in pairwise(made.deeds))


def test_a_small_storm() -> None:
    """On the real stack, in bad weather, with copies out of order: nothing lost, nothing twice.

    Kills and outages are left to `make proof`: what a killed host has taken comes back after its lease of 15 s.
    """
    made = plan(2, 12)
    gentle = replace(made, hosts=1, deeds=tuple(deed for deed in made.deeds if isinstance(deed, Send | Create)))
    one = play(gentle, 2, 0.1)
    assert one.broken == {}, "\n".join(one.stories)
    assert one.requests >= 12
    assert sum(one.weather.values()) > 0
