"""Everything Azure remembers, as plain data: what `--state` saves is exactly this."""

from datetime import datetime, timedelta
from uuid import uuid4

from msgspec import Struct, field

from local_stack.simulator.state.health import Health
from local_stack.simulator.state.names import ResourceName
from local_stack.simulator.state.readiness import Readiness
from local_stack.simulator.state.resources import DiskSet
from local_stack.simulator.state.runs import Job, Json, MountSession, Operation


class ResourceGroup(Struct):
    """A resource group, by its id as first spelled."""

    id: str
    location: str


class VirtualMachine(Struct):
    """A VM as far as backup cares. `discovered` says that new vaults see it without a refresh; `guid` is its vmId."""

    name: ResourceName
    location: str
    os_type: str = "Linux"
    disks: DiskSet = field(default_factory=DiskSet)
    discovered: bool = True
    size: str = "Standard_DS1_v2"
    tags: dict[str, str] = field(default_factory=dict)
    readiness: Readiness = field(default_factory=Readiness)
    guid: str = field(default_factory=lambda: str(uuid4()))
    created: datetime | None = None

    @property
    def id(self) -> str:
        """Spell its id."""
        return self.name.vm_id()


class Policy(Struct):
    """A backup policy: its properties as put, or as every new vault has them."""

    name: str
    properties: Json


class RecoveryPoint(Struct):
    """A recovery point; hardened once its data is in the vault, instant while the snapshot is kept.

    `disks` are those that were backed up; `session` is the last file restore from it, unless that was revoked.
    """

    name: str
    taken: datetime
    expires: datetime
    instant_until: datetime
    os_type: str
    vm_size: str
    policy_type: str
    hardened: bool = False
    disks: DiskSet = field(default_factory=DiskSet)
    session: MountSession | None = None

    def mountable(self, now: datetime) -> bool:
        """Tell whether its files can be mounted: there is a session, and its 12 hours are not over."""
        return self.session is not None and now < self.session.expires

    def instant(self, now: datetime) -> bool:
        """Tell whether its snapshot is still kept."""
        return now < self.instant_until


class ProtectedItem(Struct):
    """A VM under a policy, or no longer under one (`policy` empty).

    `backup_job` and `restore_job` are those that run, if any; `deleted` is since when it is deleted softly, and
    `kept_days` for how long from then on. A suspended one has a policy that nothing is backed up by.
    """

    vm: ResourceName
    policy: str
    data_id: str
    state: str = "IRPending"
    extended_properties: Json | None = None
    last_backup_status: str = ""
    last_backup: datetime | None = None
    backup_job: str = ""
    restore_job: str = ""
    points: dict[str, RecoveryPoint] = field(default_factory=dict)
    health: Health | None = None
    deleted: datetime | None = None
    kept_days: int = 0

    @property
    def backed_up_by_policy(self) -> bool:
        """Tell whether backups are made of it."""
        return bool(self.policy) and self.state != "BackupsSuspended"

    @property
    def purged_at(self) -> datetime | None:
        """Tell when it will be gone for good, if it is deleted softly."""
        return self.deleted + timedelta(days=self.kept_days) if self.deleted else None

    def kept(self, now: datetime) -> list[RecoveryPoint]:
        """List the recovery points that have not expired, oldest first."""
        return [point for point in self.points.values() if now < point.expires]

    def backed_up(self, disks: DiskSet) -> DiskSet:
        """Leave out of the VM's disks what the item excludes (disk exclusion, recorded in enable_protection.json)."""
        chosen = (self.extended_properties or {}).get("diskExclusionProperties")
        if not chosen:
            return disks
        listed = set(chosen["diskLunList"])
        return disks.only(listed if chosen["isInclusionList"] else disks.data.keys() - listed)

    def free(self, job_id: str) -> None:
        """Let the next backup or restore begin once a job is over."""
        self.backup_job = "" if self.backup_job == job_id else self.backup_job
        self.restore_job = "" if self.restore_job == job_id else self.restore_job


class Vault(Struct):
    """A vault and all that is in it. `discovered` holds the VM ids its last refresh has seen, in lower case.

    Without `created` it has been there for long.
    """

    name: ResourceName
    location: str
    body: Json
    changed: datetime
    provisioning: str = "Succeeded"
    created: datetime | None = None
    deleted: datetime | None = None
    storage_type: str = ""
    config: Json = field(default_factory=dict)
    policy_writes: list[datetime] = field(default_factory=list)
    policies: dict[str, Policy] = field(default_factory=dict)
    discovered: set[str] = field(default_factory=set)
    items: dict[str, ProtectedItem] = field(default_factory=dict)
    jobs: dict[str, Job] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    locked: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """Spell its id."""
        return self.name.vault_id()
