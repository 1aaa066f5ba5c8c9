"""The demo's last act: a file out of a recovery point, from message to mounted volume, and revoked."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

from rich.console import Console

from local_stack.inbox import CloudEvent, Inbox
from local_stack.stack import Stack
from restore_files.fetch import fetch_script
from shared.connections import Connections
from shared.requests import RestoreFiles, RevokeFiles

PATIENCE = 60.0  # seconds
LOOK_EVERY = 0.1  # seconds


class FileRestore:
    """Asks for a VM's files, fetches the script, runs it with the password, and has the session closed."""

    def __init__(self, stack: Stack, inbox: Inbox, console: Console, folder: Path) -> None:
        self._stack = stack
        self._inbox = inbox
        self._console = console
        self._folder = folder

    def play(self, vm_id: str) -> bool:
        """Tell whether a file was read out of the VM's newest recovery point, and the session closed."""
        self._say(f"file restore of {vm_id.rpartition('/')[2]}: a message on {RestoreFiles.QUEUE} ...")
        ready = self._ask(RestoreFiles.QUEUE, {"vmId": vm_id, "requestId": str(uuid4())})
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

    def _ask(self, queue: str, body: dict[str, str]) -> CloudEvent | None:
        self._stack.queue(queue).send_message(json.dumps(body))
        patience = time.monotonic() + PATIENCE
        end = f"{queue}/{body['requestId']}"
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
