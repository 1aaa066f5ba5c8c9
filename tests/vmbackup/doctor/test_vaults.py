"""Faults of vaults made on purpose, of rules and policies, and of Event Grid."""

import pytest

from local_stack.simulator import Simulator
from tests.running import SUBSCRIPTION, VAULT
from tests.vmbackup.doctor.examined import RULE, examined, fault, of
from vmbackup.doctor.finding import State


def test_a_vault_that_is_not_there(environ: dict[str, str]) -> None:
    """Moved, deleted or misspelt; what is asked of the vault is not asked."""
    gone = VAULT.replace("nightly", "elsewhere")
    findings = examined(environ | {"DEFAULT_VAULT_ID": gone, "BACKUP_RULES": "[]"})
    missing = fault(findings, "vaults")
    assert "no vault elsewhere in resource group backup" in missing.meaning
    assert "az backup vault list" in missing.mend
    assert [finding.state for finding in of(findings, "policies")] == [State.SKIPPED]


def test_a_rule_whose_vault_is_in_another_region(environ: dict[str, str]) -> None:
    """Azure would refuse each VM."""
    far = fault(examined(environ | {"BACKUP_RULES": RULE.replace("westeurope", "North Europe")}), "regions")
    assert "North Europe" in far.meaning


def test_a_region_as_people_write_it_is_the_same(environ: dict[str, str]) -> None:
    """The portal says West Europe."""
    findings = examined(environ | {"BACKUP_RULES": RULE.replace("westeurope", "West Europe")})
    assert [finding.state for finding in of(findings, "regions")] == [State.OK]


def test_a_policy_that_is_not_there(environ: dict[str, str]) -> None:
    """Those that are there are named; pages of them are read to the end."""
    missing = fault(examined(environ | {"DEFAULT_POLICY": "Weekly"}), "policies")
    assert "no policy Weekly" in missing.meaning
    assert "DefaultPolicy" in missing.meaning


def test_throttling_is_no_fault_of_a_vault_for_ever(environ: dict[str, str], azure: Simulator) -> None:
    """It passes; the finding says so."""
    azure.fault(on="GET */vaults/nightly", answer=429, times=1)
    assert "It may pass" in fault(examined(environ), "vaults").mend


TOPIC = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.EventGrid/systemTopics/vms"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"destination": {"properties": {"queueName": "vm-events"}}, "provisioningState": "Succeeded"}, State.OK),
        ({"deliveryWithResourceIdentity": {"destination": {"properties": {"queueName": "vm-events"}}}}, State.OK),
        ({"destination": {"properties": {"resourceId": "/x/functions/vm_written"}}}, State.OK),
        (
            {"destination": {"properties": {"queueName": "vm-events"}}, "provisioningState": "AwaitingManualAction"},
            State.WRONG,
        ),
        ({"destination": {"properties": {"queueName": "other"}}}, State.LOOK),
    ],
)
def test_event_grid_must_deliver(
    environ: dict[str, str], azure: Simulator, told: dict[str, object], state: State
) -> None:
    """To the queue, by key or by identity, or to the function."""
    topics = {"value": [{"id": TOPIC}]}
    subscriptions = {"value": [{"name": "vm-written", "properties": told}]}
    azure.fault(on="GET */providers/Microsoft.EventGrid/systemTopics", answer={"status": 200, "body": topics})
    azure.fault(on=f"GET {TOPIC}/eventSubscriptions", answer={"status": 200, "body": subscriptions})
    assert [finding.state for finding in of(examined(environ), "events of VMs")] == [state]


@pytest.mark.parametrize(
    ("properties", "headers", "check"),
    [
        ({"securitySettings": {"softDeleteSettings": {"softDeleteState": "Disabled"}}}, {}, "vaults"),
        ({"provisioningState": "Creating"}, {}, "vaults"),
        ({}, {"x-ms-ratelimit-remaining-subscription-reads": "3"}, "quotas"),
    ],
)
def test_what_is_worth_a_look(
    environ: dict[str, str],
    azure: Simulator,
    properties: dict[str, object],
    headers: dict[str, str],
    check: str,
) -> None:
    """Soft delete that is off, a vault that is being made, little left of a quota: no fault, and yet to be known."""
    body = {"location": "westeurope", "properties": properties}
    azure.fault(on="GET */vaults/nightly", answer={"status": 200, "headers": headers, "body": body})
    findings = examined(environ)
    assert [finding.state for finding in of(findings, check)] == [State.LOOK]
    assert State.WRONG not in {finding.state for finding in findings}


def test_settings_that_name_no_vault(environ: dict[str, str]) -> None:
    """Messages may name their own."""
    environ.pop("DEFAULT_VAULT_ID")
    (hint,) = of(examined(environ | {"BACKUP_RULES": "[]"}), "vaults")
    assert hint.state is State.LOOK
