"""One operation answers under every form of address that Azure has for it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path

STATUSES = [
    f"{item_path('web01')}/operationsStatus",
    f"{VAULT}/backupFabrics/Azure/operationsStatus",
    f"{VAULT}/backupOperations",
]
RESULTS = [
    f"{item_path('web01')}/operationResults",
    f"{item_path('web01').partition('/protectedItems')[0]}/operationResults",
    f"{VAULT}/backupFabrics/Azure/operationResults",
    f"{VAULT}/backupOperationResults",
]


def operation_id(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2]


@pytest.mark.parametrize("form", STATUSES)
def test_every_status_address(arm: Arm, form: str) -> None:
    """The id alone is enough to ask for the state, as `az` does."""
    accepted = arm.protect("web01")
    here = f"{form}/{operation_id(accepted.headers['Azure-AsyncOperation'])}"
    assert arm.get(here).json()["status"] == "InProgress"
    arm.finish(accepted)
    assert arm.get(here).json()["status"] == "Succeeded"


@pytest.mark.parametrize("form", RESULTS)
def test_every_result_address(arm: Arm, form: str) -> None:
    """The id alone is enough to ask for the result."""
    accepted = arm.protect("web01")
    here = f"{form}/{operation_id(accepted.headers['Location'])}"
    assert arm.get(here).status_code == 202
    arm.finish(accepted)
    assert arm.get(here).json()["properties"]["friendlyName"] == "web01"


@pytest.mark.parametrize("form", [*STATUSES, *RESULTS, f"{VAULT}/operationStatus", f"{VAULT}/operationResults"])
def test_unknown_operation(arm: Arm, form: str) -> None:
    """An operation the vault has never had is not found."""
    assert code(arm.get(f"{form}/2d9e7b4f-4c0f-4a7c-8f5e-0a1b2c3d4e5f")) == (404, "BMSUserErrorOperationNotFound")


def test_addresses_are_signed_anew_every_time(azure: Simulator, arm: Arm) -> None:
    """An address is about 3,461 characters long and another one in every answer; the old one stays good."""
    accepted = arm.protect("web01")
    first = accepted.headers["Location"]
    second = arm.get(first).headers["Location"]
    assert first != second
    for address in (first, second, accepted.headers["Azure-AsyncOperation"]):
        assert 3300 < len(address) < 3600
        lengths = {key: len(values[0]) for key, values in parse_qs(urlsplit(address).query).items()}
        assert lengths == {"api-version": 10, "t": 18, "c": 2615, "s": 342, "h": 43}
    azure.advance(114)
    assert arm.get(first).status_code == arm.get(second).status_code == 200


def test_addresses_are_where_the_client_called(azure: Simulator, arm: Arm) -> None:
    """Scheme and host are the caller's, as are its api-version and the way it spells names."""
    accepted = arm.protect("web01")
    called = f"{azure.url}{item_path('web01').replace('%3B', ';')}"
    assert accepted.headers["Location"].startswith(f"{called}/operationResults/")
    assert accepted.headers["Azure-AsyncOperation"].startswith(f"{called}/operationsStatus/")
    assert "?api-version=2026-10-01&t=" in accepted.headers["Location"]
    at_the_vault = (
        f"{VAULT.replace('/nightly', '/NIGHTLY')}/backupOperationResults/{operation_id(accepted.headers['Location'])}"
    )
    assert (
        "/vaults/NIGHTLY/backupFabrics/Azure/protectionContainers/IaasVMContainer;"
        in (arm.get(at_the_vault).headers["Location"])
    )


def test_headers_of_the_gateway(arm: Arm) -> None:
    """Every answer has the headers that ARM adds, and echoes the caller's request id."""
    answer = arm.call("GET", VAULT, None, {"x-ms-client-request-id": "mine"})
    expected = {
        "Cache-Control": "no-cache",
        "Pragma": "no-cache",
        "Expires": "-1",
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "x-ms-client-request-id": "mine",
        "x-ms-ratelimit-remaining-subscription-reads": "249",
        "x-ms-ratelimit-remaining-subscription-global-reads": "3749",
    }
    assert expected.items() <= dict(answer.headers).items()
    assert answer.headers["x-ms-request-id"] == answer.headers["x-ms-correlation-request-id"]
    assert answer.headers["x-ms-routing-request-id"].endswith(answer.headers["x-ms-request-id"])
    assert "x-ms-client-request-id" not in arm.get(VAULT).headers
