"""What each flow asks of Azure, from the simulator's journal and from what is sent to storage."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from local_stack.simulator.actions import actions_of, secret_action
from proof.permissions.flows import FLOWS, Flow
from proof.permissions.storage import storage_action
from tests.running import VAULT, App

WIRE_LOG = "urllib3.connectionpool"


class Measured(NamedTuple):
    """The actions of one flow, and the calls that were refused."""

    arm: frozenset[str]
    key_vault: frozenset[str]
    storage: frozenset[str]
    refused: tuple[str, ...]


def measured(azurite: Azurite, roles: Sequence[Path] = ()) -> Mapping[str, Measured]:
    """Run every flow, each on an Azure of its own, which enforces the roles if there are any."""
    return {name: _run(flow, azurite, roles) for name, flow in FLOWS.items()}


def _run(flow: Flow, azurite: Azurite, roles: Sequence[Path]) -> Measured:
    with (
        pytest.MonkeyPatch.context() as patch,
        Simulator(seed=1, page_size=3, roles=roles) as azure,
        _sent() as sent,
    ):
        patch.setenv("REQUESTS_CA_BUNDLE", azure.ca_file)
        patch.setenv("NO_PROXY", "127.0.0.1")
        flow(App(azure, patch, **_settings(azure, azurite)))
        return _told(azure.journal(), sent)


def _settings(azure: Simulator, azurite: Azurite) -> dict[str, str]:
    return {
        "AzureWebJobsStorage": azurite.connection_string,
        "KEY_VAULT_URI": azure.key_vault_uri,
        "RECORDS_CONTAINER": f"records-{uuid4()}",
        "SCRIPTS_CONTAINER": f"scripts-{uuid4()}",
        "BACKUP_RULES": json.dumps([{"region": "westeurope", "vault": VAULT}]),
    }


def _told(journal: Sequence[Mapping[str, object]], sent: Sequence[tuple[str, str]]) -> Measured:
    calls = [(str(entry["method"]), str(entry["path"]), entry) for entry in journal]
    arm = [call for call in calls if call[1].lower().startswith("/subscriptions")]
    secrets = [call for call in calls if call[1].lower().startswith(("/secrets", "/deletedsecrets"))]
    return Measured(
        frozenset(action for method, path, entry in arm for action in actions_of(method, path, _query(entry))),
        frozenset(secret_action(method, path) for method, path, _ in secrets),
        frozenset(action for method, url in sent if (action := storage_action(method, url))),
        tuple(f"{method} {path}" for method, path, entry in calls if entry["status"] == 403),  # noqa: PLR2004 - forbidden
    )


def _query(entry: Mapping[str, object]) -> Mapping[str, str]:
    query = entry["query"]
    return {str(name): str(value) for name, value in query.items()} if isinstance(query, dict) else {}


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.sent: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the method and the path of a request; what is logged of one are scheme, host, port, method, path."""
        match record.args:
            case (_, _, _, str() as method, str() as path, *_):
                self.sent.append((method, path))


@contextmanager
def _sent() -> Iterator[list[tuple[str, str]]]:
    """List what all clients send, as urllib3 logs it."""
    log, listener = logging.getLogger(WIRE_LOG), _Listener()
    level = log.level
    log.addHandler(listener)
    log.setLevel(logging.DEBUG)
    try:
        yield listener.sent
    finally:
        log.removeHandler(listener)
        log.setLevel(level)
