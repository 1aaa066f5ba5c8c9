from typing import Any

import pytest

from shared.events import BackupCompleted, VmRestored
from tests.running import App


@pytest.mark.parametrize(
    "headers",
    [{}, {"Location": ""}, {"Location": "x" * 60_000}, {"Azure-AsyncOperation": "https://evil.example/1"}],
    ids=["none", "empty", "longer than any", "elsewhere"],
)
@pytest.mark.parametrize("status", [200, 202])
def test_what_azure_took_without_saying_where_to_look_is_not_asked_for_again(
    app: App, status: int, headers: dict[str, str]
) -> None:
    """The job that it has started is found by the requestId, or its address is refused; there is never a second job."""
    app.run(app.protect())
    answer: dict[str, Any] = {"status": status, "headers": headers}
    app.azure.fault(on="POST */backup", answer=answer, after=True)
    app.run(app.back_up())
    assert [job.operation for job in app.azure.jobs() if job.operation == "Backup"] == ["Backup"]


def test_a_restore_that_azure_took_without_saying_where_to_look_is_done_once(app: App) -> None:
    """As a backup is."""
    app.run(app.protect())
    (backup,) = app.run(app.back_up())
    assert isinstance(backup, BackupCompleted)
    app.azure.fault(on="POST */restore", answer={"status": 202, "headers": {}}, after=True)
    (event,) = app.run(app.restore_vm())
    assert isinstance(event, VmRestored)
    assert [job.operation for job in app.azure.jobs() if job.operation == "Restore"] == ["Restore"]
