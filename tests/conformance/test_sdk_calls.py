"""A call of an SDK is filled in, made, and compared."""

from typing import Any

import pytest
from azure.core.exceptions import HttpResponseError

from conformance.pattern import Keep
from conformance.sdk import asynchronous, requests, synchronous
from conformance.sdk.calls import of_backup, of_vault, plain
from conformance.world import simulated

KEPT = {"vault": "nightly", "vault_id": "/v", "vm_id": "/web01", "point": "7"}


def test_names_in_models() -> None:
    """Names are filled in within the SDK's models, which stay models."""
    (*_, item), options = of_backup("x", requests.protected("daily"), options={"filter": "a eq '$point'"}).prepared(
        KEPT
    )
    assert type(item).__name__ == "ProtectedItemResource"
    assert item.properties.policy_id == "/v/backupPolicies/daily"
    assert options == {"filter": "a eq '7'"}


def test_expected_refusal() -> None:
    """A refusal with the expected code passes; any other does not, and neither does an answer."""
    call = of_vault("vaults.get", refused="ResourceNotFound")
    error = HttpResponseError("(Other) It is otherwise.")
    assert call.wrongly(error) == "refused: (Other) It is otherwise."
    assert call.differs({"name": "x"}, {}) == "not refused, but given {'name': 'x'}"


def test_plain() -> None:
    """Models become JSON as it went over the wire."""
    assert plain([requests.TAGS, None]) == [{"tags": {"by": "$vault"}}, None]


@pytest.mark.parametrize("tell", [synchronous.tell, asynchronous.tell], ids=["sync", "aio"])
def test_rows(tell: Any) -> None:  # noqa: ANN401 - both have the same form
    """Both clients make the calls in order, and each becomes a row."""
    calls = [
        of_vault("vaults.get", "backup", "$vault", gives={"id": Keep("id")}),
        of_vault("vaults.get", "backup", "nobody", refused="ResourceNotFound"),
        of_vault("vaults.get", "backup", "nobody"),
        of_backup("backup_policies.list", gives=[{"id": "$id/backupPolicies/DefaultPolicy"}, ..., ...]),
        of_backup("protection_policies.get", "$never"),
    ]
    with simulated([], []) as azure:
        rows = list(tell("sdk", calls, azure, dict(KEPT)))
    assert [row.passed for row in rows] == [True, True, False, True, False]
    assert rows[2].differs.startswith("refused: (ResourceNotFound)")
    assert rows[4].differs == "not called: nothing told $never"
