"""Plain HTTP calls to a simulated Azure, and the names in its default world."""

from typing import Any, Self

import requests

from local_stack.simulator import Simulator

SUBSCRIPTION = "/subscriptions/22222222-2222-2222-2222-222222222222"
VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly"
IAAS_VM = "backupManagementType eq 'AzureIaasVM'"


def vm_id(name: str) -> str:
    """Name a VM of the default world."""
    return f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/{name}"


def item_path(name: str, vault: str = VAULT) -> str:
    """Name the protected item of a VM, escaped as Microsoft's clients do."""
    native = f"iaasvmcontainerv2%3Bshop%3B{name}"
    return f"{vault}/backupFabrics/Azure/protectionContainers/iaasvmcontainer%3B{native}/protectedItems/vm%3B{native}"


class Arm:
    """A caller with a token and an api-version."""

    def __init__(self, azure: Simulator) -> None:
        self._azure = azure
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {azure.token()}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def call(
        self, method: str, where: str, body: object = None, headers: dict[str, str] | None = None, **query: str
    ) -> requests.Response:
        """Send a request; a whole address, as of a Location, goes out as it is."""
        if "://" in where:
            return self._session.request(method, where, json=body, headers=headers, timeout=10)
        url, query = self._azure.url + where, {"api-version": "2026-10-01"} | query
        return self._session.request(method, url, params=query, json=body, headers=headers, timeout=10)

    def get(self, where: str, **query: str) -> requests.Response:
        """Read, whatever the answer's status."""
        return self.call("GET", where, None, None, **query)

    def names(self, where: str, filter_: str = "") -> list[str]:
        """List the names of what a list holds; more than its first page."""
        names, following = [], self.get(where, **({"$filter": filter_} if filter_ else {}))
        while True:
            assert following.status_code == 200, following.text
            names += [entry["name"] for entry in following.json()["value"]]
            if "nextLink" not in following.json():
                return names
            following = self.get(following.json()["nextLink"])

    def protect(self, name: str, *, vault: str = VAULT, **properties: object) -> requests.Response:
        """PUT a protected item with DefaultPolicy, or with other properties."""
        usual = {
            "protectedItemType": "Microsoft.Compute/virtualMachines",
            "sourceResourceId": vm_id(name),
            "policyId": f"{vault}/backupPolicies/DefaultPolicy",
        }
        return self.call("PUT", item_path(name, vault), {"properties": usual | properties})

    def back_up(self, name: str, headers: dict[str, str] | None = None, **properties: object) -> requests.Response:
        """POST an on-demand backup."""
        body = {"properties": {"objectType": "IaasVMBackupRequest"} | properties}
        return self.call("POST", f"{item_path(name)}/backup", body, headers)

    def recovery_point(self, name: str) -> str:
        """Protect a VM, back it up to the end, and give the address of its recovery point."""
        self.finish(self.protect(name))
        self.finish(self.back_up(name))
        self._azure.advance(9078)
        where = f"{item_path(name)}/recoveryPoints"
        return f"{where}/{self.names(where)[0]}"

    def refresh(self) -> requests.Response:
        """POST a discovery."""
        return self.call("POST", f"{VAULT}/backupFabrics/Azure/refreshContainers")

    def finish(self, accepted: requests.Response) -> dict[str, Any]:
        """Let an accepted operation come to its end, and show its status."""
        assert accepted.status_code == 202, accepted.text
        self._azure.advance(300)
        status: dict[str, Any] = self.get(accepted.headers["Azure-AsyncOperation"]).json()
        return status

    def job(self, accepted: requests.Response) -> dict[str, Any]:
        """Let an accepted operation come to its end, and show its job."""
        return self.job_named(self.finish(accepted)["properties"]["jobId"])

    def job_named(self, name: str) -> dict[str, Any]:
        """Show a job."""
        job: dict[str, Any] = self.get(f"{VAULT}/backupJobs/{name}").json()
        return job


def cancel(arm: Arm, job: str) -> requests.Response:
    """POST the end of a job."""
    return arm.call("POST", f"{VAULT}/backupJobs/{job}/cancel")


def code(answer: requests.Response) -> tuple[int, str]:
    """Tell how a request was refused."""
    return answer.status_code, answer.json()["error"]["code"]
