"""What the command line is run against."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.running import VAULT
from tests.vmbackup.terminal import Terminal


@pytest.fixture
def terminal(azure: Simulator, azurite: Azurite, tmp_path: Path) -> Terminal:
    """Return a terminal whose settings lead to simulated Azure and to Azurite; no app runs there."""
    settings = {
        "AzureWebJobsStorage": azurite.connection_string,
        "ARM_ENDPOINT": azure.url,
        "DEFAULT_VAULT_ID": VAULT,
        "BACKUP_RULES": json.dumps([{"region": "westeurope", "vault": VAULT}]),
        "RECORDS_CONTAINER": f"records-{uuid4()}",
        "REQUESTS_TABLE": f"t{uuid4().hex}",
    }
    file = tmp_path / "local.settings.json"
    file.write_text(json.dumps({"IsEncrypted": False, "Values": settings}))
    sign_in = {
        "IDENTITY_ENDPOINT": azure.identity_endpoint,
        "IDENTITY_HEADER": azure.identity_header,
        "AZURE_TOKEN_CREDENTIALS": "ManagedIdentityCredential",
    }
    return Terminal(file, sign_in)
