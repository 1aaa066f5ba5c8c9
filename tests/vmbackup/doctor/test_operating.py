"""docs/operating.md names what there is: codes, commands, functions, checks."""

import re
from pathlib import Path

import pytest

from shared.remedies import REMEDIES
from shared.settings import Settings
from vmbackup.app import COMMANDS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "operating.md").read_text()
DEFINED = re.compile(r"^def (\w+)\(\w+: func\.", re.MULTILINE)


@pytest.mark.parametrize("code", REMEDIES)
def test_every_code_that_has_a_remedy_is_explained(code: str) -> None:
    """In the table of failures."""
    assert f"`{code}`" in PAGE


def test_every_command_exists() -> None:
    """As it is written there, with its group."""
    written = set(re.findall(r"vmbackup ([a-z]+(?: [a-z-]+)?)", PAGE))
    known = {*COMMANDS, *(name.split()[0] for name in COMMANDS)}
    assert written
    assert [words for words in written if words not in known and words.split()[0] not in known] == []


def test_every_function_that_is_switched_off_exists() -> None:
    """A misspelt one would stay on, and nobody would say so."""
    functions = {name for file in ROOT.glob("*/trigger.py") for name in DEFINED.findall(file.read_text())}
    written = set(re.findall(r"AzureWebJobs\.(\w+)\.Disabled", PAGE))
    assert written
    assert written <= functions


def test_every_setting_exists() -> None:
    """Those of the app; its host has others."""
    written = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", PAGE))
    hosts = {"BACKUP_SCHEDULE", "AZURE_CLIENT_SECRET"}
    assert written - hosts <= set(Settings.__struct_encode_fields__)
