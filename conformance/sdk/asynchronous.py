"""The story told to the clients of asyncio."""

import asyncio
import inspect
import time
from collections.abc import Sequence
from operator import attrgetter
from types import SimpleNamespace
from typing import Any

from azure.core.async_paging import AsyncItemPaged
from azure.core.exceptions import AzureError
from azure.core.polling import AsyncLROPoller
from azure.identity.aio import ClientSecretCredential
from azure.mgmt.recoveryservices.aio import RecoveryServicesClient
from azure.mgmt.recoveryservicesbackup.aio import RecoveryServicesBackupClient

from conformance.pattern import Json
from conformance.rows import Row
from conformance.sdk.calls import Call, plain
from conformance.sdk.looking import DEADLINE, LOOK_AGAIN, PAUSE, row
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION


def tell(group: str, calls: Sequence[Call], azure: Simulator, kept: dict[str, str]) -> list[Row]:
    """Make the calls, one after the other, in an event loop of their own."""
    return asyncio.run(_tell(group, calls, azure, kept))


async def _tell(group: str, calls: Sequence[Call], azure: Simulator, kept: dict[str, str]) -> list[Row]:
    trust: dict[str, Any] = {"connection_verify": azure.ca_file}
    credential = ClientSecretCredential(
        *(azure.tenant_id, azure.client_id, azure.client_secret),
        authority=azure.tls_url,
        disable_instance_discovery=True,
        **trust,
    )
    options = trust | {"polling_interval": LOOK_AGAIN}
    async with (
        credential,
        RecoveryServicesClient(credential, SUBSCRIPTION, azure.tls_url, **options) as vaults,
        RecoveryServicesBackupClient(credential, SUBSCRIPTION, azure.tls_url, **options) as backup,
    ):
        clients, rows = SimpleNamespace(vaults=vaults, backup=backup), []
        for call in calls:
            started = time.monotonic()
            rows.append(row(group, call, await _differs(clients, call, kept), started))
        return rows


async def _differs(clients: SimpleNamespace, call: Call, kept: dict[str, str]) -> str:
    """Make a call, again and again if it says so, and tell what differs."""
    end = time.monotonic() + DEADLINE
    while True:
        try:
            differs = call.differs(await _made(clients, call, kept), kept)
        except (AzureError, TimeoutError) as error:
            return call.wrongly(error)
        except KeyError as missing:
            return f"not called: nothing told ${missing.args[0]}"
        if not (differs and call.again) or time.monotonic() > end:
            return differs
        await asyncio.sleep(PAUSE)


async def _made(clients: SimpleNamespace, call: Call, kept: dict[str, str]) -> Json:
    arguments, options = call.prepared(kept)
    result = attrgetter(call.method)(clients)(*arguments, **options)
    if inspect.isawaitable(result):
        result = await result
    match result:
        case AsyncLROPoller():
            result = await asyncio.wait_for(result.result(), DEADLINE)
        case AsyncItemPaged():
            result = [one async for one in result]
    return plain(result)
