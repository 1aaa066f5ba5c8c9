"""Runs requests through the real steps against simulated Azure, without queues: time passes when a message is due."""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from backup_fleet.start import start_fleet
from cancel_job.start import start_cancellation
from change_protection.start import start_change
from local_stack.simulator import Simulator, seeds
from poll_operation.poll import poll
from prepare_vault.start import start_vault
from protect_vm.consider import consider
from protect_vm.start import start_protection
from restore_files.start import start_mount, start_revocation
from restore_vm.start import start_restore
from shared.choices import Target, ToDisks
from shared.cloud_event import Event
from shared.connections import Connections
from shared.messages import Message
from shared.requests import (
    BackupFleet,
    CancelJob,
    ChangeProtection,
    ConsiderVm,
    PrepareVault,
    ProtectVm,
    RestoreFiles,
    RestoreVm,
    RevokeFiles,
    TriggerBackup,
)
from shared.step import followed
from shared.tracker import OperationTracker
from trigger_backup.start import start_backup

SUBSCRIPTION = f"/subscriptions/{seeds.SUBSCRIPTION}"
VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly"
STAGING = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/staging4backup"
MOST_STEPS = 2_000
STEPS: dict[type[Message], Callable[[Any, Connections], Sequence[Message]]] = {
    PrepareVault: start_vault,
    ConsiderVm: consider,
    ProtectVm: start_protection,
    ChangeProtection: start_change,
    TriggerBackup: start_backup,
    BackupFleet: start_fleet,
    RestoreVm: start_restore,
    CancelJob: start_cancellation,
    RestoreFiles: start_mount,
    RevokeFiles: start_revocation,
    OperationTracker: poll,
}


def vm_id(name: str) -> str:
    """Return the id of a VM of that name."""
    return f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/{name}"


class App:
    """The app's steps and their connections, whose clock is simulated Azure's."""

    def __init__(self, azure: Simulator, monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
        monkeypatch.setenv("IDENTITY_ENDPOINT", azure.identity_endpoint)
        monkeypatch.setenv("IDENTITY_HEADER", azure.identity_header)
        monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "ManagedIdentityCredential")
        self.azure = azure
        self.connections = OnSimulatedTime(azure, {"ARM_ENDPOINT": azure.url, **settings})

    def another(self) -> "App":
        """Return another instance of the app."""
        app = copy(self)
        app.connections = self.connections.another()
        return app

    def protect(self, vm: str = "web01", **fields: object) -> ProtectVm:
        """Return a request to protect a VM."""
        request = ProtectVm(
            vm_id=vm_id(vm),
            vault_id=VAULT,
            policy="DefaultPolicy",
            request_id=uuid4(),
            accepted=self.connections.now(),
        )
        return msgspec.structs.replace(request, **fields)

    def back_up(self, vm: str = "web01", **fields: object) -> TriggerBackup:
        """Return a request to back a VM up."""
        request = TriggerBackup(vm_id=vm_id(vm), vault_id=VAULT, request_id=uuid4(), accepted=self.connections.now())
        return msgspec.structs.replace(request, **fields)

    def restore_files(self, vm: str = "web01", **fields: object) -> RestoreFiles:
        """Return a request to mount a VM's newest recovery point."""
        request = RestoreFiles(vm_id=vm_id(vm), vault_id=VAULT, request_id=uuid4(), accepted=self.connections.now())
        return msgspec.structs.replace(request, **fields)

    def restore_vm(self, **fields: object) -> RestoreVm:
        """Return a request to restore web01's disks from its newest recovery point."""
        request = RestoreVm(
            vm_id=vm_id("web01"),
            vault_id=VAULT,
            request_id=uuid4(),
            accepted=self.connections.now(),
            to=Target(disks=ToDisks(f"{SUBSCRIPTION}/resourceGroups/restored")),
            staging_storage_account_id=STAGING,
        )
        return msgspec.structs.replace(request, **fields)

    def step(self, message: Message) -> Sequence[Message]:
        """Run the one step that takes this message."""
        return followed(STEPS[type(message)], message, self.connections)  # type: ignore[type-var] # STEPS has the right ones

    def run(self, *messages: Message) -> list[Event]:
        """Run the steps until only events are left; return them."""
        return [event for event in self.run_but(Event, *messages) if isinstance(event, Event)]

    def run_but(self, kept: type[Message], *messages: Message) -> list[Message]:
        """Run the steps until only events and messages of that kind are left; return them."""
        ends: list[Message] = []
        waiting = list(messages)
        for _ in range(MOST_STEPS):
            if not waiting:
                return ends
            waiting.sort(key=lambda message: message.delay(self.connections.now()))
            message = waiting.pop(0)
            self.azure.advance(message.delay(self.connections.now()))
            for following in self.step(message):
                (ends if isinstance(following, Event | kept) else waiting).append(following)
        raise AssertionError(f"not at an end after {MOST_STEPS} steps: {waiting}")


class OnSimulatedTime(Connections):
    """Connections whose clock is the simulator's."""

    def __init__(self, azure: Simulator, settings: dict[str, str]) -> None:
        super().__init__({"AzureWebJobsStorage": "unused", **settings})
        self._azure, self._given = azure, settings

    def another(self) -> "OnSimulatedTime":
        """Return those of another instance of the same app: they share nothing but storage."""
        return OnSimulatedTime(self._azure, self._given)

    def with_settings(self, **settings: str) -> "OnSimulatedTime":
        """Return those of an app with other settings."""
        return OnSimulatedTime(self._azure, self._given | settings)

    def now(self) -> datetime:
        """Return the simulated time."""
        return self._azure.now().astimezone(UTC)
