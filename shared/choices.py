"""What requests choose: disks, recovery points, targets, policies."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.arm_ids import GroupId, SubnetId
from shared.messages import Instant
from shared.rules import PolicyName

Lun = Annotated[int, Meta(ge=0, le=63)]
Luns = Annotated[list[Lun], Meta(min_length=1, max_length=64)]


RecoveryPointName = Annotated[str, Meta(pattern=r"(?a)\A[0-9A-Za-z-]{1,64}\Z")]


class Disks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Which disks are backed up: just these data disks, all but these (all, if none), or the OS disk alone."""

    include: Luns | None = None
    exclude: Annotated[list[Lun], Meta(max_length=64)] | None = None
    os_only: Literal[True] | None = None

    def __post_init__(self) -> None:
        if sum(choice is not None for choice in (self.include, self.exclude, self.os_only)) != 1:
            raise ValueError("Expected exactly one of `include`, `exclude`, `osOnly`")


class Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest recovery point that was taken before a time."""

    before: Instant


Consistency = Literal["AppConsistent", "FileSystemConsistent", "CrashConsistent"]
Zone = Annotated[str, Meta(pattern=r"(?a)\A[1-9]\Z")]
VmName = Annotated[str, Meta(pattern=r"(?a)\A[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?\Z")]


class ToDisks(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Managed disks in a resource group: all, or the OS disk and those of the LUNs."""

    resource_group_id: GroupId
    luns: Annotated[list[Lun], Meta(max_length=64)] | None = None
    zone: Zone | None = None


class ToNewVm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """A new VM in a resource group, on a subnet."""

    name: VmName
    resource_group_id: GroupId
    subnet_id: SubnetId
    zone: Zone | None = None


class InPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The VM itself: its disks are replaced."""


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Where a restore goes: one of three."""

    disks: ToDisks | None = None
    new_vm: ToNewVm | None = None
    replace_existing: InPlace | None = None

    def __post_init__(self) -> None:
        if sum(choice is not None for choice in (self.disks, self.new_vm, self.replace_existing)) != 1:
            raise ValueError("Expected exactly one of `disks`, `newVm`, `replaceExisting`")


TimeOfDay = Annotated[str, Meta(pattern=r"(?a)\A([01]\d|2[0-3]):(00|30)\Z", description="on the hour or half hour")]


class Hourly(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """Several backups a day: `every` so many hours, from a time, for so many hours. It makes a policy Enhanced."""

    every: Literal[4, 6, 8, 12]
    start: TimeOfDay = "08:00"
    hours: Literal[4, 6, 8, 12, 16, 20, 24] = 12

    def __post_init__(self) -> None:
        if self.hours % self.every:
            raise ValueError("Expected `hours` to be a multiple of `every`")


class NewPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """A policy to create unless the vault has it: when it backs up, by which clock, and how long backups are kept."""

    name: PolicyName
    daily: TimeOfDay | None = None
    hourly: Hourly | None = None
    time_zone: Annotated[str, Meta(pattern=r"(?a)\A[A-Za-z0-9 .()+-]{1,64}\Z")] = "UTC"
    retain_days: Annotated[int, Meta(ge=7, le=9999)] = 30

    def __post_init__(self) -> None:
        if (self.daily is None) == (self.hourly is None):
            raise ValueError("Expected exactly one of `daily`, `hourly`")
