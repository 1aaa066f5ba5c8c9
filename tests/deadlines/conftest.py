from uuid import uuid4

import pytest

from local_stack.azurite import Azurite
from local_stack.simulator import Simulator
from tests.deadlines.patient import LIMIT
from tests.running import App


@pytest.fixture
def app(azure: Simulator, azurite: Azurite, monkeypatch: pytest.MonkeyPatch) -> App:
    """Return the app's steps with all that they may need, and short deadlines."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(azure.ca_file))
    return App(
        azure,
        monkeypatch,
        AzureWebJobsStorage=azurite.connection_string,
        KEY_VAULT_URI=azure.key_vault_uri,
        RECORDS_CONTAINER=f"records-{uuid4()}",
        SCRIPTS_CONTAINER=f"scripts-{uuid4()}",
        OPERATION_DEADLINE_SECONDS=str(LIMIT),
        JOB_DEADLINE_SECONDS=str(LIMIT),
        ARM_TIMEOUT_SECONDS="1",
    )
