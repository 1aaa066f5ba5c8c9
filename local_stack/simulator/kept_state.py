"""The state in a file, so that a restarted simulator goes on where it stopped."""

from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from local_stack.simulator.state.world import Cloud, World


class Kept(Struct):
    """What the file holds."""

    time: datetime
    world: World


def save(cloud: Cloud, file: Path) -> None:
    """Write the state so that a reader sees the old or the new one, never half of it."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_bytes(msgspec.json.encode(Kept(cloud.now(), cloud.world)))
    fresh.replace(file)


def load(cloud: Cloud, file: Path) -> bool:
    """Go on from a saved state; tell whether there was one. ValueError if the file holds none."""
    if not file.exists():
        return False
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Kept)
    except msgspec.DecodeError as error:
        raise ValueError(f"no state in {file}: {error}") from None
    cloud.world = kept.world
    cloud.clock.resume_at(kept.time)
    return True
