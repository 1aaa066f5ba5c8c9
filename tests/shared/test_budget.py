import heapq
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from local_stack.simulator.errors import Refusal
from local_stack.simulator.state.quotas import Asked, Quotas, charge, left
from shared.answers import Answer, Unavailable
from shared.budget import Budget

BEGUN = datetime(2026, 11, 23, tzinfo=UTC)
SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111"
VAULT = f"{SUBSCRIPTION}/resourceGroups/g/providers/Microsoft.RecoveryServices/vaults/v"
JOBS = f"https://management.azure.com{VAULT}/backupJobs/b?api-version=2026-10-01"
ITEM = f"{VAULT}/backupFabrics/Azure/protectionContainers/c/protectedItems/i"
ACTIONS = {"GET": "Microsoft.RecoveryServices/vaults/backupJobs/read", "POST": "Microsoft.RecoveryServices/x/action"}


class Azure:
    """Azure's quotas as the simulator has them, and a clock."""

    def __init__(self) -> None:
        self.now, self.refused = BEGUN, 0
        self._quotas = Quotas(enforced=True)

    def instance(self) -> Budget:
        return Budget(0.8, 300, lambda: self.now)

    def spend_by_another(self, calls: int) -> None:
        for _ in range(calls):
            self.now += timedelta(seconds=0.05)  # as fast as Azure takes them
            self.asked("GET")

    def asked(self, method: str) -> Answer:
        kind = "reads" if method == "GET" else "writes"
        asked = Asked("s", "p", ACTIONS[method], kind)
        try:
            charge(self._quotas, asked, self.now)
        except Refusal as refused:
            self.refused += 1
            return Answer(429, {"retry-after": refused.values["seconds"]})
        told = left(self._quotas, asked, self.now)
        return Answer(200, {f"x-ms-ratelimit-remaining-subscription-{name}": str(left) for name, left in told.items()})


def called(azure: Azure, budget: Budget, method: str, url: str) -> float:
    """Make a call and return 0, or return the seconds to wait."""
    try:
        budget.spend(method, url)
    except Unavailable as throttled:
        return throttled.retry_after or 0
    budget.learn(method, url, azure.asked(method))
    return 0


def work(azure: Azure, instances: list[Budget], callers: int, call: tuple[str, str], within: float = 0) -> float:
    """Let so many callers come and make one call each, as soon as they may; return the seconds until all have."""
    number = count()
    due = [(within * caller / callers, next(number)) for caller in range(callers)]
    heapq.heapify(due)
    while due:
        seconds, caller = heapq.heappop(due)
        azure.now = BEGUN + timedelta(seconds=seconds)
        if wait := called(azure, instances[caller % len(instances)], *call):
            heapq.heappush(due, (int(seconds + wait) + 1.0, next(number)))
    return (azure.now - BEGUN).total_seconds()


@pytest.mark.parametrize(("instances", "most"), [(1, 100), (4, 200), (16, 400)])
def test_a_thousand_writes_at_once_are_never_one_too_many(instances: int, most: int) -> None:
    """Azure takes 200 at once and ten a second: 80 seconds. Many who come at once are careful of one another."""
    azure = Azure()
    took = work(azure, [azure.instance() for _ in range(instances)], 1_000, ("POST", f"{ITEM}/backup"))
    assert azure.refused == 0
    assert 80 <= took <= most


@pytest.mark.parametrize("instances", [1, 4, 16])
def test_a_thousand_reads_of_450_an_hour_are_never_one_too_many(instances: int) -> None:
    """Three hours are needed at the least."""
    azure = Azure()
    took = work(azure, [azure.instance() for _ in range(instances)], 1_000, ("GET", JOBS), within=60)
    assert azure.refused == 0
    assert 2 * 3_600 <= took <= 4 * 3_600


