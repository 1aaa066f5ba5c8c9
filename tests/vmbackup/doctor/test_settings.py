"""Faults of settings made on purpose: each is found, as itself and as nothing else, and it is said how to mend it."""

import pytest

from tests.vmbackup.doctor.examined import examined, fault, of
from vmbackup.doctor.finding import State


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOOK_SECONDS", "0"), ("DEFAULT_VAULT_ID", "nightly"), ("BACKUP_RULES", "[{]"), ("ARM_ENDPOINT", "http://azure")],
)
def test_a_malformed_setting(environ: dict[str, str], name: str, value: str) -> None:
    """It is named, with what is right; what depends on it is not looked at."""
    findings = examined(environ | {name: value})
    assert f"etting {name} must be" in fault(findings, "settings").meaning
    assert {finding.state for finding in of(findings, "vaults")} == {State.SKIPPED}


def test_every_wrong_setting_is_told_by_itself(environ: dict[str, str]) -> None:
    """One hides no other."""
    findings = examined(environ | {"LOOK_SECONDS": "0", "STALE_HOURS": "x", "QUOTA_PERCENT": "200"})
    told = [finding.meaning.split()[1] for finding in of(findings, "settings")]
    assert told == ["LOOK_SECONDS", "QUOTA_PERCENT", "STALE_HOURS"]


def test_a_missing_setting(environ: dict[str, str]) -> None:
    """Storage is the one that must be there."""
    del environ["AzureWebJobsStorage"]
    assert "AzureWebJobsStorage" in fault(examined(environ), "settings").meaning


def test_settings_that_contradict_each_other(environ: dict[str, str]) -> None:
    """Each is right by itself."""
    meaning = fault(examined(environ | {"SCRIPT_LINK_MINUTES": "5"}), "settings").meaning
    assert "SCRIPT_LINK_MINUTES" in meaning


@pytest.mark.parametrize("name", ["DEFAULT_VAULTID", "default_vault_id", "DEFAULT-VAULT-ID", "DEFALT_VAULT_ID"])
def test_a_misspelt_setting(environ: dict[str, str], name: str) -> None:
    """It is not read, and nobody would say so."""
    environ[name] = environ.pop("DEFAULT_VAULT_ID")
    assert "DEFAULT_VAULT_ID is" in fault(examined(environ), "names of settings").meaning


@pytest.mark.parametrize("name", ["TRACE", "WEBHOOK", "BACKUP_PATH", "AZURE_CONFIG_DIR", "NO_PROXY"])
def test_other_programs_names_are_no_misspelt_settings(environ: dict[str, str], name: str) -> None:
    """A terminal is full of them."""
    (finding,) = of(examined(environ | {name: "x"}), "names of settings")
    assert (finding.state, finding.meaning) == (State.OK, "No name that is set is nearly one of a setting.")
