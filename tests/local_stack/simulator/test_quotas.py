"""Azure takes only so many requests; the simulator counts as Azure does, and refuses if it is asked to."""

from collections.abc import Iterator

import pytest
import requests
from azure.mgmt.recoveryservices import RecoveryServicesClient

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import SUBSCRIPTION, VAULT, Arm, code, item_path
from tests.local_stack.simulator.recordings import form, recorded, with_recordings
from tests.local_stack.simulator.sdk import credential

LEFT = "x-ms-ratelimit-remaining-subscription"
JOBS = f"{VAULT}/backupJobs"
GROUPS = f"{SUBSCRIPTION}/resourceGroups"
NOWHERE = VAULT.replace("nightly", "nowhere")


@pytest.fixture
def strict() -> Iterator[Simulator]:
    """Start a simulator that refuses what is beyond a quota."""
    with Simulator(speed=0, seed=1, quotas=True) as azure:
        yield azure


def left(answer: requests.Response) -> dict[str, int]:
    headers = {key.removeprefix(f"{LEFT}-"): value for key, value in answer.headers.items() if key.startswith(LEFT)}
    return {key: int(value) for key, value in headers.items()}


def exhaust(arm: Arm, where: str = NOWHERE) -> None:
    """Use up what Recovery Services has for an hour of deletions: each counts, even of a vault that is not there."""
    assert [arm.call("DELETE", where).status_code for _ in range(50)] == [404] * 50


@pytest.fixture(scope="module")
def drained() -> Iterator[Simulator]:
    """Start a strict simulator whose caller has just had all reads of the moment."""
    with Simulator(speed=0, seed=1, quotas=True) as azure, Arm(azure) as arm:
        assert [arm.get(GROUPS).status_code for _ in range(250)] == [200] * 250
        yield azure


@pytest.mark.parametrize(
    ("method", "where", "remaining"),
    [
        ("GET", JOBS, {"resource-requests": 449}),
        ("GET", f"{JOBS}/any", {"resource-requests": 449}),
        ("GET", f"{VAULT}/backupPolicies", {"resource-requests": 299}),
        ("GET", item_path("web01"), {"resource-requests": 299}),
        ("GET", VAULT, {"reads": 249, "global-reads": 3749}),
        ("PATCH", VAULT, {"resource-requests": 299}),
        ("DELETE", VAULT, {"resource-requests": 49}),
        ("POST", f"{item_path('web01')}/backup", {"writes": 199, "global-writes": 2999}),
        ("DELETE", f"{VAULT}/backupPolicies/any", {"deletes": 199, "global-deletes": 2999}),
        ("GET", GROUPS, {"reads": 249, "global-reads": 3749}),
    ],
)
def test_what_is_left(arm: Arm, method: str, where: str, remaining: dict[str, int]) -> None:
    """Every answer tells what is left of the quota it is taken from: the recorded numbers, and one less each time."""
    body: object = {} if method in ("PATCH", "POST") else None
    assert left(arm.call(method, where, body)) == remaining
    assert left(arm.call(method, where, body)) == {key: count - 1 for key, count in remaining.items()}


@with_recordings
def test_beyond_the_hour(strict: Simulator) -> None:
    """What is beyond the hour's number is refused in the recorded words, until the hour is over."""
    with Arm(strict) as arm:
        exhaust(arm)
        strict.advance(45)
        refused, theirs = arm.call("DELETE", VAULT), recorded("throttling_429", 103)["body"]
        assert form(refused.json()) == form(theirs)
        words = theirs["error"]["message"].replace("backupJobs/read", "delete").replace("'150'", "'50'")
        assert (refused.status_code, refused.json()["error"]["message"]) == (429, words.replace("'324'", "'3555'"))
        assert (refused.headers["Retry-After"], left(refused)) == ("3555", {})
        assert arm.get(VAULT).status_code == 200
        strict.advance(3554)
        assert arm.call("DELETE", VAULT).headers["Retry-After"] == "1"
        strict.advance(1)
        assert left(arm.call("DELETE", VAULT)) == {"resource-requests": 49}


def test_beyond_the_bucket(drained: Simulator) -> None:
    """At one moment a caller has 250 reads; writes are another matter, and 25 more reads come every second."""
    with Arm(drained) as arm:
        assert code(arm.get(GROUPS)) == (429, "SubscriptionRequestsThrottled")
        assert arm.get(GROUPS).headers["Retry-After"] == "1"
        assert arm.protect("web01").status_code == 202
        drained.advance(1)
        assert [arm.get(GROUPS).status_code for _ in range(26)] == [200] * 25 + [429]


def test_callers_have_buckets_of_their_own(drained: Simulator) -> None:
    """The function app and the operator with `az` do not take each other's tokens, but those of all callers."""
    query, header = {"resource": "https://management.azure.com"}, {"X-IDENTITY-HEADER": drained.identity_header}
    token = requests.get(drained.identity_endpoint, params=query, headers=header, timeout=10).json()["access_token"]
    url = f"{drained.url}{GROUPS}?api-version=2024-11-01"
    answer = requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert (answer.status_code, left(answer)["reads"]) == (200, 249)
    assert left(answer)["global-reads"] < 3749


def test_tokens_are_free(drained: Simulator) -> None:
    """Who asks for a token, or asks the simulator itself, is not counted; who has none is refused for that."""
    for path in ("/metadata/endpoints", "/_simulator/quotas"):
        answer = requests.get(drained.url + path, timeout=10)
        assert (answer.status_code, left(answer)) == (200, {})
    assert requests.get(drained.url + GROUPS, timeout=10).status_code == 401


def test_hours_are_the_subscriptions(azure: Simulator, arm: Arm) -> None:
    """Recovery Services counts for each subscription, whoever asks."""
    other = VAULT.replace("22222222-", "33333333-")
    azure.add_vault(other, "westeurope")
    assert left(arm.get(f"{VAULT}/backupJobs")) == left(arm.get(f"{other}/backupJobs")) == {"resource-requests": 449}


def test_switch(azure: Simulator, arm: Arm) -> None:
    """Quotas are counted anyway; over HTTP they are switched on, shown, and filled again."""
    where = f"{azure.url}/_simulator/quotas"
    exhaust(arm)
    assert arm.call("DELETE", NOWHERE).status_code == 404
    shown = requests.post(where, json={"enforced": True}, timeout=10).json()
    assert shown["enforced"]
    assert [one["left"] for one in shown["hours"]] == [0]
    assert sorted(one["left"] for one in shown["buckets"]) == [149, 2949]
    assert arm.call("DELETE", NOWHERE).status_code == 429
    assert requests.delete(where, timeout=10).status_code == 204
    assert arm.call("DELETE", NOWHERE).status_code == 404
    assert requests.post(where, json={"enforced": "perhaps"}, timeout=10).status_code == 400


def test_microsofts_client_waits() -> None:
    """Microsoft's SDK waits as long as it is told to in real time, and succeeds."""
    with Simulator(speed=3600, seed=1, quotas=True) as azure, Arm(azure) as arm, credential(azure) as application:
        exhaust(arm)
        subscription = SUBSCRIPTION.rpartition("/")[2]
        with RecoveryServicesClient(
            application, subscription, azure.tls_url, connection_verify=azure.ca_file
        ) as client:
            client.vaults.begin_delete("backup", "nightly", polling=False)
        answers = [entry["status"] for entry in azure.journal() if entry["path"] == VAULT]
    assert (answers[0], answers[-1]) == (429, 202)
