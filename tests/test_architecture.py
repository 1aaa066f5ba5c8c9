"""Reads the imports, and holds the arrows of the design."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OPERATIONS = sorted(path.parent.name for path in ROOT.glob("*/trigger.py"))
ONLY_LOOK = {"poll_operation", "report", "dashboard", "poison", "tell_event"}
# Azure Resource Manager's client, and the posts of events to whoever wants them.
SPEAK_HTTP = {"shared/arm.py", "tell_event/post.py"}
OWN = {*OPERATIONS, "shared", "local_stack", "function_app"}


def modules(folder: str) -> Iterator[tuple[str, set[str]]]:
    """Yield every module of a folder with the project's modules that it imports."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        if "node_modules" in path.parts:
            continue
        imported: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        yield str(path.relative_to(ROOT)), {name for name in imported if name.split(".")[0] in OWN}


def reached(imports: set[str]) -> set[str]:
    return {name.split(".")[0] for name in imports}


def test_shared_knows_nothing_of_the_operations() -> None:
    """Arrows point to shared, never from it."""
    for module, imports in modules("shared"):
        assert reached(imports) <= {"shared"}, module


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name != "poll_operation"])
def test_an_operation_imports_itself_and_shared(operation: str) -> None:
    """Who changes one operation need not read another."""
    for module, imports in modules(operation):
        assert reached(imports) <= {operation, "shared"}, module


def test_the_stages_are_the_one_place_that_imports_siblings() -> None:
    """And of them only what finishes a stage."""
    for module, imports in modules("poll_operation"):
        siblings = {name for name in imports if name.split(".")[0] not in {"poll_operation", "shared"}}
        assert not siblings or module == "poll_operation/stages.py", module
        assert all(name.split(".")[1] == "finish" for name in siblings), module


def test_the_app_never_imports_the_local_stack() -> None:
    """It is not deployed."""
    for folder in [*OPERATIONS, "shared"]:
        for module, imports in modules(folder):
            assert "local_stack" not in reached(imports), module


@pytest.mark.parametrize("operation", [name for name in OPERATIONS if name not in ONLY_LOOK])
def test_every_operation_has_the_same_files(operation: str) -> None:
    """When, how it starts, how it ends. The poller, the pages and the watch only look, and telling only tells."""
    assert {"trigger.py", "start.py", "finish.py"} <= {path.name for path in (ROOT / operation).iterdir()}


def test_only_one_module_talks_http_to_azure() -> None:
    """And one posts events: whatever else would send a token is a mistake."""
    paths = [path for folder in [*OPERATIONS, "shared"] for path in (ROOT / folder).rglob("*.py")]
    speak = {
        path for path in paths if re.search(r"^\s*(from|import) (requests|urllib3)\b", path.read_text(), re.MULTILINE)
    }
    assert {str(path.relative_to(ROOT)) for path in speak} == SPEAK_HTTP


def test_function_app_is_a_table_of_contents() -> None:
    """One blueprint for each folder with a trigger."""
    text = (ROOT / "function_app.py").read_text()
    for operation in OPERATIONS:
        assert f"from {operation}.trigger import blueprint as {operation}\n" in text
        assert f"app.register_functions({operation})\n" in text
