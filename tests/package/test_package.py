import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

from package.archive import write
from package.tree import ROOT, WWWROOT, app_files, compile_all, copy_app
from tests.test_architecture import OPERATIONS

BESIDE = {"function_app.py", "host.json", "requirements.txt", "constraints.txt"}
NAME = re.compile(r"[A-Za-z0-9_.-]+")


def run(code: str, folder: Path) -> str:
    """Run code there, as a process that writes no bytecode, and return what it prints."""
    environment = os.environ | {"AzureWebJobsStorage": "UseDevelopmentStorage=true", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


def dependencies(package: str, known: set[str]) -> Iterator[str]:
    """Yield what a package brings with it, without its extras."""
    for line in requires(package) or []:
        found = NAME.match(line)
        name = found[0].lower() if found else ""
        if "extra ==" not in line and "sys_platform ==" not in line and name not in known:
            known.add(name)
            yield name
            yield from dependencies(name, known)


def test_it_has_the_app_and_nothing_else() -> None:
    """What is new in the project's folder is either deployed on purpose or named in .funcignore."""
    deployed = {file.as_posix() for file in app_files()}
    assert {file for file in deployed if "/" not in file} == BESIDE
    assert {file.split("/")[0] for file in deployed if "/" in file} == {*OPERATIONS, "shared"}


def test_it_has_what_a_remote_build_reads() -> None:
    """Every file that requirements.txt refers to."""
    deployed = {file.as_posix() for file in app_files()}
    assert set(re.findall(r"^-[cr] (\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)) <= deployed


def test_the_app_starts_from_it(tmp_path: Path) -> None:
    """All that function_app.py imports is there."""
    copy_app(tmp_path)
    told = run("import function_app; print(len(function_app.app.get_functions()), function_app.__file__)", tmp_path)
    count, place = told.split()
    assert int(count) > len(OPERATIONS)
    assert Path(place).parent == tmp_path


def test_nothing_needs_to_be_compiled_there(tmp_path: Path) -> None:
    """Bytecode is taken as it is, whatever became of the sources' times: none could be written."""
    (tmp_path / "one.py").write_text("NAME = 'as compiled'\n")
    compile_all(tmp_path)
    (tmp_path / "one.py").write_text("this is no Python")
    assert run("import one; print(one.NAME)", tmp_path).strip() == "as compiled"


def test_bytecode_does_not_tell_where_it_was_made(tmp_path: Path) -> None:
    """It names the place on Azure."""
    made = []
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "one.py").write_text("WORDS = {'a', 'b', 'c'}\n")
        compile_all(tmp_path / name)
        made += [path.read_bytes() for path in (tmp_path / name).rglob("*.pyc")]
    assert made[0] == made[1]
    assert f"{WWWROOT}/one.py".encode() in made[0]


def test_the_same_files_make_the_same_zip(tmp_path: Path) -> None:
    """Neither times nor the order of writing matter."""
    made = []
    for number, names in enumerate((["b.py", "a/a.py"], ["a/a.py", "b.py"])):
        tree = tmp_path / str(number)
        for name in names:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_text(name)
            os.utime(tree / name, (number, number))
        write(tree, tmp_path / f"{number}.zip")
        made.append((tmp_path / f"{number}.zip").read_bytes())
    assert made[0] == made[1]


def test_it_brings_no_aiohttp() -> None:
    """Microsoft's storage clients import it wherever it is installed, and a cold start takes half as long again."""
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    brought = {name for package in pinned for name in dependencies(package, set())}
    assert "azure-core" in brought
    assert "aiohttp" not in brought
