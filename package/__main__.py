"""Write dist/azure-vm-backup.zip: the app, the packages it needs, and their bytecode."""

import sys
import tempfile
from pathlib import Path

from package.archive import write
from package.tree import build

ZIP = Path("dist/azure-vm-backup.zip")


def main() -> None:
    """Build it anew; the same sources give the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        build(tree)
        write(tree, ZIP)
    sys.stdout.write(f"{ZIP}: {ZIP.stat().st_size / 1024**2:.1f} MB. To deploy it (README, Deploy):\n")
    sys.stdout.write("az functionapp deployment source config-zip --name <app> --resource-group <group> --src ")
    sys.stdout.write(f"{ZIP}\n")


if __name__ == "__main__":
    main()
