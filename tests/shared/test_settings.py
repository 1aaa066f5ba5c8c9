import pytest

from shared.settings import Settings, SettingsError

STORAGE = {"AzureWebJobsStorage": "UseDevelopmentStorage=true"}
VAULT = (
    "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/backup"
    "/providers/Microsoft.RecoveryServices/vaults/nightly"
)


def test_storage_alone_is_enough() -> None:
    """Everything else has a default."""
    settings = Settings.read(STORAGE)
    assert settings.arm_endpoint == "https://management.azure.com"
    assert settings.default_vault_id is None
    assert settings.job_deadline_seconds == 24 * 3600


def test_all_settings_are_read() -> None:
    """Numbers come as text."""
    settings = Settings.read(STORAGE | {"DEFAULT_VAULT_ID": VAULT, "DEFAULT_POLICY": "Gold", "POLL_CAP_SECONDS": "30"})
    assert (settings.default_vault_id, settings.default_policy, settings.poll_cap_seconds) == (VAULT, "Gold", 30)


def test_links_need_identity_based_storage() -> None:
    """They are signed by the app's own identity."""
    settings = Settings.read({"AzureWebJobsStorage__accountName": "acc", "SCRIPT_LINK_MINUTES": "5"})
    assert settings.script_link_minutes == 5


@pytest.mark.parametrize("form", ["AzureWebJobsStorage__accountName", "AzureWebJobsStorage__queueServiceUri"])
def test_identity_based_storage_is_enough(form: str) -> None:
    """As it is for the triggers."""
    assert Settings.read({form: "x"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARM_ENDPOINT", "http://management.azure.com"),
        ("ARM_ENDPOINT", "https://management.azure.com/x"),
        ("ARM_ENDPOINT", "https://user@management.azure.com"),
        ("ARM_ENDPOINT", "ftp://127.0.0.1"),
        ("ARM_ENDPOINT", "https://[::1"),
        ("ARM_ENDPOINT", "management.azure.com"),
        ("DEFAULT_VAULT_ID", "nightly"),
        ("DEFAULT_POLICY", "no spaces"),
        ("POLL_CAP_SECONDS", "0"),
        ("JOB_DEADLINE_SECONDS", "a day"),
        ("KEY_VAULT_URI", "nightly"),
        ("KEY_VAULT_URI", "http://nightly.vault.azure.net"),
        ("BACKUP_API_VERSION", "newest"),
        ("SCRIPTS_CONTAINER", "No--Such"),
        ("RECORDS_CONTAINER", "-"),
        ("BACKUP_RULES", "nightly"),
        ("BACKUP_RULES", '{"region": "westeurope"}'),
        ("BACKUP_RULES", '[{"region": "westeurope"}]'),
        ("BACKUP_RULES", '[{"region": "westeurope", "vault": "nightly"}]'),
        ("BACKUP_RULES", '[{"region": "westeurope", "vault": null, "polcy": "Gold"}]'),
        ("BACKUP_VAULTS", f"{VAULT}, nightly"),
        ("VM_READY_MINUTES", "0"),
        ("BACKUP_WINDOW_MINUTES", "an hour"),
        ("BACKUPS_PER_MINUTE", "0"),
        ("STALE_HOURS", "-1"),
        ("SCRIPT_LINK_MINUTES", "61"),
        ("SCRIPT_LINK_MINUTES", "5"),
    ],
)
def test_a_malformed_setting_is_named_with_what_is_right(name: str, value: str) -> None:
    """The start stops with it."""
    with pytest.raises(SettingsError, match=f"setting {name} must be "):
        Settings.read(STORAGE | {name: value})


def test_all_that_is_wrong_is_named_at_once() -> None:
    """One start tells everything."""
    with pytest.raises(SettingsError, match=r"DEFAULT_VAULT_ID.*AzureWebJobsStorage must be"):
        Settings.read({"DEFAULT_VAULT_ID": "x"})


@pytest.mark.parametrize(
    "endpoint", ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:2", "https://arm.example"]
)
def test_plain_http_is_for_loopback_only(endpoint: str) -> None:
    """A token must not cross a network in the clear."""
    assert Settings.read(STORAGE | {"ARM_ENDPOINT": endpoint}).arm_endpoint == endpoint


def test_the_part_of_a_rule_that_is_wrong_is_named() -> None:
    """Without quoting a pattern."""
    rules = f'[{{"region": "westeurope", "vault": "{VAULT}"}}, {{"region": "uksouth", "vault": "nightly"}}]'
    with pytest.raises(SettingsError, match=r"wrong: BACKUP_RULES\[1\]\.vault;"):
        Settings.read(STORAGE | {"BACKUP_RULES": rules})
    with pytest.raises(SettingsError, match="unknown field `polcy`"):
        Settings.read(STORAGE | {"BACKUP_RULES": '[{"region": "x", "vault": null, "polcy": "y"}]'})


def test_two_rules_for_one_region_contradict_each_other() -> None:
    """However the region is written."""
    rules = f'[{{"region": "West Europe", "vault": "{VAULT}"}}, {{"region": "westeurope", "vault": null}}]'
    with pytest.raises(SettingsError, match="one rule for each region; westeurope has more"):
        Settings.read(STORAGE | {"BACKUP_RULES": rules})


def test_a_window_in_which_no_backup_fits_is_refused() -> None:
    """At the rate that is set."""
    with pytest.raises(SettingsError, match="BACKUP_WINDOW_MINUTES"):
        Settings.read(STORAGE | {"BACKUP_WINDOW_MINUTES": "0.5", "BACKUPS_PER_MINUTE": "1"})


def test_vaults_are_those_of_the_rules_and_more() -> None:
    """Each once."""
    rules = f'[{{"region": "westeurope", "vault": "{VAULT}", "policy": "Gold"}}]'
    settings = Settings.read(STORAGE | {"BACKUP_RULES": rules, "BACKUP_VAULTS": f"{VAULT}2,{VAULT.lower()}"})
    assert settings.rules.vaults == [f"{VAULT}2", VAULT]
