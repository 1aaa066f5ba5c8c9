"""Failures that pass, at a rate: Azure has its bad hours."""

from collections import Counter

import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm


def answers(azure: Simulator, times: int) -> list[requests.Response]:
    with Arm(azure) as arm:
        return [arm.get(VAULT) for _ in range(times)]


def test_all_kinds() -> None:
    """500, 502 and 504 come as Azure writes them, or as the pages of a proxy before it."""
    with Simulator(seed=1, transient=1) as azure:
        failed = answers(azure, 60)
    kinds = Counter((one.status_code, one.headers["Content-Type"].partition(";")[0]) for one in failed)
    page, body = "text/html", "application/json"
    assert kinds.keys() == {(500, body), (502, body), (504, body), (502, page), (504, page)}
    assert kinds.most_common(1)[0][0] == (504, body)
    assert {one.json()["error"]["code"] for one in failed if body in one.headers["Content-Type"]} == {
        "RestApiInternalError",
        "InvalidGatewayHost",
        "GatewayTimeout",
    }


def test_rate() -> None:
    """So many fail as was asked for, and the same with the same seed."""
    runs = []
    for _ in range(2):
        with Simulator(seed=5, transient=0.2) as azure:
            runs.append([one.status_code for one in answers(azure, 100)])
    assert runs[0] == runs[1]
    assert 8 < sum(status >= 500 for status in runs[0]) < 32


def test_who_is_spared() -> None:
    """Tokens, the key vault and the simulator's own routes never fail so."""
    with Simulator(seed=1, transient=1) as azure:
        paths = [f"{azure.url}/metadata/endpoints", f"{azure.url}/_simulator", f"{azure.key_vault_uri}/secrets"]
        found = [requests.get(path, verify=azure.ca_file, timeout=10).status_code for path in paths]
    assert found == [200, 200, 401]


def test_time_out_after_the_work() -> None:
    """Behind a gateway that has waited in vain the work may have been done, or not."""
    done = set()
    for seed in range(12):
        with Simulator(seed=seed, transient=1) as azure, Arm(azure) as arm:
            timed_out = arm.protect("web01").status_code == 504
            azure.advance(114)
            if timed_out:
                done.add(bool(azure.jobs()))
    assert done == {True, False}


def test_no_rate() -> None:
    """A rate is a share of all."""
    with pytest.raises(ValueError, match="0 to 1"):
        Simulator(transient=50)
