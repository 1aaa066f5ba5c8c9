"""What each flow asks of Azure, from the simulator's journal and from what the SDKs send to storage."""

import json
import logging
import re
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

SDK_LOG = "azure.core.pipeline.policies.http_logging_policy"
SENT = re.compile(r"Request URL: '(?P<url>[^']+)'\s+Request method: '(?P<method>[A-Z]+)'")


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
        _sdk_calls() as sent,
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
        super().__init__(logging.INFO)
        self.sent: list[tuple[str, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the method and URL of a request that an SDK logs."""
        if found := SENT.search(record.getMessage()):
            self.sent.append((found["method"], found["url"]))


@contextmanager
def _sdk_calls() -> Iterator[list[tuple[str, str]]]:
    """List what Microsoft's clients send, as they log it."""
    log, listener = logging.getLogger(SDK_LOG), _Listener()
    level = log.level
    log.addHandler(listener)
    log.setLevel(logging.INFO)
    try:
        yield listener.sent
    finally:
        log.removeHandler(listener)
        log.setLevel(level)
