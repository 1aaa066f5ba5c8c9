"""Microsoft's own client for backup, talking to a simulated Azure over TLS."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from azure.identity import ClientSecretCredential
from azure.mgmt.recoveryservicesbackup import RecoveryServicesBackupClient

from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION

# So fast that Retry-After is 0: pollers do not wait.
SPEED = 2000


def credential(azure: Simulator) -> ClientSecretCredential:
    """Log in as the application, at this Entra ID only."""
    return ClientSecretCredential(
        azure.tenant_id,
        azure.client_id,
        azure.client_secret,
        authority=azure.tls_url,
        disable_instance_discovery=True,
        connection_verify=azure.ca_file,
    )


@contextmanager
def backup_client(azure: Simulator, *, step: float) -> Iterator[RecoveryServicesBackupClient]:
    """Speak of backup; every answer moves the clock by so many seconds."""
    with (
        credential(azure) as application,
        RecoveryServicesBackupClient(
            application,
            SUBSCRIPTION,
            azure.tls_url,
            polling_interval=0,
            connection_verify=azure.ca_file,
            raw_response_hook=lambda _: azure.advance(step),
        ) as client,
    ):
        yield client


def named(vm: str) -> tuple[str, str, str]:
    """Fabric, container and item, as the documentation says to name them."""
    return "Azure", f"iaasvmcontainer;iaasvmcontainerv2;shop;{vm}", f"vm;iaasvmcontainerv2;shop;{vm}"


def operation_of(response: Any, *_: object) -> str:  # noqa: ANN401 - the SDK's pipeline response
    """Take the operation's id from the header the SDK hides, as az does."""
    address: str = response.http_response.headers["Azure-AsyncOperation"]
    return address.partition("?")[0].rpartition("/")[2]
