"""Everything Azure remembers, as plain data: what `--state` saves is exactly this."""

from datetime import datetime

from msgspec import Struct, field

from local_stack.simulator.state.names import ResourceName
from local_stack.simulator.state.runs import Job, Json, MountSession, Operation


class ResourceGroup(Struct):
    """A resource group, by its id as first spelled."""

    id: str
    location: str


class VirtualMachine(Struct):
    """A VM as far as backup cares. `discovered` says that new vaults see it without a refresh."""

    name: ResourceName
    location: str
    os_type: str = "Linux"
    luns: list[int] = field(default_factory=list)
    discovered: bool = True
    size: str = "Standard_DS1_v2"

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

    `session` is the last file restore from it, unless that was revoked.
    """

    name: str
    taken: datetime
    expires: datetime
    instant_until: datetime
    os_type: str
    vm_size: str
    policy_type: str
    hardened: bool = False
    session: MountSession | None = None

    def mountable(self, now: datetime) -> bool:
        """Tell whether its files can be mounted: there is a session, and its 12 hours are not over."""
        return self.session is not None and now < self.session.expires


class ProtectedItem(Struct):
    """A VM under a policy, or no longer under one (`policy` empty). `backup_job` is the one that runs, if any."""

    vm: ResourceName
    policy: str
    data_id: str
    state: str = "IRPending"
    extended_properties: Json | None = None
    last_backup_status: str = ""
    last_backup: datetime | None = None
    backup_job: str = ""
    points: dict[str, RecoveryPoint] = field(default_factory=dict)

    def kept(self, now: datetime) -> list[RecoveryPoint]:
        """List the recovery points that have not expired, oldest first."""
        return [point for point in self.points.values() if now < point.expires]


class Vault(Struct):
    """A vault and all that is in it. `discovered` holds the VM ids its last refresh has seen, in lower case."""

    name: ResourceName
    location: str
    body: Json
    changed: datetime
    provisioning: str = "Succeeded"
    deleted: datetime | None = None
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
