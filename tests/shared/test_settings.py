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