@given(st.lists(st.tuples(st.floats(0, 2_000), st.sampled_from(["GET", "POST"])), max_size=300))
@settings(max_examples=30)
def test_no_quota_is_exceeded_in_whatever_order_calls_come(calls: list[tuple[float, str]]) -> None:
    """By whom nobody else spends from."""
    azure = Azure()
    budget = azure.instance()
    for pause, method in calls:
        azure.now += timedelta(seconds=pause / 50)
        called(azure, budget, method, JOBS if method == "GET" else f"{ITEM}/backup")
    assert azure.refused == 0


def test_what_others_have_spent_is_met_once_and_then_waited_for() -> None:
    """Until Retry-After is over."""
    azure = Azure()
    budget = azure.instance()
    assert called(azure, budget, "GET", JOBS) == 0
    azure.spend_by_another(449)
    assert called(azure, budget, "GET", JOBS) == 0
    assert azure.refused == 1
    assert 3_000 < called(azure, budget, "GET", JOBS) <= 3_600
    azure.now += timedelta(hours=1)
    assert called(azure, budget, "GET", JOBS) == 0
    assert azure.refused == 1


def test_a_throttled_action_does_not_slow_another() -> None:
    """Nor the same one of another subscription."""
    azure = Azure()
    budget = azure.instance()
    budget.learn("GET", JOBS, Answer(429, {"retry-after": "3000"}))
    with pytest.raises(Unavailable):
        budget.spend("GET", JOBS.replace("/b?", "?"))
    budget.spend("GET", f"{ITEM}/operationsStatus/o")
    budget.spend("POST", f"{ITEM}/backup")
    budget.spend("GET", JOBS.replace("11111111-", "22222222-"))


@pytest.mark.parametrize(("spent", "most"), [(0, 12), (200, 30), (370, 250), (440, 2_000)])
def test_the_less_is_left_the_more_time_lies_between_two_calls(spent: int, most: float) -> None:
    """So that it lasts to the end of the hour."""
    azure = Azure()
    budget = azure.instance()
    called(azure, budget, "GET", JOBS)
    azure.spend_by_another(spent)
    called(azure, budget, "GET", JOBS)
    assert most / 2 <= budget.seconds_a_call("GET", JOBS) <= most


def test_an_action_is_known_by_its_types_not_its_names() -> None:
    """A list and one of it are the same action; case does not matter."""
    azure = Azure()
    budget = azure.instance()
    budget.learn("GET", f"{VAULT}/backupJobs/one", Answer(429, {"retry-after": "10"}))
    for url in (f"{VAULT}/backupJobs", f"{VAULT}2/BACKUPJOBS/two?$filter=a/b", JOBS):
        with pytest.raises(Unavailable):
            budget.spend("GET", url)


def test_without_headers_nothing_is_held_back() -> None:
    """An answer that tells nothing teaches nothing."""
    azure = Azure()
    budget = azure.instance()
    for header in ({}, {"x-ms-ratelimit-remaining-subscription-reads": "many"}):
        budget.learn("GET", JOBS, Answer(200, header))
    for _ in range(1_000):
        budget.spend("GET", JOBS)
    assert budget.seconds_a_call("GET", JOBS) == 0


@pytest.mark.parametrize("url", ["", "/", "https://a", "//", "/subscriptions/", "x\uff0fy", "/providers/"])
def test_every_url_has_a_quota(url: str) -> None:
    """Odd ones as well."""
    Azure().instance().spend("GET", url)


def test_what_is_left_is_told() -> None:
    """Of each quota that was met in the last hour, in calls; what was not heard of since is forgotten."""
    azure = Azure()
    budget = azure.instance()
    assert budget.quotas() == []
    called(azure, budget, "GET", JOBS)
    called(azure, budget, "GET", JOBS)
    (quota,) = budget.quotas()
    assert quota.name == f"GET microsoft.recoveryservices/vaults/backupjobs of {SUBSCRIPTION.rpartition('/')[2]}"
    assert quota.left == quota.most - 1
    azure.now += timedelta(hours=1)
    assert budget.quotas() == []
