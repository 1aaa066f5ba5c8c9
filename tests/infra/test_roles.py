"""Who may do what inside of the resource group: by built-in roles, on as little as will do."""

from typing import get_args

from shared.poison import QUEUES
from shared.requests import AnyRequest
from shared.settings import Settings
from tests.infra.known import BUILT_IN_ROLES
from tests.infra.provisioned import made, of_type, one

DEFAULTS = Settings()
GROUP = "33333333-3333-3333-3333-333333333333"

type Grants = set[tuple[str, str, str]]


def grants(**environ: str) -> Grants:
    """Return who has which role on what; KeyError for a role that was not looked up."""
    found: Grants = set()
    for assignment in of_type(made(**environ), "Microsoft.Authorization/roleAssignments"):
        role = str(assignment.at("properties", "roleDefinitionId")).rpartition("/")[2]
        scope = assignment.id.partition("/providers/Microsoft.Authorization")[0].rpartition("/")[2]
        found.add((str(assignment.at("properties", "principalId")), BUILT_IN_ROLES[role], scope))
    return found


def more(**environ: str) -> Grants:
    """Return what is granted besides, where something was chosen."""
    return grants(**environ) - grants()


def name_of(kind: str, **environ: str) -> str:
    return one(made(**environ), kind).name


APP = "id-nightly.properties.principalId"
ACCOUNT = name_of("Microsoft.Storage/storageAccounts")
KEY_VAULT = name_of("Microsoft.KeyVault/vaults")


def test_the_app_has_what_the_host_needs_and_may_write_logs() -> None:
    """On the account what Microsoft wants for a host; nothing on the key vault but by access.bicep."""
    assert grants() == {
        (APP, "Storage Blob Data Owner", ACCOUNT),
        (APP, "Storage Queue Data Contributor", ACCOUNT),
        (APP, "Storage Table Data Contributor", ACCOUNT),
        (APP, "Monitoring Metrics Publisher", "appi-nightly"),
    }


def test_the_app_reads_one_secret_if_it_is_named() -> None:
    """And none of the passwords beside it."""
    assert more(WEBHOOKS_SECRET="webhooks") == {(APP, "Key Vault Secrets User", "webhooks")}


def test_event_grid_has_its_queue_and_the_dead_letters() -> None:
    """By the topic's own identity."""
    topic = f"{name_of('Microsoft.EventGrid/systemTopics', BACKUP_RULES='[]')}.identity.principalId"
    assert more(BACKUP_RULES="[]") == {
        (topic, "Storage Queue Data Message Sender", "vm-events"),
        (topic, "Storage Blob Data Contributor", "dead-letters"),
    }


def test_the_app_alone_sends_to_the_event_topic() -> None:
    """Others subscribe."""
    topic = name_of("Microsoft.EventGrid/topics", EVENT_TOPIC="true")
    assert more(EVENT_TOPIC="true") == {(APP, "EventGrid Data Sender", topic)}


def test_operators_send_requests_look_and_care_for_poison() -> None:
    """No more: whoever may write to `operations` or `backup-events` could claim any success (SECURITY.md)."""
    requests = {kind.QUEUE for kind in get_args(AnyRequest.__value__)}
    assert more(OPERATORS=GROUP) == {
        *((GROUP, "Storage Queue Data Message Sender", queue) for queue in requests),
        *((GROUP, "Storage Queue Data Message Processor", f"{queue}-poison") for queue in QUEUES),
        (GROUP, "Storage Queue Data Reader", ACCOUNT),
        (GROUP, "Storage Table Data Reader", ACCOUNT),
        (GROUP, "Storage Blob Data Reader", DEFAULTS.records_container),
    }


def test_scripts_and_passwords_are_read_by_nobody_unless_it_is_said() -> None:
    """Both together are every file of every VM."""
    assert more(FILE_READERS=GROUP) == {
        (GROUP, "Storage Blob Data Reader", DEFAULTS.scripts_container),
        (GROUP, "Key Vault Secrets User", KEY_VAULT),
    }


def test_who_deploys_is_an_operator_unless_others_are_named() -> None:
    """To own a subscription is no right to its queues; azd tells who it is."""
    assert more(AZURE_PRINCIPAL_ID=GROUP) == more(OPERATORS=GROUP)
