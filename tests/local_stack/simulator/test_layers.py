"""State inside, routes outside."""

import ast
import importlib
import re
from pathlib import Path

import pytest

import local_stack.simulator
from local_stack.simulator.error_list import BY_AUTHOR
from local_stack.simulator.errors import PAGES, ErrorForm
from local_stack.simulator.key_vault_errors import KEY_VAULT
from local_stack.simulator.web import routes

HOME = Path(local_stack.simulator.__file__).parent


def imports(file: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(file.read_text())))
    modules = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return modules | {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}


@pytest.mark.parametrize("file", sorted((HOME / "state").glob("*.py")), ids=lambda file: file.stem)
def test_state_knows_no_http(file: Path) -> None:
    """What Azure knows does not depend on how it is asked."""
    outside = (
        "aiohttp",
        "http",
        "urllib",
        "jwt",
        "local_stack.simulator.web",
        "local_stack.simulator.event_grid",
        "local_stack.simulator.server",
    )
    assert not [module for module in imports(file) if module.startswith(outside)]


@pytest.mark.parametrize("file", sorted((HOME / "web").glob("*.py")), ids=lambda file: file.stem)
def test_only_the_edge_knows_aiohttp(file: Path) -> None:
    """Handlers take a call and give an answer; one module reads and sends them."""
    assert "aiohttp" not in imports(file) or file.stem == "application"


def test_every_error_is_given() -> None:
    """The list of errors holds no error that nothing gives."""
    code = "".join(file.read_text() for file in HOME.rglob("*.py"))
    names = {name for forms in BY_AUTHOR.values() for name in forms} - PAGES.keys()
    assert [name for name in names if not name.isdigit() and f'refuse("{name}"' not in code] == []


def test_every_form_is_listed() -> None:
    """No module has an error that the list leaves out."""
    listed = [form for forms in BY_AUTHOR.values() for form in forms.values()]
    for file in HOME.glob("*errors.py"):
        tables = vars(importlib.import_module(f"local_stack.simulator.{file.stem}")).values()
        forms = [form for table in tables if isinstance(table, dict) for form in table.values()]
        forms = [form for form in forms if isinstance(form, ErrorForm)]
        assert forms
        assert all(form in listed for form in forms)


def test_every_error_of_the_key_vault_has_a_form() -> None:
    """What the key vault's handlers refuse is in the key vault's own words."""
    handlers = [HOME / "web" / name for name in ("key_vault.py", "gateway.py", "identity.py", "paging.py")]
    code = "".join(file.read_text() for file in [*handlers, HOME / "state" / "key_vault.py"])
    assert set(re.findall(r'refuse\("(\w+)"', code)) <= KEY_VAULT.keys()


def test_routes_are_told_apart() -> None:
    """No two rows of the table have the same method and address."""
    rows = [
        (method, path.lower()) for method, path, _ in [*routes.ARM, *routes.IDENTITY, *routes.ADMIN, *routes.SECRETS]
    ]
    assert len(set(rows)) == len(rows)
