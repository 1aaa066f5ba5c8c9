"""What a handler gets, and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from local_stack.simulator.errors import refuse
from local_stack.simulator.event_grid.publisher import Publisher
from local_stack.simulator.roles import Roles
from local_stack.simulator.state.entities import ProtectedItem, Vault
from local_stack.simulator.state.names import ResourceName
from local_stack.simulator.state.protection import find_item
from local_stack.simulator.state.runs import Json
from local_stack.simulator.state.world import Cloud
from local_stack.simulator.web.faults import Faults
from local_stack.simulator.web.identity import Identity, principal
from local_stack.simulator.web.journal import Journal
from local_stack.simulator.web.tracking_uris import TrackingUris
from local_stack.simulator.web.transients import Transients
from local_stack.simulator.web.weather import Weather

# Azure asks to look again after a minute; the recordings of Microsoft's own SDK tests have 0.
RETRY_AFTER = 60
NO_WAIT_BELOW = 0.05


@dataclass
class Addresses:
    """Where clients find ARM over http, ARM and Entra ID over https, and Microsoft's programs.

    Those of the simulator are known once they are served.
    """

    arm: str = ""
    tls: str = ""
    downloads: str = "https://download.microsoft.com"


@dataclass(frozen=True)
class Backstage:
    """What stands behind all calls."""

    cloud: Cloud
    identity: Identity
    page_size: int
    publisher: Publisher
    roles: Roles | None = None
    faults: Faults = field(default_factory=Faults)
    transients: Transients = field(default_factory=Transients)
    weather: Weather = field(default_factory=Weather)
    journal: Journal = field(default_factory=Journal)
    tracking_uris: TrackingUris = field(default_factory=TrackingUris)
    addresses: Addresses = field(default_factory=Addresses)


@dataclass(frozen=True)
class Call:
    """One request. `origin` is scheme and host as the client called them; query keys are in lower case."""

    backstage: Backstage
    method: str
    origin: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    request_id: str
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def cloud(self) -> Cloud:
        """Reach the state."""
        return self.backstage.cloud

    @property
    def now(self) -> datetime:
        """Tell the simulated moment."""
        return self.backstage.cloud.now()

    @cached_property
    def principal(self) -> str:
        """Read who asks; empty without a token."""
        return principal(self.headers)

    @property
    def version(self) -> str:
        """Read the api-version the client asks for."""
        return self.query["api-version"]

    @property
    def filter(self) -> str:
        """Read the `$filter`."""
        return self.query.get("$filter", "")

    @cached_property
    def body(self) -> Json:
        """Read the JSON object sent, empty if nothing was; refuse anything else."""
        try:
            return msgspec.json.decode(self.content or b"{}", type=dict[str, Any])
        except msgspec.DecodeError as error:
            raise refuse("NoJson", reason=str(error)) from None

    @property
    def form(self) -> Mapping[str, str]:
        """Read the fields of a form sent."""
        return dict(parse_qsl(self.content.decode()))

    @property
    def properties(self) -> Json:
        """Read the properties of the body; refuse a body without."""
        properties = self.body.get("properties")
        if not isinstance(properties, dict):
            raise refuse("WrongInput")
        return properties

    @property
    def vault_name(self) -> ResourceName:
        """Read the vault from the path."""
        return ResourceName(self.names["subscription"], self.names["group"], self.names["vault"])

    @cached_property
    def vault(self) -> Vault:
        """Find the vault in the path."""
        return self.cloud.world.vault(self.vault_name)

    @property
    def item_key(self) -> str:
        """Read the protectable name of the VM from the container and item in the path; empty if they disagree."""
        container = self.names["container"].lower().removeprefix("iaasvmcontainer;")
        item = self.names["item"].lower().removeprefix("vm;")
        return item if item == container else ""

    @property
    def item(self) -> ProtectedItem:
        """Find the protected item in the path."""
        return find_item(self.vault, self.item_key)

    @property
    def retry_after(self) -> str:
        """Ask to look again after Azure's minute."""
        return self.wait(RETRY_AFTER)

    def wait(self, simulated: int) -> str:
        """Divide seconds by the speed of the clock: whole seconds, at least 1, or 0 if they pass in no time."""
        seconds = simulated / (self.cloud.clock.speed or 1)
        return "0" if seconds < NO_WAIT_BELOW else str(max(1, round(seconds)))


@dataclass(frozen=True)
class Answer:
    """What goes back. No body means none at all; bytes are sent as they are, all else as JSON."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
