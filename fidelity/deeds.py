"""What happened between the recorded interactions, done through the same API."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from fidelity.client import Client
from fidelity.recordings import Json
from fidelity.worlds import Deed, Scene

REFUSED = 400
_VERSION = "api-version=2024-04-01"

# What clients can set of a vault, among its properties and outside of them.
_SETTABLE = ("encryption", "monitoringSettings", "publicNetworkAccess", "restoreSettings")
_OUTSIDE = ("tags", "identity", "sku")

# How long operations take that nobody looks at; their jobs last as worlds.toml says.
MOMENT = timedelta(seconds=1)


class Doer:
    """Whoever does what no recording has, to the session's first VM."""

    def __init__(self, client: Client, scene: Scene) -> None:
        self._client, self._scene = client, scene
        self._azure = client.azure

    def do(self, deed: Deed) -> None:
        """Do it when it was done, and remember by which names the recording calls what comes of it."""
        if deed.at:
            self._client.until(deed.at)
        DEEDS[deed.do](self, deed)
        if deed.job:
            self._client.ids.learn(deed.job, self._newest("backupJobs"))
        if deed.point:
            self._client.ids.learn(deed.point, self._newest(f"{self._item}/recoveryPoints"))

    @property
    def _vm(self) -> str:
        return self._scene.vms()[0]

    @property
    def _item(self) -> str:
        group, name = self._vm.split("/")[4], self._vm.rpartition("/")[2]
        native = quote(f"iaasvmcontainerv2;{group};{name}")
        return f"backupFabrics/Azure/protectionContainers/iaasvmcontainer%3B{native}/protectedItems/vm%3B{native}"

    def _send(self, method: str, where: str, properties: Json = None) -> Json:
        body = None if properties is None else {"properties": properties}
        answer = self._client.send(method, f"{self._client.azure.url}{self._scene.vault}/{where}?{_VERSION}", body)
        if answer.status >= REFUSED:
            raise RuntimeError(f"{method} {where}: {answer.body}")
        return answer.body

    def _change(self, method: str, where: str, deed: Deed, properties: Json = None) -> None:
        """Send a write, and let its operation end at once; its job may last."""
        self._client.durations.operation = MOMENT
        self._client.durations.job = timedelta(seconds=deed.lasts)
        self._send(method, where, properties)
        self._azure.advance(MOMENT.total_seconds())

    def protect(self, deed: Deed) -> None:
        """Put the VM under the usual policy."""
        policy = f"{self._scene.vault}/backupPolicies/DefaultPolicy"
        properties = {"protectedItemType": "Microsoft.Compute/virtualMachines", "sourceResourceId": self._vm}
        self._change("PUT", self._item, deed, properties | {"policyId": policy})

    def back_up(self, deed: Deed) -> None:
        """Back the VM up; who asks for the point waits until it is complete."""
        self._change("POST", f"{self._item}/backup", deed, {"objectType": "IaasVMBackupRequest"})
        if deed.point:
            self._azure.advance(deed.lasts)

    def restore(self, deed: Deed) -> None:
        """Restore the disks of the newest point to a staging account."""
        point = self._newest(f"{self._item}/recoveryPoints")
        account = f"{self._scene.group}/providers/Microsoft.Storage/storageAccounts/staging"
        self._azure.add_storage_account(account, self._send("GET", "")["location"])
        request = {
            "objectType": "IaasVMRestoreRequest",
            "recoveryPointId": point,
            "recoveryType": "RestoreDisks",
            "sourceResourceId": self._vm,
            "storageAccountId": account,
        }
        self._change("POST", f"{self._item}/recoveryPoints/{point}/restore", deed, request)

    def stop(self, deed: Deed) -> None:
        """Stop protection, and keep the data."""
        stopped = {"policyId": "", "protectionState": "ProtectionStopped", "sourceResourceId": self._vm}
        self._change("PUT", self._item, deed, stopped)

    def delete(self, deed: Deed) -> None:
        """Delete the item with its data."""
        self._change("DELETE", self._item, deed)

    def copy_policy(self, deed: Deed) -> None:
        """Make a policy of this name like the usual one."""
        self._send(
            "PUT", f"backupPolicies/{deed.name}", self._send("GET", "backupPolicies/DefaultPolicy")["properties"]
        )

    def change_vault(self, deed: Deed) -> None:
        """Change properties of the vault of this name."""
        self._patch(f"{self._scene.group}/providers/Microsoft.RecoveryServices/vaults/{deed.name}", deed.properties)

    def dress_vaults(self, _: Deed) -> None:
        """Give the vaults that are listed what their owners gave them."""
        for vault in self._scene.vaults_listed():
            settable = {key: vault["properties"][key] for key in _SETTABLE if key in vault["properties"]}
            self._patch(vault["id"], settable, {key: vault[key] for key in _OUTSIDE if key in vault})

    def find_ailing(self, deed: Deed) -> None:
        """Have items as their backups, good or bad, have left them."""
        status = "Failed" if deed.error else "Completed"
        self._azure.add_protected(
            self._scene.vms(), self._scene.vault, state=deed.state, status=status, last_backup=deed.at, error=deed.error
        )

    def remove_vm(self, _: Deed) -> None:
        """Delete the VM itself."""
        self._azure.remove_vm(self._vm)

    def _patch(self, vault: str, properties: Json, outside: Json = None) -> None:
        url = f"{self._client.azure.url}{vault}?{_VERSION}"
        self._client.send("PATCH", url, {"properties": properties} | (outside or {}))
        self._azure.advance(0)

    def _newest(self, where: str) -> str:
        """Name the first of a list, which has the newest first."""
        return str(self._send("GET", where)["value"][0]["name"])


DEEDS: dict[str, Callable[[Doer, Deed], None]] = {
    "protect": Doer.protect,
    "back up": Doer.back_up,
    "restore": Doer.restore,
    "stop": Doer.stop,
    "delete": Doer.delete,
    "copy policy": Doer.copy_policy,
    "change vault": Doer.change_vault,
    "dress vaults": Doer.dress_vaults,
    "find ailing": Doer.find_ailing,
    "remove vm": Doer.remove_vm,
}
