"""Bicep files as tree-sitter reads them."""

import re
from collections.abc import Iterator
from pathlib import Path

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser

PARSER = Parser(Language(tree_sitter_bicep.language()))
DECLARATIONS = {
    "parameter_declaration",
    "variable_declaration",
    "resource_declaration",
    "module_declaration",
    "output_declaration",
}


class Fault(ValueError):
    """Something in a Bicep file is wrong."""


def parsed(file: Path) -> Node:
    """Parse a .bicep or .bicepparam file; raise Fault where its syntax is wrong."""
    text = file.read_text()
    if file.suffix == ".bicepparam":  # the grammar knows no assigned parameters: they are variables to it
        text = re.sub(r"(?m)^param (?=\w+ =)", "var ", re.sub(r"(?m)^using .*$", "", text))
    root = PARSER.parse(text.encode()).root_node
    for node in every(root):
        if node.is_error or node.is_missing:
            raise Fault(f"{file.name}:{node.start_point.row + 1}: {text_of(node)[:60]!r}")
    return root


def every(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes in it, in the order of the text."""
    yield node
    for child in node.children:
        yield from every(child)


def text_of(node: Node) -> str:
    return (node.text or b"").decode()


def child(node: Node, field: str) -> Node:
    """Return a part by its name; Fault without it."""
    if (found := node.child_by_field_name(field)) is None:
        raise Fault(f"line {node.start_point.row + 1}: no {field} in {text_of(node)[:60]!r}")
    return found


def name_of(declaration: Node) -> str:
    return text_of(declaration.named_children[0])


def declarations(root: Node, *kinds: str) -> dict[str, Node]:
    """Return the declarations of some kinds, by name."""
    return {name_of(node): node for node in root.named_children if node.type in kinds}


def described(root: Node) -> set[str]:
    """Return the names of what has a description."""
    named: set[str] = set()
    pairs = zip(root.named_children, root.named_children[1:], strict=False)
    for before, after in pairs:
        if before.type == "decorators" and "@description(" in text_of(before) and after.type in DECLARATIONS:
            named.add(name_of(after))
    return named


def used(root: Node) -> set[str]:
    """Return the names that some expression mentions."""
    declared = {node.named_children[0].id for node in root.named_children if node.type in DECLARATIONS}
    keys = {node.named_children[0].id for node in every(root) if node.type == "object_property"}
    return {text_of(node) for node in every(root) if node.type == "identifier" and node.id not in declared | keys}
