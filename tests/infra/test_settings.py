"""The settings of the deployed app: every one that it reads, and none that it does not."""

import json
import re

import msgspec

from shared.settings import STORAGE, Settings
from tests.infra.bicep.deployment import variables
from tests.infra.bicep.syntax import every, text_of
from tests.infra.provisioned import INFRA, PARAMETERS, ROOT, made, one

# What the Functions host and its libraries read, and why it is set.
HOST = {
    f"{STORAGE}__accountName": "where the queues are",
    f"{STORAGE}__credential": "by identity, no key",
    f"{STORAGE}__clientId": "which identity: the host's own sign-in",
    "AZURE_CLIENT_ID": "which identity: azure-identity's",
    "APPLICATIONINSIGHTS_CONNECTION_STRING": "where logs go",
    "APPLICATIONINSIGHTS_AUTHENTICATION_STRING": "by identity, no key",
    "PYTHON_THREADPOOL_THREAD_COUNT": "as many messages at once as the host takes",
    "AzureFunctionsJobHost__extensions__queues__batchSize": "overrides host.json",
    "AzureFunctionsJobHost__extensions__queues__newBatchThreshold": "overrides host.json",
}
TIMERS = {"BACKUP_SCHEDULE": "%BACKUP_SCHEDULE% in the timer's schedule"}

# What Azure answers with, in the place of which the evaluation has names.
GIVEN = {"KEY_VAULT_URI": "https://kv.vault.azure.net", "EVENT_GRID_TOPIC": ""}


def app_settings(**environ: str) -> dict[str, str]:
    properties = one(made(**environ), "Microsoft.Web/sites/config").at("properties")
    return msgspec.convert(properties, dict[str, str])


def test_every_setting_that_the_app_reads_is_set_and_no_other() -> None:
    """A setting that is missing here cannot be chosen; one too many does nothing."""
    assert app_settings().keys() == {*Settings.__struct_encode_fields__, *HOST, *TIMERS}


def test_without_a_choice_every_setting_is_as_the_app_has_it() -> None:
    """Whoever reads docs/settings.md need not read Bicep."""
    settings = Settings.read(app_settings() | GIVEN)
    assert msgspec.structs.replace(settings, key_vault_uri=None) == Settings()


def test_a_choice_arrives() -> None:
    """`azd env set` is all it takes; rules are JSON, as the app has them."""
    group = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/backup"
    vault = f"{group}/providers/Microsoft.RecoveryServices/vaults/nightly"
    rules = json.dumps([{"region": "westeurope", "vault": vault}])
    chosen = {
        "BACKUP_RULES": rules,
        "BACKUPS_PER_MINUTE": "240",
        "DEFAULT_VAULT_ID": vault,
        "SCRIPT_LINK_MINUTES": "30",
    }
    settings = Settings.read(app_settings(**chosen) | GIVEN)
    assert settings.backup_rules[0].vault is not None
    assert settings.backups_per_minute == 240
    assert settings.default_vault_id is not None
    assert settings.script_link_minutes == 30


def test_a_choice_has_the_setting_s_own_name() -> None:
    """One name, from `azd env set` to the app."""
    settings = variables(INFRA / "main.bicepparam")["settings"]
    for entry in (node for node in every(settings) if node.type == "object_property"):
        name, call = entry.named_children
        assert text_of(call).startswith(f"readEnvironmentVariable('{text_of(name)}', ")


def test_every_choice_is_explained() -> None:
    """Settings in docs/settings.md, all else in docs/deploying.md; azd knows its own."""
    files = "".join(file.read_text() for file in PARAMETERS)
    pages = "".join((ROOT / "docs" / page).read_text() for page in ("deploying.md", "settings.md"))
    passed_on = {"PRINCIPAL_ID", "KEY_VAULT_ID"}
    for name in set(re.findall(r"readEnvironmentVariable\(\s*'(\w+)'", files)) - passed_on:
        assert name.startswith("AZURE_") or f"`{name}`" in pages, name


def test_there_are_as_many_threads_as_messages_at_once() -> None:
    """And without a choice as many messages as host.json says."""
    queues = json.loads((ROOT / "host.json").read_text())["extensions"]["queues"]
    host = "AzureFunctionsJobHost__extensions__queues__"
    settings = app_settings()
    assert {
        name: int(settings[f"{host}{name}"]) for name in ("batchSize", "newBatchThreshold")
    }.items() <= queues.items()
    fewer = app_settings(BATCH_SIZE="4", NEW_BATCH_THRESHOLD="2")
    assert (fewer[f"{host}batchSize"], fewer["PYTHON_THREADPOOL_THREAD_COUNT"]) == ("4", "6")


def test_nothing_is_set_that_flex_consumption_refuses() -> None:
    """These are the plan's own business: each has stopped a deployment, or is ignored (learn.microsoft.com, Flex)."""
    refused = ("FUNCTIONS_", "WEBSITE_", "SCM_", "ENABLE_ORYX_BUILD")
    assert not [name for name in app_settings() if name.startswith(refused)]


def test_a_function_can_be_switched_off() -> None:
    """Here, for what is set by hand is gone with the next `azd provision`."""
    off = {"AzureWebJobs.nightly_backup.Disabled": "true", "AzureWebJobs.watch_poison.Disabled": "true"}
    assert app_settings(DISABLED="nightly_backup,watch_poison") == app_settings() | off


def test_webhooks_are_a_reference_to_a_secret() -> None:
    """Their keys are in no file, no azd environment, and no deployment's history."""
    assert app_settings()["WEBHOOKS"] == ""
    reference = app_settings(WEBHOOKS_SECRET="webhooks")["WEBHOOKS"]
    assert reference.startswith("@Microsoft.KeyVault(SecretUri=")
    assert reference.endswith("secrets/webhooks)")
