"""The stories hold together, and miss nothing that issue 6 asks for."""

import re
from collections.abc import Iterator

import pytest

from conformance.known import of_azure
from conformance.pattern import Each, Keep, Some
from conformance.runs import SDKS, STORIES
from conformance.sdk.story import STORY
from conformance.stories import Story
from conformance.world import simulated

ASKED = """
    backup vault create, backup vault list, backup vault show, backup vault backup-properties show,
    backup vault backup-properties set, backup vault delete,
    backup policy list, backup policy show, backup policy create, backup policy set, backup policy delete,
    backup protection check-vm, backup protection enable-for-vm, backup protection update-for-vm,
    backup protection backup-now, backup protection disable, backup protection resume, backup protection undelete,
    backup item list, backup item show, backup item set-policy, backup container list, backup container show,
    backup job list, backup job show, backup job stop, backup job wait,
    backup recoverypoint list, backup recoverypoint show, backup restore restore-disks,
    backup restore files mount-rp, backup restore files unmount-rp
"""


def lines() -> list[str]:
    return [command.line for story in STORIES.values() for command in story.commands if command.exit_code == 0]


@pytest.mark.parametrize("command", [" ".join(one.split()) for one in ASKED.split(",")])
def test_every_command_is_asked(command: str) -> None:
    """Each command succeeds somewhere."""
    assert any(line.startswith(f"{command} ") or line == command for line in lines())


@pytest.mark.parametrize(
    "option",
    [
        *("--delete-backup-data", "--restore-only-osdisk", "--target-vm-name", "--restore-mode OriginalLocation"),
        *("--diskslist", "--retain-as-per-policy", "--force", "--disk-list-setting exclude"),
    ],
)
def test_every_way_is_asked(option: str) -> None:
    """Each way of a command succeeds somewhere."""
    assert any(option in line for line in lines())


def test_no_vm_is_shared() -> None:
    """Stories run side by side: a VM belongs to one."""
    vms = [vm.name for story in STORIES.values() for vm in story.vms] + [vm.name for vm, _ in SDKS.values()]
    assert len(vms) == len(set(vms))


def kept_in(pattern: object) -> Iterator[str]:
    match pattern:
        case Keep(name, shape):
            yield name
            yield from kept_in(shape)
        case Some(shape) | Each(shape):
            yield from kept_in(shape)
        case dict():
            yield from (name for value in pattern.values() for name in kept_in(value))
        case list():
            yield from (name for value in pattern for name in kept_in(value))


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.name)
def test_every_name_is_known(story: Story) -> None:
    """A command names nothing but what all may name, and what was kept before."""
    with simulated([], []) as azure:
        known = {*of_azure(azure), "vault"}
    for command in story.commands:
        assert set(re.findall(r"\$(\w+)", command.line)) <= known, command.line
        known |= set(kept_in(command.shows))


def test_every_group_of_methods_is_called() -> None:
    """Every group of methods of the SDK that VMs need is called."""
    called = {call.method.split(".")[1] for call in STORY}
    assert called >= {
        *("vaults", "backup_policies", "protection_policies", "protection_containers", "backup_protectable_items"),
        *("protected_items", "backup_protected_items", "backup_protection_containers", "backups", "job_details"),
        *("backup_jobs", "job_cancellations", "recovery_points", "restores", "item_level_recovery_connections"),
        *("backup_status", "backup_operation_statuses", "validate_operation", "operation"),
    }
