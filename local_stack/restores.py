"""The demo's last acts: a file out of a recovery point, and a VM's disks, each from message to event."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

from rich.console import Console

from local_stack.inbox import CloudEvent, Inbox
from local_stack.simulator.seeds import SUBSCRIPTION
from local_stack.stack import Stack
from restore_files.fetch import fetch_script
from shared.connections import Connections
from shared.requests import RestoreFiles, RestoreVm, RevokeFiles

PATIENCE = 60.0  # seconds
LOOK_EVERY = 0.1  # seconds
RESTORED = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/restored"
STAGING = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.Storage/storageAccounts/staging4backup"
)


class Restores:
    """Asks as an operator does, and does what the events say."""

    def __init__(self, stack: Stack, inbox: Inbox, console: Console, folder: Path) -> None:
        self._stack = stack
        self._inbox = inbox
        self._console = console
        self._folder = folder

    def files(self, vm_id: str) -> bool:
        """Tell whether a file was read out of the VM's newest recovery point, and the session closed."""
        self._say(f"a file of {_name(vm_id)}: a message on {RestoreFiles.QUEUE} ...")
        ready = self._ask(RestoreFiles.QUEUE, {"vmId": vm_id})
        if not ready or not ready["type"].endswith("FilesReady"):
            return False
        data = ready["data"]
        self._say(f"  FilesReady     script {data['fileName'][:24]}..., password in Key Vault")
        self._say(f"  mounted        {self._mount(data['requestId'], data['password']['secret'])}")
        revoked = self._ask(RevokeFiles.QUEUE, data["revoke"])
        if not revoked or not revoked["type"].endswith("FilesRevoked"):
            return False
        self._say("  FilesRevoked   session closed, script and password deleted")
        return True

    def disks(self, vm_id: str) -> bool:
        """Tell whether the VM's disks were restored into a resource group."""
        self._say(f"the disks of {_name(vm_id)}: a message on {RestoreVm.QUEUE} ...")
        target = {"disks": {"resourceGroupId": RESTORED}}
        restored = self._ask(RestoreVm.QUEUE, {"vmId": vm_id, "to": target, "stagingStorageAccountId": STAGING})
        if not restored or not restored["type"].endswith("VmRestored"):
            return False
        group = _name(restored["data"]["resourceGroupId"])
        self._say(f"  VmRestored     disks in resource group {group}, and a template to deploy them")
        return True

    def _ask(self, queue: str, body: dict[str, object]) -> CloudEvent | None:
        asked = {"requestId": str(uuid4())} | body
        self._stack.queue(queue).send_message(json.dumps(asked))
        patience = time.monotonic() + PATIENCE
        end = f"{queue}/{asked['requestId']}"
        while end not in self._inbox.events and time.monotonic() < patience:
            self._inbox.receive()
            time.sleep(LOOK_EVERY)
        return self._inbox.events.get(end)

    def _mount(self, request_id: str, secret: str) -> str:
        """Do what an operator does: fetch the script, run it, type the password; return what it mounted."""
        os.environ.update(self._stack.app_settings())  # the operator's sign-in
        azure = Connections(os.environ)
        script = fetch_script(UUID(request_id), self._folder, azure)
        password = azure.secrets.get_secret(secret).value
        subprocess.run(  # noqa: S603 - the script of our own simulator
            [sys.executable, script.name],
            cwd=self._folder,
            input=f"{password}\n",
            capture_output=True,
            text=True,
            check=True,
        )
        volume = next(path for path in self._folder.rglob("*.txt"))
        return f"{volume.parent.name}/{volume.name}: {volume.read_text().split('T')[0]}"

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False)


def _name(arm_id: str) -> str:
    return arm_id.rpartition("/")[2]
