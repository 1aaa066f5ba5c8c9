"""The roles of docs/roles cover every call of the app, and nothing more."""

import inspect
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from local_stack.simulator.actions import action_of
from local_stack.simulator.roles import Permission
from proof.permissions.__main__ import DOCS, files
from proof.permissions.flows import FLOWS
from proof.permissions.linked import LINKED
from proof.permissions.measured import Measured, measured
from proof.permissions.roles import SCOPE, union
from shared import recovery_services as rs
from shared import virtual_machines as vms
from shared.events import OperationFailed
from shared.requests import AnyRequest, ConsiderVm
from tests.azure_data import DATA
from tests.running import VAULT, App, vm_id

ENFORCED = [DOCS / "roles" / f"{name}.json" for name in ("vaults", "machines", "passwords")]
BUILT_IN = ("Backup Contributor", "Virtual Machine Contributor", "Key Vault Secrets Officer")
ONLY_READER_HAS = ["microsoft.recoveryservices/vaults/backupfabrics/operationsstatus/read"]
SENT_UNDER_ANOTHER_NAME = {ConsiderVm.QUEUE: "vm-events", "revoke-files": "restore-files"}
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ARGUMENTS: dict[str, object] = {
    "vault_id": VAULT,
    "vm_id": vm_id("web01"),
    "name": "x",
    "policy": "x",
    "point": "x",
    "action": "revokeInstantItemRecovery",
    "job_id": "x",
    "operation": None,
    "since": NOW,
    "until": NOW,
    "region": "westeurope",
}


@pytest.fixture(scope="module")
def enforced() -> Iterator[Mapping[str, Measured]]:
    """Every flow, on a simulator that refuses what the committed roles do not grant."""
    with Azurite() as azurite:
        yield measured(azurite, ENFORCED)


@pytest.mark.parametrize("flow", FLOWS)
def test_nothing_is_refused(enforced: Mapping[str, Measured], flow: str) -> None:
    """No flow needs what its roles do not grant."""
    assert enforced[flow].refused == ()


def test_every_action_of_a_role_is_used(enforced: Mapping[str, Measured]) -> None:
    """And page and roles are those that `python -m proof.permissions` writes."""
    for path, text in files(dict(enforced)).items():
        assert path.read_text() == text, f"{path} is not current: make permissions"


def test_every_request_and_the_report_are_flows() -> None:
    """A new request is noticed."""
    queues = [kind.QUEUE for kind in (*AnyRequest.__value__.__args__, ConsiderVm)]
    assert {SENT_UNDER_ANOTHER_NAME.get(queue, queue) for queue in queues} | {"report", "poison"} == set(FLOWS)


ADDRESSES = {
    name: function
    for module in (rs, vms)
    for name, function in vars(module).items()
    if inspect.isfunction(function)
    and function.__module__ == module.__name__
    and not name.startswith("_")
    and inspect.signature(function).return_annotation is str
    and name not in {"item_name", "policy_id", "recovery_point_id"}
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_address_that_the_app_knows_is_asked_by_a_flow(name: str, enforced: Mapping[str, Measured]) -> None:
    """What no flow asks would be missing from the roles."""
    function: Callable[..., str] = ADDRESSES[name]
    url = function(**{parameter: ARGUMENTS[parameter] for parameter in inspect.signature(function).parameters})
    kind = action_of("GET", url.partition("?")[0]).rpartition("/")[0].lower()
    used = {action.lower().removesuffix("/action").removesuffix("/read") for action in _used(enforced)}
    assert kind in used | {action.lower().removesuffix("/write") for action in _used(enforced)}


def test_what_a_role_lacks_is_named_in_the_event(
    tmp_path: Path, azurite: Azurite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The action, as it has to be written into the role."""
    role = tmp_path / "role.json"
    granted = json.loads(ENFORCED[0].read_text())
    lacking = [action for action in granted["Actions"] if not action.endswith("/backup/action")]
    role.write_text(json.dumps(granted | {"Actions": lacking}))
    with Simulator(roles=[role]) as azure:
        app = App(azure, monkeypatch, AzureWebJobsStorage=azurite.connection_string)
        app.run(app.protect())
        (event,) = app.run(app.back_up())
    assert isinstance(event, OperationFailed)
    assert event.error.code == "AuthorizationFailed"
    assert "perform action 'Microsoft.RecoveryServices/vaults/backupFabrics/" in event.error.message
    assert event.error.recommendations


@pytest.mark.skipif(not (DATA / "roles.json").exists(), reason="the roles of Azure are not here")
def test_the_built_in_roles_are_enough_together_with_reader(enforced: Mapping[str, Measured]) -> None:
    """Azure's own definitions grant every call but one, and the linked actions but those on what a restore names."""
    known = json.loads((DATA / "roles.json").read_text())
    granted = [
        msgspec.convert({name.lower(): value for name, value in permission.items()}, Permission, strict=False)
        for role in BUILT_IN
        for permission in known[role]["permissions"]
    ]
    arm = union(one.arm for one in enforced.values())
    secrets = union(one.key_vault for one in enforced.values())
    assert [one.lower() for one in arm if not any(role.permits(one) for role in granted)] == ONLY_READER_HAS
    assert [action for action in secrets if not any(one.permits_data(action) for one in granted)] == []
    wanting = {one.action for one in LINKED if not any(permission.permits(one.action) for permission in granted)}
    assert wanting <= {
        "Microsoft.Resources/subscriptions/resourceGroups/write",
        "Microsoft.Storage/storageAccounts/write",
        "Microsoft.Network/virtualNetworks/subnets/read",
    }


def test_a_role_of_a_file_names_no_real_subscription() -> None:
    """It is a place to fill in."""
    for path in Path(DOCS / "roles").glob("*.json"):
        assert json.loads(path.read_text())["AssignableScopes"] == [SCOPE]


def _used(flows: Mapping[str, Measured]) -> list[str]:
    return union(one.arm for one in flows.values())
