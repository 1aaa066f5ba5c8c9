"""What can be told in a table: commands in order, in a vault and with VMs that no other story touches."""

from dataclasses import dataclass, field

from conformance.pattern import Pattern

type Told = dict[str, str | float]


@dataclass(frozen=True)
class Vm:
    """A VM of a story, in the resource group `shop`."""

    name: str
    os: str = "Linux"
    luns: tuple[int, ...] = ()
    discovered: bool = True


@dataclass(frozen=True)
class Command:
    """One line of a script, and what comes of it.

    `shows` is what it prints, as a pattern of JSON; `says` a regular expression that its messages have. With a
    `file`, its output goes there, as by `>`.
    """

    line: str
    shows: Pattern = None
    says: str = ""
    exit_code: int = 0
    file: str = ""


@dataclass(frozen=True)
class Story:
    """Commands in order. `$vault` in them is the resource group and the vault of the story.

    `takes` tells how operations of its VMs shall go, in the form of `Simulator.outcome`; all others are quick.
    `faults` are wrong answers, in the form of `Simulator.fault`.
    `files` are there when it begins, and `environment` is set. Without `signed_in` az knows nobody yet.
    """

    name: str
    commands: tuple[Command, ...]
    vms: tuple[Vm, ...] = ()
    takes: tuple[Told, ...] = ()
    faults: tuple[Told, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    signed_in: bool = True

    @property
    def vault(self) -> str:
        """Name its vault."""
        return f"az-{self.name.replace(' ', '-')}"


def az(line: str, shows: Pattern = None, *, says: str = "", exit_code: int = 0, file: str = "") -> Command:
    """Write a command as one types it, without the `az`."""
    return Command(line, shows, says, exit_code, file)
