"""The story told to the synchronous clients."""

import time
from collections.abc import Iterator, Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from azure.core.exceptions import AzureError
from azure.core.paging import ItemPaged
from azure.core.polling import LROPoller
from azure.identity import ClientSecretCredential
from azure.mgmt.recoveryservices import RecoveryServicesClient
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient

from conformance.pattern import Json
from conformance.rows import Row
from conformance.sdk.calls import Call, plain
from conformance.sdk.looking import DEADLINE, LOOK_AGAIN, PAUSE, row
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION


def tell(group: str, calls: Sequence[Call], azure: Simulator, kept: dict[str, str]) -> Iterator[Row]:
    """Make the calls, one after the other."""
    trust: dict[str, Any] = {"connection_verify": azure.ca_file}
    credential = ClientSecretCredential(
        *(azure.tenant_id, azure.client_id, azure.client_secret),
        authority=azure.tls_url,
        disable_instance_discovery=True,
        **trust,
    )
    options = trust | {"polling_interval": LOOK_AGAIN}
    with (
        credential,
        RecoveryServicesClient(credential, SUBSCRIPTION, azure.tls_url, **options) as vaults,
        RecoveryServicesBackupClient(credential, SUBSCRIPTION, azure.tls_url, **options) as backup,
    ):
        clients = SimpleNamespace(vaults=vaults, backup=backup)
        for call in calls:
            started = time.monotonic()
            yield row(group, call, _differs(clients, call, kept), started)


def _differs(clients: SimpleNamespace, call: Call, kept: dict[str, str]) -> str:
    """Make a call, again and again if it says so, and tell what differs."""
    end = time.monotonic() + DEADLINE
    while True:
        try:
            differs = call.differs(_made(clients, call, kept), kept)
        except (AzureError, TimeoutError) as error:
            return call.wrongly(error)
        except KeyError as missing:
            return f"not called: nothing told ${missing.args[0]}"
        if not (differs and call.again) or time.monotonic() > end:
            return differs
        time.sleep(PAUSE)


def _made(clients: SimpleNamespace, call: Call, kept: dict[str, str]) -> Json:
    arguments, options = call.prepared(kept)
    result = attrgetter(call.method)(clients)(*arguments, **options)
    match result:
        case LROPoller():
            result = result.result(DEADLINE)
        case ItemPaged():
            result = list(result)
    return plain(result)
