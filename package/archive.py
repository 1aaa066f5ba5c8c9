"""A zip that depends on nothing but what is in it: neither on times nor on the order of a folder."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can tell
READABLE = 0o100644 << 16


def write(tree: Path, file: Path) -> None:
    """Write all files of a folder into a zip."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(file, "w") as archive:
        for path in sorted(path for path in tree.rglob("*") if path.is_file()):
            info = ZipInfo(path.relative_to(tree).as_posix(), FIRST)
            info.external_attr, info.compress_type = READABLE, ZIP_DEFLATED
            archive.writestr(info, path.read_bytes(), compresslevel=9)
