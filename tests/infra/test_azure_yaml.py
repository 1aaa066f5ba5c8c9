"""What azd does, and in which order."""

import json
import os
import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec import yaml

from package.__main__ import ZIP
from package.tree import app_files
from tests.infra.bicep.syntax import declarations, parsed
from tests.infra.provisioned import INFRA, ROOT, made, one

AZURE = yaml.decode((ROOT / "azure.yaml").read_text())


def test_azd_finds_its_template_and_its_service() -> None:
    """By the folder, the module's name, and the tag of the Function App."""
    assert (ROOT / AZURE["infra"]["path"] / f"{AZURE['infra']['module']}.bicepparam").is_file()
    (service,) = AZURE["services"]
    assert one(made(), "Microsoft.Web/sites").at("tags", "azd-service-name") == service
    assert re.fullmatch("[a-z0-9]([-a-z0-9]*[a-z0-9])?", AZURE["name"])


def test_azd_deploys_the_package_as_make_builds_it() -> None:
    """With its packages and bytecode; built here, for Azure's Python."""
    service = AZURE["services"]["app"]
    assert (service["language"], service["dist"], service["remoteBuild"]) == ("custom", ZIP.as_posix(), False)
    assert service["hooks"]["prepackage"]["run"] == "make package"  # the service's: `azd deploy` runs it, too
    assert "package:" in (ROOT / "Makefile").read_text()


def test_nothing_of_it_is_deployed() -> None:
    """The package has the app, not how it got there."""
    assert not [file for file in app_files() if file.parts[0] in {"infra", "azure.yaml", ".azure"}]


def test_hooks_name_what_is_there() -> None:
    """Scripts that can be run, written for any shell."""
    for name in ("connect.sh", "disconnect.sh"):
        script = INFRA / name
        assert os.access(script, os.X_OK), name
        assert script.read_text().startswith("#!/bin/sh\n")
    runs = {hook: said["run"] for hook, said in AZURE["hooks"].items()}
    assert runs == {
        "postprovision": "infra/connect.sh",
        "predown": "infra/disconnect.sh",
    }


@pytest.fixture
def az(tmp_path: Path) -> Path:
    """Return a folder with an `az` that writes down what it is last called with, and finds any stack asked for."""
    command = tmp_path / "az"
    command.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/called"\ncat "$(dirname "$0")/found"\n')
    (tmp_path / "found").write_text("vm-backup-nightly\n")
    command.chmod(0o755)
    return tmp_path


def called(az: Path, script: str) -> list[str]:
    environ = {
        "PATH": f"{az}:{os.environ['PATH']}",
        "AZURE_ENV_NAME": "nightly",
        "AZURE_LOCATION": "westeurope",
        "AZURE_SUBSCRIPTION_ID": "11111111-1111-1111-1111-111111111111",
    }
    subprocess.run([INFRA / script], env=environ, check=True, stdout=subprocess.DEVNULL)
    return (az / "called").read_text().splitlines()


def test_connecting_writes_the_stack_and_disconnecting_takes_it_back(az: Path) -> None:
    """The same stack; and of what it held only resources go, never a group."""
    connect, disconnect = called(az, "connect.sh"), called(az, "disconnect.sh")
    assert connect[:3] == ["stack", "sub", "create"]
    assert disconnect[:3] == ["stack", "sub", "delete"]
    for words in (connect, disconnect):
        options = dict(pairwise(words))
        assert options["--name"] == "vm-backup-nightly"
        assert options["--action-on-unmanage"] == "deleteResources"
        assert "--yes" in words
    assert connect[connect.index("--parameters") + 1] == str(INFRA / "access.bicepparam")


def test_where_nothing_was_connected_nothing_is_taken_back(az: Path) -> None:
    """`azd down` goes on after an `azd up` that failed half-way."""
    (az / "found").write_text("")
    assert called(az, "disconnect.sh")[:3] == ["stack", "sub", "list"]


def test_what_connecting_needs_is_put_out_by_the_template() -> None:
    """Outputs of main.bicep become variables of azd's environment."""
    wanted = set(re.findall(r"readEnvironmentVariable\('(\w+)'", (INFRA / "access.bicepparam").read_text()))
    chosen = {"VAULT_GROUPS", "VM_SUBSCRIPTIONS", "VM_GROUPS", "RESTORE_GROUPS"}
    outputs = declarations(parsed(INFRA / "main.bicep"), "output_declaration").keys()
    assert wanted - chosen - {"AZURE_ENV_NAME"} <= outputs
    chosen_settings = set(re.findall(r"readEnvironmentVariable\('(\w+)'", (INFRA / "main.bicepparam").read_text()))
    assert not outputs & chosen_settings, "azd would write an output over a choice"


def test_the_zip_is_not_in_the_package() -> None:
    """host.json's folder is the root of what is deployed."""
    assert json.loads((ROOT / "host.json").read_text())["version"] == "2.0"
    assert not [file for file in app_files() if file.suffix == ".zip"]
