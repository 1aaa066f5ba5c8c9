"""What an expression of Bicep comes to."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tree_sitter import Node

from tests.infra.bicep.functions import FUNCTIONS, Runtime, Value, place
from tests.infra.bicep.syntax import Fault, child, text_of

LOOSE = {"binary_expression", "lambda_expression", "ternary_expression"}
ESCAPES = {r"\'": "'", r"\\": "\\", r"\n": "\n", r"\t": "\t", r"\$": "$"}


@dataclass(frozen=True)
class Names:
    """What the names in one file stand for: each is evaluated when it is first asked for."""

    file: Path
    here: dict[str, Value]
    environ: Mapping[str, str]
    values: Mapping[str, Callable[[], Value]] = field(default_factory=dict)
    inner: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        if name in self.inner:
            return self.inner[name]
        if name not in self.values:
            raise Fault(f"{self.file.name}: nothing is called {name}")
        return self.values[name]()

    def within(self, **inner: Value) -> "Names":
        """Return them with a loop's or a lambda's own."""
        return Names(self.file, self.here, self.environ, self.values, {**self.inner, **inner})

    def call(self, name: str, given: list[Value]) -> Value:
        """Call a function; those that know where they are called are here."""
        match name:
            case "loadJsonContent":
                loaded: Value = json.loads((self.file.parent / str(given[0])).read_text())
                return loaded
            case "readEnvironmentVariable":
                return self.environ.get(str(given[0])) or given[1]
            case "subscriptionResourceId":
                return "/".join(["/subscriptions", str(self.here["subscriptionId"]), "providers", *map(str, given)])
            case "resourceGroup" | "subscription":
                return place(*given) if given else self.here
        if name not in FUNCTIONS:
            raise Fault(f"{self.file.name}: no function {name}")
        return FUNCTIONS[name](*given)


def value(node: Node, names: Names) -> Value:
    """Evaluate an expression; Fault where a name or a function is unknown."""
    if node.type not in FORMS:
        raise Fault(f"{names.file.name}:{node.start_point.row + 1}: {node.type} is not known here")
    return FORMS[node.type](node, names)


def text(node: Node, names: Names) -> Value:
    """Put a string together; one that is all interpolation of a runtime value stays one."""
    parts: list[str] = []
    for part in node.named_children:
        match part.type:
            case "interpolation":
                parts.append(str(value(part.named_children[0], names)))
            case "escape_sequence":
                parts.append(ESCAPES[text_of(part)])
            case _:
                parts.append(text_of(part))
    return "".join(parts)


def fields(node: Node, names: Names) -> dict[str, Value]:
    """Evaluate an object."""
    found: dict[str, Value] = {}
    for entry in node.named_children:
        if entry.type == "object_property":
            key, given = entry.named_children[0], entry.named_children[-1]
            found[str(text(key, names)) if key.type == "string" else text_of(key)] = value(given, names)
    return found


def object_of(node: Node, names: Names) -> Value:
    """Evaluate what something is taken of; the grammar lets `a ? b : c.d` and `x => y.z` end too early: Fault."""
    if (of := child(node, "object")).type in LOOSE:
        raise Fault(f"{names.file.name}:{node.start_point.row + 1}: the grammar misreads this; use a variable")
    return value(of, names)


def member(node: Node, names: Names) -> Value:
    """Take a property; what only Azure knows stays a name."""
    of, name = object_of(node, names), text_of(child(node, "property"))
    if isinstance(of, Runtime):
        return Runtime(f"{of}.{name}")
    if not isinstance(of, dict) or name not in of:
        raise Fault(f"{names.file.name}:{node.start_point.row + 1}: {text_of(node)} has no {name}")
    return of[name]


def element(node: Node, names: Names) -> Value:
    of, at = object_of(node, names), value(child(node, "index"), names)
    assert isinstance(of, list), text_of(node)
    assert isinstance(at, int), text_of(node)
    return of[at]


def operation(node: Node, names: Names) -> Value:
    left, right = (value(child(node, side), names) for side in ("left", "right"))
    match text_of(node.children[1]):
        case "==":
            return left == right
        case "!=":
            return left != right
        case "+" if isinstance(left, int) and isinstance(right, int):
            return left + right
    raise Fault(f"{names.file.name}: {text_of(node)}")


def negation(node: Node, names: Names) -> Value:
    of = value(child(node, "argument"), names)
    return -of if text_of(node.children[0]) == "-" and isinstance(of, int) else not of


def function(node: Node, names: Names) -> Value:
    """Return a lambda as a function."""
    *given, body = node.named_children
    return lambda item: value(body, names.within(**{text_of(given[0]): item}))


def choice(node: Node, names: Names) -> Value:
    return value(child(node, "consequence" if value(child(node, "condition"), names) else "alternative"), names)


FORMS: dict[str, Callable[[Node, Names], Value]] = {
    "array": lambda node, names: [value(item, names) for item in node.named_children if item.type != "comment"],
    "binary_expression": operation,
    "boolean": lambda node, _: text_of(node) == "true",
    "call_expression": lambda node, names: names.call(
        text_of(child(node, "function")), [value(given, names) for given in child(node, "arguments").named_children]
    ),
    "identifier": lambda node, names: names[text_of(node)],
    "lambda_expression": function,
    "member_expression": member,
    "number": lambda node, _: int(text_of(node)),
    "object": fields,
    "parenthesized_expression": lambda node, names: value(node.named_children[0], names),
    "string": text,
    "subscript_expression": element,
    "ternary_expression": choice,
    "unary_expression": negation,
}
