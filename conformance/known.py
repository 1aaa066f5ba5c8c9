"""What every call may name, as `$name`: addresses and names of the simulated Azure."""

import os
from pathlib import Path

from conformance.installation import PROGRAM
from conformance.world import GROUPS
from local_stack.simulator import Simulator
from local_stack.simulator.seeds import SUBSCRIPTION

_PROVIDERS = f"{GROUPS}/backup/providers"


def of_azure(azure: Simulator) -> dict[str, str]:
    """Name what all have in common."""
    return {
        "arm": azure.tls_url,
        "http": azure.url,
        "ca": azure.ca_file,
        "tenant": azure.tenant_id,
        "client": azure.client_id,
        "secret": azure.client_secret,
        "msi": azure.identity_endpoint,
        "msi_header": azure.identity_header,
        "subscription": SUBSCRIPTION,
        "vms": f"{GROUPS}/shop/providers/Microsoft.Compute/virtualMachines",
        "restored": f"{GROUPS}/restored",
        "staging": f"{_PROVIDERS}/Microsoft.Storage/storageAccounts/staging4backup",
    }


def of_sdk(azure: Simulator, vault: str, vm: str) -> dict[str, str]:
    """Name the vault and the VM of an SDK's story, too."""
    known = of_azure(azure)
    vault_id = f"{_PROVIDERS}/Microsoft.RecoveryServices/vaults/{vault}"
    return known | {"vault": vault, "vault_id": vault_id, "vm": vm, "vm_id": f"{known['vms']}/{vm}"}


def of_sign_ins(azure: Simulator, config: Path, token_file: Path) -> dict[str, str]:
    """Name what only identities need: a signed-in az, and a token of somebody whom Entra ID trusts."""
    path = f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}"
    return of_azure(azure) | {"config": str(config), "path": path, "token_file": str(token_file)}
