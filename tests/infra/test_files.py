"""Bicep without its compiler: what a file must have, whoever writes it."""

import re
from pathlib import Path

import pytest

from tests.infra.bicep.syntax import DECLARATIONS, declarations, described, every, parsed, text_of, used
from tests.infra.provisioned import FILES, INFRA, PARAMETERS

PUT_OUT = ("parameter_declaration", "output_declaration")
NAMED = ("parameter_declaration", "variable_declaration")


@pytest.mark.parametrize("file", [*FILES, *PARAMETERS], ids=lambda file: file.name)
def test_a_file_parses(file: Path) -> None:
    """By tree-sitter's grammar of Bicep."""
    assert parsed(file).named_child_count > 0


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_parameters_and_outputs_say_what_they_are(file: Path) -> None:
    """The portal shows it, and so does whoever asks for a value."""
    root = parsed(file)
    assert set(declarations(root, *PUT_OUT)) <= described(root)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_is_declared_in_vain(file: Path) -> None:
    """A parameter that nobody reads is a promise that nobody keeps."""
    root = parsed(file)
    assert set(declarations(root, *NAMED)) <= used(root)


@pytest.mark.parametrize("file", [*FILES, *PARAMETERS], ids=lambda file: file.name)
def test_a_loop_hides_no_name(file: Path) -> None:
    """What a name stands for does not depend on where it is read."""
    root = parsed(file)
    own = {
        text_of(node.named_children[0])
        for node in every(root)
        if node.type in {"for_statement", "for_loop_parameters", "lambda_expression"}
    }
    assert not own & set(declarations(root, *DECLARATIONS - {"output_declaration"}))


def test_every_module_is_used() -> None:
    """A file that nothing includes is deployed by nobody."""
    included = {
        (file.parent / text_of(node.named_children[1]).strip("'")).resolve()
        for file in FILES
        for node in declarations(parsed(file), "module_declaration").values()
    }
    assert included == set(INFRA.glob("modules/*.bicep"))


def test_no_module_comes_from_a_registry() -> None:
    """What is deployed is all in this folder, and can be read."""
    for file in FILES:
        assert "br/" not in file.read_text(), file
        assert "br:" not in file.read_text(), file


@pytest.mark.parametrize("file", [*FILES, *PARAMETERS], ids=lambda file: file.name)
def test_no_key_is_read_and_no_secret_written(file: Path) -> None:
    """Every door opens for an identity."""
    functions = {text_of(node) for node in every(parsed(file)) if node.type == "identifier"}
    assert not {name for name in functions if re.match("list[A-Z]", name)}, file
    assert not re.search(r"AccountKey|SharedAccess|instrumentationKey|whsec_", file.read_text(), re.IGNORECASE), file


@pytest.mark.parametrize("file", PARAMETERS, ids=lambda file: file.name)
def test_every_parameter_is_given(file: Path) -> None:
    """No more than there are, and no fewer: azd can ask for none of them where a .bicepparam file is."""
    (template,) = re.findall(r"^using '(.+)'$", file.read_text(), re.MULTILINE)
    declared = declarations(parsed(INFRA / template), "parameter_declaration")
    assert declarations(parsed(file), "variable_declaration").keys() == declared.keys()
