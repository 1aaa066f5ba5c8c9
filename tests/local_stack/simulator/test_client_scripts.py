"""What a file restore hands out, to whom, and where it hides the password."""

import base64

import pytest
import requests

from local_stack.simulator import Simulator
from tests.local_stack.simulator.arm import VAULT, Arm, code, item_path
from tests.local_stack.simulator.file_restore import list_scripts, provision, provisioned, scripts

NO_SESSION = (400, "UserErrorIlrSessionNotActive")


def secret_of(suffix: str) -> str:
    """Take the password from where azure-cli takes it."""
    start = suffix.rfind("_") + 33
    return suffix[start : start + 15]


@pytest.mark.parametrize("where", ["operationsStatus", "backupOperations"])
@pytest.mark.parametrize(
    ("version", "inline"),
    [("2016-12-01", True), ("2026-07-31-preview", True), ("2026-08-01-preview", False), ("2026-10-01", False)],
)
def test_scripts_moved(arm: Arm, point: str, version: str, where: str, *, inline: bool) -> None:
    """The status carries the scripts until 2026-08-01; from then on a list call does, unknown before."""
    operation = provisioned(arm, point)
    parent = VAULT if where == "backupOperations" else item_path("web01")
    properties = arm.get(f"{parent}/{where}/{operation}", **{"api-version": version}).json()["properties"]
    assert properties["objectType"] == "OperationStatusProvisionILRExtendedInfo"
    answer = list_scripts(arm, point, operation, version)
    if inline:
        assert code(answer) == (404, "InvalidResourceType")
        assert properties["recoveryTarget"]["clientScripts"] == scripts(arm, point, operation)
    else:
        assert "recoveryTarget" not in properties
        assert [script["osType"] for script in answer.json()["clientScripts"]] == ["Linux"]


def test_password_in_the_name(azure: Simulator, arm: Arm, point: str) -> None:
    """The script's name hides the password, and its text holds it where azure-cli replaces it, nowhere else."""
    script = scripts(arm, point, provisioned(arm, point))[0]
    password = secret_of(script["scriptNameSuffix"])
    assert password == azure.mount_password("WEB01")
    text = base64.b64decode(script["scriptContent"]).decode()
    assert f'\nTargetPassword="{password}"\n' in text
    assert text.count(password) == 1
    assert "\r" not in text
    vm, region, owner, sequence, rest = script["scriptNameSuffix"].split("_")
    assert (vm, region, len(owner), len(sequence), len(rest)) == ("web01", "we", 19, 12, 61)


def test_passwords_by_seed() -> None:
    """The same seed gives the same passwords, another one others."""

    def password(seed: int) -> str:
        with Simulator(seed=seed) as azure, Arm(azure) as arm:
            provisioned(arm, arm.recovery_point("web01"))
            return azure.mount_password("web01")

    assert password(1) == password(1) != password(2)


def test_nothing_provisioned(azure: Simulator) -> None:
    """There is no password before anything is provisioned."""
    with pytest.raises(LookupError, match="web01"):
        azure.mount_password("web01")


def test_scripts_of_something_else(azure: Simulator, arm: Arm, point: str) -> None:
    """There are no scripts for an unknown or unfinished operation, another kind, or another recovery point."""
    assert code(list_scripts(arm, point, "nonsense")) == (404, "BMSUserErrorOperationNotFound")
    running = provision(arm, point).headers["Azure-AsyncOperation"]
    operation = arm.get(running).json()["name"]
    assert code(list_scripts(arm, point, operation)) == NO_SESSION
    azure.advance(34)
    other = arm.recovery_point("web02")
    assert code(list_scripts(arm, other, operation)) == NO_SESSION
    assert code(list_scripts(arm, point, arm.finish(arm.refresh())["name"])) == NO_SESSION
    assert scripts(arm, point, operation)


def test_nothing_secret_in_the_journal(azure: Simulator, arm: Arm, point: str) -> None:
    """What is handed out is not written down."""
    operation = provisioned(arm, point)
    arm.get(f"{item_path('web01')}/operationsStatus/{operation}", **{"api-version": "2024-04-01"})
    suffix = scripts(arm, point, operation)[0]["scriptNameSuffix"]
    written = str(azure.journal())
    assert operation in written
    assert not [secret for secret in (suffix, azure.mount_password("web01"), "scriptContent") if secret in written]


def test_windows_program_from_here() -> None:
    """`az` downloads the program at once; the simulator can have one to offer, at the same path as Microsoft's."""
    with Simulator(speed=0, seed=1, own_downloads=True) as azure, Arm(azure) as arm:
        point = arm.recovery_point("db01")
        _, program = scripts(arm, point, provisioned(arm, point))
        assert program["url"].startswith(f"{azure.tls_url}/download/")
        downloaded = requests.get(program["url"], verify=azure.ca_file, timeout=10)
        assert downloaded.content.startswith(b"MZ")
        assert downloaded.headers["Content-Type"] == "application/octet-stream"
