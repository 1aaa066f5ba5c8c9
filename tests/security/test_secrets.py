"""The whole app on real queues: whatever it writes, no secret is in it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest
import requests
from azure.data.tables import TableServiceClient
from azure.storage.blob import BlobServiceClient

from local_stack.azurite import ACCOUNT_KEY
from local_stack.functions_host.web.access import HEADER
from local_stack.functions_host.web.keys import CONTAINER as KEYS
from shared.settings import Settings
from tests.operator_ import Operator, operating
from tests.running import STAGING, SUBSCRIPTION, VAULT, vm_id

HIDDEN = "pl4nted-m4rker"
SCRIPT = {"scriptContent": HIDDEN, "scriptExtension": ".py", "osType": "Linux"}


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """Somebody who has had everything done that can be asked for."""
    with operating(tmp_path_factory.mktemp("secrets")) as operator:
        _ask_for_everything(operator)
        yield operator


@pytest.fixture(scope="module")
def secrets(operator: Operator) -> Mapping[str, bytes]:
    """What must be nowhere: found out while it was there."""
    found = dict(_mounted(operator))
    keys = operator.stack.hosts[0].keys
    return found | {
        "the storage account's key": ACCOUNT_KEY.encode(),
        "the storage account's key, in an address": quote(ACCOUNT_KEY, safe="").encode(),
        "a token": b"eyJhbGciOi",  # {"alg": in Base64, as every JSON Web Token begins
        "an authorization": b"Bearer ",
        "the proof of the managed identity": operator.stack.azure.identity_header.encode(),
        "the master key": keys.master.encode(),
        "the key of Event Grid": keys.event_grid.encode(),
        "the report's key": keys.function("report").encode(),
        "the dashboard's key": keys.function("dashboard").encode(),
        "what Azure says of a script in another form": HIDDEN.encode(),
    }


def _ask_for_everything(operator: Operator) -> None:
    """Send what needs nothing done before; then what needs a protected VM; then what needs a backup."""
    vms = [vm_id("web01"), vm_id("db01")]
    restored = {"disks": {"resourceGroupId": f"{SUBSCRIPTION}/resourceGroups/restored"}}
    rounds: list[list[tuple[str, dict[str, object]]]] = [
        [
            ("protect-vm", {"vmId": vms[0]}),
            ("protect-vm", {"vmId": vms[1]}),
            ("prepare-vault", {"vaultId": VAULT, "policy": {"name": "Night", "daily": "22:30"}}),
            ("cancel-job", {"vaultId": VAULT, "jobId": "00000000-0000-0000-0000-000000000000"}),
            ("protect-vm", {"vmId": "no id"}),
        ],
        [("trigger-backup", {"vmId": vm}) for vm in vms],
        [
            ("restore-vm", {"vmId": vms[0], "to": restored, "stagingStorageAccountId": STAGING}),
            ("protection", {"vmId": vms[1], "action": "stop"}),
            ("backup-fleet", {"vaultId": VAULT, "windowMinutes": 0}),
        ],
    ]
    for requests_of_round in rounds:
        for end in [operator.send(queue, body) for queue, body in requests_of_round]:
            operator.event(end)
    host = operator.stack.hosts[0]
    requests.get(f"{host.url}/api/report", headers={HEADER: host.keys.function("report")}, timeout=60)


def _mounted(operator: Operator) -> Iterator[tuple[str, bytes]]:
    """Mount a Linux and a Windows VM, and once what Azure answers in a form that nobody knows."""
    for vm in ("web01", "db01"):
        ready = operator.ask("restore-files", {"vmId": vm_id(vm)})
        password = operator.stack.azure.mount_password(vm).encode()
        script = operator.stores.scripts()[ready["data"]["script"]["blob"]]
        yield f"the password of {vm}", password
        yield f"the password of {vm}, in hexadecimal", password.hex().encode()
        yield f"the script of {vm}", max(script.splitlines(), key=len).encode()
        operator.ask("revoke-files", ready["data"]["revoke"])
    for suffix in (7, HIDDEN, f"web01_{HIDDEN}"):
        _answer_scripts([SCRIPT | {"scriptNameSuffix": suffix}], operator)
        operator.ask("restore-files", {"vmId": vm_id("web01")})
    operator.stack.azure.fault(on="PUT /secrets/*", answer={"status": 400, "body": {"error": {"message": HIDDEN}}})
    operator.ask("restore-files", {"vmId": vm_id("web01")})


def _answer_scripts(scripts: list[dict[str, Any]], operator: Operator) -> None:
    answer = {"status": 200, "body": {"clientScripts": scripts}}
    operator.stack.azure.fault(on="POST */listInstantItemRecoveryOperationResult", answer=answer)


@pytest.fixture(scope="module")
def written(operator: Operator, secrets: Mapping[str, bytes]) -> bytes:
    """Everything that the app and its host have written: logs, queue messages (decoded, too), events, records."""
    assert secrets
    return operator.written() + _records(operator) + _rows(operator) + _dashboard(operator)


def _rows(operator: Operator) -> bytes:
    """Return every row of the read model."""
    with TableServiceClient.from_connection_string(operator.stack.azurite.connection_string) as account:
        tables = [account.get_table_client(table.name) for table in account.list_tables()]
        rows = [str(row) for table in tables for row in table.list_entities()]
    assert any("RestoreFiles" in row for row in rows)
    return "\n".join(rows).encode()


def _dashboard(operator: Operator) -> bytes:
    """Return the page, as somebody gets it who has the key in his address."""
    host = operator.stack.hosts[0]
    query = {"code": host.keys.function("dashboard"), "format": "html"}
    page = requests.get(f"{host.url}/api/dashboard", params=query, timeout=60).content
    assert b"Restore files" in page
    return page


def _records(operator: Operator) -> bytes:
    """Return every blob but scripts and keys, with its name and its notes."""
    with BlobServiceClient.from_connection_string(operator.stack.azurite.connection_string) as account:
        containers = [
            account.get_container_client(one.name)
            for one in account.list_containers()
            if one.name not in {KEYS, Settings().scripts_container}
        ]
        return b"\n".join(
            json.dumps([blob.name, blob.metadata]).encode() + container.download_blob(blob.name).readall()
            for container in containers
            for blob in container.list_blobs(include=["metadata"])
        )


SECRETS = [
    *(
        f"{what} {vm}{form}"
        for vm in ("web01", "db01")
        for what, form in (("the password of", ""), ("the password of", ", in hexadecimal"), ("the script of", ""))
    ),
    "the storage account's key",
    "the storage account's key, in an address",
    "a token",
    "an authorization",
    "the proof of the managed identity",
    "the master key",
    "the key of Event Grid",
    "the report's key",
    "the dashboard's key",
    "what Azure says of a script in another form",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_no_secret_is_written(written: bytes, secrets: Mapping[str, bytes], secret: str) -> None:
    """Not in logs, in queue messages, in events, in records."""
    assert secrets[secret] not in written


def test_every_secret_that_was_looked_for_was_there(secrets: Mapping[str, bytes]) -> None:
    """A search for nothing finds nothing."""
    assert set(secrets) == set(SECRETS)
    assert min(len(secret) for secret in secrets.values()) >= len("Bearer ")


def test_the_signatures_of_tracking_uris_are_in_no_log_event_or_record(operator: Operator, written: bytes) -> None:
    """They travel on the queue `operations`, and nowhere else."""
    certificate = b"MIIHpTCCBo2g"
    told = json.dumps(list(operator.inbox.events.values())).encode()
    log = (operator.folder / "hosts.log").read_bytes()
    assert certificate in written
    assert certificate not in told + log + _records(operator)
