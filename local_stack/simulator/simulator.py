"""A simulated Azure to start, tell what shall happen, and stop: for tests and for the command line."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import msgspec

from local_stack.simulator.certificates import Certificate
from local_stack.simulator.event_grid.publisher import Publisher
from local_stack.simulator.event_grid_calls import EventGridCalls
from local_stack.simulator.kept_state import load, save
from local_stack.simulator.landmarks import landmarks
from local_stack.simulator.roles import read_roles
from local_stack.simulator.seeds import DEFAULT, read_seed, sow
from local_stack.simulator.server import HOST, Door, Server
from local_stack.simulator.state.clock import Clock
from local_stack.simulator.state.durations import Durations
from local_stack.simulator.state.file_restore import last_session
from local_stack.simulator.state.identifiers import Identifiers
from local_stack.simulator.state.outcomes import tell_outcome
from local_stack.simulator.state.progress import JobProgress, progress
from local_stack.simulator.state.runs import Finding
from local_stack.simulator.state.world import Cloud, World
from local_stack.simulator.web.application import Front
from local_stack.simulator.web.arm_gateway import ARM_GATEWAY
from local_stack.simulator.web.call import Backstage
from local_stack.simulator.web.identity import ARM_AUDIENCES, Identity
from local_stack.simulator.web.key_vault_gateway import KEY_VAULT_GATEWAY
from local_stack.simulator.web.transients import Transients
from local_stack.simulator.web.weather import Weather
from local_stack.simulator.world_changes import WorldChanges


class Simulator(WorldChanges, EventGridCalls):
    """Azure Resource Manager, Recovery Services, Entra ID and a key vault on 127.0.0.1.

    `speed` 0 is a clock that moves by `advance` only, from `start` on, or from now; `durations` says how long things
    take, if not as recorded. `world` has the form of a world file, None is the default world; `state` is a file to go
    on from and to save to; `token_seconds` is how long tokens live, in real time. With `quotas` requests beyond
    Azure's quotas are refused with 429; `transient` is the share of them, 0 to 1, that fails with 500, 502 or 504,
    and `weather` the share of all calls at all doors that meets any of weather.WEATHER.
    With `own_downloads` the program that mounts on Windows is fetched from here instead of from Microsoft.
    With `roles`, files of role definitions, what they do not grant is refused with 403.
    """

    def __init__(  # noqa: PLR0913 - the options of the command line, by name
        self,
        *,
        speed: float = 0,
        seed: int | None = None,
        page_size: int = 200,
        world: dict[str, Any] | None = None,
        state: Path | None = None,
        start: datetime | None = None,
        durations: Durations | None = None,
        quotas: bool = False,
        transient: float = 0,
        weather: float = 0,
        own_downloads: bool = False,
        ports: tuple[int, int] = (0, 0),
        key_vault_port: int = 0,
        token_seconds: int = 3599,
        roles: Sequence[Path] = (),
    ) -> None:
        cloud = Cloud(World(), Clock(speed, start), durations or Durations(seed), Identifiers(seed))
        super().__init__(cloud, Server(), Publisher(cloud, seed))
        self._identity = Identity(token_seconds=token_seconds)
        self._backstage = Backstage(
            self._cloud,
            self._identity,
            page_size,
            self._publisher,
            read_roles(roles) if roles else None,
            transients=Transients(transient, seed),
            weather=Weather(weather, seed),
        )
        self._own_downloads = own_downloads
        self._state, self._ports = state, (*ports, key_vault_port)
        if not (state and load(self._cloud, state)):
            sow(self._cloud, DEFAULT if world is None else read_seed(world))
        self._cloud.world.quotas.enforced = quotas

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def start(self) -> None:
        """Open the sockets; OSError if a port is taken."""
        certificate = Certificate()
        arm = Front(ARM_GATEWAY, self._backstage, self._changed)
        key_vault = Front(KEY_VAULT_GATEWAY, self._backstage, self._changed)
        ports = self._server.start(
            Door(arm.application(), self._ports[0]),
            Door(arm.application(), self._ports[1], certificate.context),
            Door(key_vault.application(), self._ports[2], certificate.context),
        )
        self._server.begin(self._publisher.run(self._save))
        self._folder = tempfile.TemporaryDirectory(prefix="simulator-")
        self.url, self.tls_url = f"http://{HOST}:{ports[0]}", f"https://{HOST}:{ports[1]}"
        self.key_vault_uri = f"https://{HOST}:{ports[2]}"
        self._backstage.addresses.arm, self._backstage.addresses.tls = self.url, self.tls_url
        if self._own_downloads:
            self._backstage.addresses.downloads = self.tls_url
        self.ca_file = str(certificate.write_authority(Path(self._folder.name)))
        self.identity_endpoint = f"{self.url}/msi/token"
        self.identity_header = self._identity.identity_header
        self.tenant_id, self.client_id = self._identity.tenant_id, self._identity.client_id
        self.client_secret = self._identity.client_secret

    def stop(self) -> None:
        """Save the state, close the sockets, and forget the certificates."""
        self._server.do(self._save)
        self._server.stop()
        self._folder.cleanup()

    def fault(self, **instruction: Any) -> None:  # noqa: ANN401 - checked by msgspec: the fields of web.faults.Fault
        """Answer wrongly: `on`, `answer`, `times`, `delay`, `after` as in `POST /_simulator/faults`."""
        self._server.do(lambda: self._backstage.faults.add(instruction))

    def outcome(self, **told: Any) -> None:  # noqa: ANN401 - checked by msgspec: the fields of Outcome
        """End differently: the fields of `POST /_simulator/outcomes`."""
        self._change(lambda: tell_outcome(self._cloud.world, told))

    def finding(self, code: str, message: str, recommendations: list[str] | None = None, *, vm: str = "") -> None:
        """Let validations find something, of one VM or of any."""
        finding = Finding(code, message, recommendations or [], vm)
        self._change(lambda: self._cloud.world.findings.append(finding))

    def advance(self, seconds: float) -> None:
        """Move the clock, and let happen what is due."""
        self._change(lambda: self._cloud.clock.advance(seconds))

    def now(self) -> datetime:
        """Tell the simulated time, in UTC."""
        return self._cloud.now()

    def landmarks(self) -> Mapping[str, str]:
        """Name the first subscription, vault, VM of the world, and so on; see landmarks.py."""
        return self._server.do(lambda: landmarks(self._cloud.world))

    def jobs(self) -> list[JobProgress]:
        """List the jobs of all vaults, with how far each has come."""
        return self._server.do(lambda: progress(self._cloud))

    def mount_password(self, vm: str) -> str:
        """Tell a test the password of the file restore last provisioned for a VM; LookupError if there was none."""
        return self._server.do(lambda: last_session(self._cloud, vm)).password

    def journal(self) -> list[dict[str, Any]]:
        """List all requests so far, as `GET /_simulator/journal` does."""
        entries: list[dict[str, Any]] = self._server.do(lambda: msgspec.to_builtins(self._backstage.journal.all()))
        return entries

    def token(self, audience: str = ARM_AUDIENCES[0]) -> str:
        """Issue a token."""
        return self._identity.issue(audience)

    def _changed(self) -> None:
        """Save, and let Event Grid look for what is new."""
        self._publisher.wake()
        self._save()

    def _save(self) -> None:
        if self._state:
            save(self._cloud, self._state)
