"""The folder that Azure mounts as /home/site/wwwroot."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

ROOT = Path(__file__).parents[1]
WWWROOT = "/home/site/wwwroot"
PACKAGES = Path(".python_packages/lib/site-packages")  # where Azure's worker looks for them
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux2014_x86_64")
PYTHON = "3.13"
NEVER = {".git", ".venv", ".az", "node_modules"}  # nothing of these is worth a walk


def build(tree: Path) -> None:
    """Put the app's files and its packages into an empty folder, compiled."""
    copy_app(tree)
    install(tree / PACKAGES)
    compile_all(tree)


def app_files(root: Path = ROOT) -> Iterator[Path]:
    """Yield the files that .funcignore leaves, sorted; paths are relative."""
    ignored = GitIgnoreSpec.from_lines((root / ".funcignore").read_text().splitlines())
    for folder, folders, files in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = sorted(name for name in folders if name not in NEVER and not ignored.match_file(f"{here / name}/"))
        yield from (here / name for name in sorted(files) if not ignored.match_file(here / name))


def copy_app(tree: Path, root: Path = ROOT) -> None:
    """Copy the app's files."""
    for file in app_files(root):
        (tree / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / file, tree / file)


def install(packages: Path) -> None:
    """Install what requirements.txt pins, as wheels for Azure's Linux; CalledProcessError if pip cannot."""
    platforms = [option for platform in PLATFORMS for option in ("--platform", platform)]
    quietly = ["-qq", "--disable-pip-version-check", "--no-compile"]
    wanted = ["--only-binary=:all:", *platforms, "--python-version", PYTHON, "-r", "requirements.txt"]
    command = [sys.executable, "-m", "pip", "install", *quietly, "--target", str(packages), *wanted]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 - our own files
    shutil.rmtree(packages / "bin", ignore_errors=True)  # commands, which nobody calls there
    for record in packages.glob("*.dist-info/RECORD"):
        record.unlink()  # lists the files of a machine, the commands among them


def compile_all(tree: Path) -> None:
    """Add bytecode that is taken as it is: times do not survive a zip, and wwwroot cannot be written to.

    In a process of its own, whose hashes are not random, so that the same sources give the same bytes.
    """
    options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(tree), "-p", WWWROOT]
    command = [sys.executable, "-m", "compileall", *options, str(tree)]
    subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "0"}, check=True)  # noqa: S603 - our own files
