"""What `azd provision` makes, by an evaluation of the Bicep files without Azure."""

import pytest

from shared.cloud_event import Event
from shared.poison import QUEUES
from shared.settings import Settings
from tests.infra.provisioned import CHOICES, INFRA, ROOT, made, of_type, one

STORAGE = "Microsoft.Storage/storageAccounts"
QUEUE = f"{STORAGE}/queueServices/queues"
SUBSCRIBED = "Microsoft.EventGrid/systemTopics/eventSubscriptions"
DEFAULTS = Settings()


def test_every_queue_is_there_with_its_poison_queue() -> None:
    """Who has a right to a queue needs a queue; and the app needs no right to make one."""
    queues = {queue.name for queue in of_type(made(), QUEUE)}
    assert queues == {*QUEUES, *(f"{name}-poison" for name in QUEUES), Event.QUEUE}


def test_no_container_is_public_and_what_is_old_is_deleted() -> None:
    """Scripts after a day, for mounts end after twelve hours; records after a month."""
    containers = {container.name: container for container in of_type(made(), f"{STORAGE}/blobServices/containers")}
    assert {container.at("properties", "publicAccess") for container in containers.values()} == {"None"}
    assert {DEFAULTS.scripts_container, DEFAULTS.records_container, "app-package", "dead-letters"} == set(containers)
    assert deletions() == {"file-restore/": 1, "backup-records/": 31, "dead-letters/": 31}
    assert deletions(SCRIPTS_CONTAINER="scripts", RECORD_DAYS="60") == {
        "scripts/": 1, "backup-records/": 60, "dead-letters/": 60,
    }  # fmt: skip


def deletions(**environ: str) -> dict[str, int]:
    rules = one(made(**environ), f"{STORAGE}/managementPolicies").at("properties", "policy", "rules")
    assert isinstance(rules, list)
    found: dict[str, int] = {}
    for rule in rules:
        match rule:
            case {
                "definition": {
                    "filters": {"prefixMatch": [str(prefix)]},
                    "actions": {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": int(days)}}},
                }
            }:
                found[prefix] = days
    return found


def test_storage_has_no_keys_and_the_key_vault_no_access_policies() -> None:
    """Only identities with roles come in."""
    account, vault = one(made(), STORAGE), one(made(), "Microsoft.KeyVault/vaults")
    assert account.at("properties", "allowSharedKeyAccess") is False
    assert account.at("properties", "allowBlobPublicAccess") is False
    assert account.at("properties", "minimumTlsVersion") == "TLS1_2"
    assert vault.at("properties", "enableRbacAuthorization") is True
    assert one(made(), "Microsoft.Insights/components").at("properties", "DisableLocalAuth") is True


def test_the_python_is_the_projects() -> None:
    """A package has packages for one version of Python, and bytecode too."""
    runtime = one(made(), "Microsoft.Web/sites").at("properties", "functionAppConfig", "runtime")
    assert runtime == {"name": "python", "version": (ROOT / ".python-version").read_text().strip()}


def test_instances_are_limited() -> None:
    """Hidden messages count for Azure's scale controller: docs/scaling.md."""
    scale = ("properties", "functionAppConfig", "scaleAndConcurrency")
    assert one(made(), "Microsoft.Web/sites").at(*scale) == {
        "instanceMemoryMB": 512, "maximumInstanceCount": 2, "alwaysReady": [],
    }  # fmt: skip
    more = made(INSTANCES="4", ALWAYS_READY='[{"name": "function:poll_operation", "instanceCount": 1}]')
    assert one(more, "Microsoft.Web/sites").at(*scale, "maximumInstanceCount") == 4
    assert one(more, "Microsoft.Web/sites").at(*scale, "alwaysReady") != []


def test_nobody_deploys_with_a_password() -> None:
    """Who may deploy is who may write the Function App."""
    doors = of_type(made(), "Microsoft.Web/sites/basicPublishingCredentialsPolicies")
    assert {(door.name, door.at("properties", "allow")) for door in doors} == {("ftp", False), ("scm", False)}


def test_event_grid_puts_writes_of_vms_on_the_queue_once_there_are_rules() -> None:
    """By the topic's identity; what cannot be delivered is kept."""
    assert not of_type(made(), SUBSCRIBED)
    resources = made(BACKUP_RULES="[]")
    subscription = one(resources, SUBSCRIBED)
    delivery = subscription.at("properties", "deliveryWithResourceIdentity")
    assert delivery == {
        "identity": {"type": "SystemAssigned"},
        "destination": {
            "endpointType": "StorageQueue",
            "properties": {
                "resourceId": one(made(), STORAGE).id,
                "queueName": "vm-events",
                "queueMessageTimeToLiveInSeconds": -1,
            },
        },
    }
    assert "dead-letters" in str(subscription.at("properties", "deadLetterWithResourceIdentity"))
    assert "Microsoft.Compute/virtualMachines/write" in str(subscription.at("properties", "filter"))


def test_event_grid_may_post_to_the_function_instead_or_be_left_out() -> None:
    """A function must have been deployed for it; a subscription has one system topic only."""
    function = one(made(VM_EVENTS="function"), SUBSCRIBED)
    assert str(function.at("properties", "destination", "properties", "resourceId")).endswith("/functions/vm_written")
    assert not [resource for resource in made(VM_EVENTS="none", BACKUP_RULES="[]") if "EventGrid" in resource.type]


def test_an_event_topic_takes_events_of_the_app_only() -> None:
    """No key; made only where it is asked for."""
    kind = "Microsoft.EventGrid/topics"
    assert not of_type(made(), kind)
    topic = one(made(EVENT_TOPIC="true"), kind)
    assert topic.at("properties", "disableLocalAuth") is True
    settings = one(made(EVENT_TOPIC="true"), "Microsoft.Web/sites/config").at("properties", "EVENT_GRID_TOPIC")
    assert settings == f"{topic.name}.properties.endpoint"


@pytest.mark.parametrize("environ", CHOICES)
def test_nothing_is_made_twice(environ: dict[str, str]) -> None:
    """Two resources of one id are one, and the later wins."""
    ids = [resource.id.lower() for resource in made(**environ)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("environ", CHOICES)
def test_names_are_as_long_as_azure_takes(environ: dict[str, str]) -> None:
    """Also where the environment has the longest name that azd takes."""
    longest = {
        "storageAccounts": 24,
        "vaults": 24,
        "sites": 60,
        "systemTopics": 50,
        "topics": 50,
        "components": 255,
        "workspaces": 63,
    }
    for resource in made(AZURE_ENV_NAME="a" * 32, **environ):
        assert len(resource.name) <= longest.get(resource.type.rpartition("/")[2], 90), resource.id


@pytest.mark.parametrize("environ", CHOICES)
def test_all_lies_in_one_resource_group_of_its_own(environ: dict[str, str]) -> None:
    """`azd down` deletes every resource group in which its deployment has made anything (Azure/azure-dev#2916, #4785).

    One role assignment on a vault's group, and the group with the vault would go.
    """
    resources = made(**environ)
    group = one(resources, "Microsoft.Resources/resourceGroups")
    assert all(resource is group or resource.id.startswith(f"{group.id}/") for resource in resources)
    assert group.at("tags", "azd-env-name") == "nightly"


def test_the_evaluation_reads_what_is_deployed() -> None:
    """These tests evaluate main.bicepparam, which is what azd takes."""
    assert (INFRA / "main.bicepparam").read_text().startswith("using 'main.bicep'\n")
