"""A simulated Azure whose clock stands still until a test moves it, and callers."""

from collections.abc import Iterator

import pytest
from azure.identity import ManagedIdentityCredential
from azure.keyvault.secrets import SecretClient

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import Arm
from tests.local_stack.simulator.key_vault import secrets_of


@pytest.fixture
def azure() -> Iterator[Simulator]:
    """Start a simulator with the default world."""
    with Simulator(speed=0, seed=1) as simulator:
        yield simulator


@pytest.fixture
def arm(azure: Simulator) -> Iterator[Arm]:
    """Talk to it."""
    with Arm(azure) as caller:
        yield caller


@pytest.fixture
def vault(azure: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretClient]:
    """Talk to its key vault, as a function app's managed identity."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
    monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
    with secrets_of(azure, ManagedIdentityCredential()) as client:
        yield client


@pytest.fixture
def point(arm: Arm) -> str:
    """Have a recovery point of web01, a Linux VM, by its address."""
    return arm.recovery_point("web01")
