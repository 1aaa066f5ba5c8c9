"""Tell a story to az: its commands one after the other, in a folder with a signed-in az of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from conformance.az_process import Az, settings
from conformance.known import of_azure
from conformance.pattern import filled
from conformance.rows import Row
from conformance.stories import Story
from local_stack.simulator import Simulator


def tell(story: Story, azure: Simulator, program: Path, folder: Path, signed_in: Path) -> Iterator[Row]:
    """Run the commands; a signed-in az begins with a copy of the configuration `signed_in`."""
    config = folder / "config"
    folder.mkdir()
    if story.signed_in:
        shutil.copytree(signed_in, config)
    for name, text in story.files.items():
        (folder / name).write_text(text)
    kept = of_azure(azure) | {"vault": f"-g backup -v {story.vault}"}
    az = Az(program, folder, settings(azure, config) | filled(story.environment, kept))
    for command in story.commands:
        yield az.run(story.name, command, kept)
