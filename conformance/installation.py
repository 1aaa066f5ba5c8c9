"""The Azure CLI, installed once into `.az`, from PyPI."""

import subprocess
import venv
from pathlib import Path

HERE = Path(__file__).parent
HOME = HERE.parent / ".az"
PROGRAM = HOME / "bin" / "az"
_INSTALLED = HOME / ".installed"


def installed() -> Path:
    """Find the program `az`; install it first if it is missing, or if other versions are wanted since."""
    wanted = "".join((HERE / name).read_text() for name in ("requirements-az.txt", "constraints-az.txt"))
    if not _INSTALLED.exists() or _INSTALLED.read_text() != wanted:
        print("installing the Azure CLI into .az (700 MB, once)", flush=True)  # noqa: T201 - a command's output
        venv.create(HOME, with_pip=True, clear=True)
        pip = [str(HOME / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(HERE / "requirements-az.txt")], check=True)  # noqa: S603 - our own list
        _INSTALLED.write_text(wanted)
    return PROGRAM
