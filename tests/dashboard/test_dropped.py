"""The read model is dropped while requests run: nothing else changes."""

from pathlib import Path
from uuid import UUID

import requests
from azure.data.tables import TableServiceClient

from local_stack.functions_host.web.access import HEADER
from shared import read_model
from shared.connections import Connections
from tests.operator_ import operating
from tests.running import vm_id

VMS = ("web01", "web02", "db01")


def test_the_read_model_is_dropped_in_mid_run_and_nothing_else_changes(tmp_path: Path) -> None:
    """All events arrive, as one each; nothing is poisoned; rows come again, and the page shows them."""
    with operating(tmp_path) as operator:
        azure = Connections({"AzureWebJobsStorage": operator.stack.azurite.connection_string})
        operator.stack.azure.add_protected([vm_id(vm) for vm in VMS])
        ends = [operator.send("trigger-backup", {"vmId": vm_id(vm)}) for vm in VMS]
        operator.until(lambda: len(read_model.running(azure)) == len(VMS))
        with TableServiceClient.from_connection_string(operator.stack.azurite.connection_string) as tables:
            for table in list(tables.list_tables()):
                tables.delete_table(table.name)
        assert {operator.event(end)["type"] for end in ends} == {"AzureVmBackup.BackupCompleted"}
        operator.until(lambda: not read_model.running(azure))
        (row,) = read_model.one(azure, UUID(ends[0].partition("/")[2]))
        assert (row.outcome, row.vm_id) == ("BackupCompleted", vm_id("web01"))
        host = operator.stack.hosts[0]
        key = {HEADER: host.keys.function("dashboard")}
        seen = requests.get(f"{host.url}/api/dashboard", headers=key, timeout=60)
        assert sum(seen.json()["days"][-1]["counts"].values()) >= len(VMS)
        assert requests.get(f"{host.url}/api/dashboard", timeout=60).status_code == 401
        assert not [name for name in operator.stack.queues() if name.endswith("-poison")]
