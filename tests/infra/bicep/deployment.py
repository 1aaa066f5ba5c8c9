"""What a Bicep file would have Azure make, without Azure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from tree_sitter import Node

from tests.infra.bicep.evaluation import Names, value
from tests.infra.bicep.functions import Runtime, Value, place
from tests.infra.bicep.syntax import Fault, declarations, parsed, text_of

EXTENSIONS = "Microsoft.Authorization/"  # lie on whatever their scope is


@dataclass(frozen=True)
class Resource:
    """One that Azure would make: where, of which kind, and what is said of it."""

    id: str
    type: str
    api_version: str
    name: str
    body: dict[str, Value]

    def at(self, *path: str) -> Value:
        """Return what is said at a path of its body."""
        found: Value = self.body
        for part in path:
            assert isinstance(found, dict), (self.id, path)
            found = found[part]
        return found


def deployed(parameters: Path, **environ: str) -> list[Resource]:
    """Evaluate a .bicepparam file and the .bicep file beside it: what is made, modules and all."""
    here = place()
    names = Names(parameters, here, environ)
    given = {name: value(node.named_children[-1], names) for name, node in variables(parameters).items()}
    return Deployment(parameters.with_suffix(".bicep"), given, here, environ).resources


def variables(file: Path) -> dict[str, Node]:
    return declarations(parsed(file), "variable_declaration")


class Deployment:
    """One file with its parameters: its names, what it makes, what it puts out."""

    def __init__(
        self, file: Path, given: Mapping[str, Value], here: dict[str, Value], environ: Mapping[str, str]
    ) -> None:
        self._root = parsed(file)
        self._given = given
        self.resources: list[Resource] = []
        kinds = {"variable_declaration": self._variable, "resource_declaration": self._resource}
        kinds |= {"module_declaration": self._module, "parameter_declaration": self._parameter}
        values: dict[str, Callable[[], Value]] = {}
        for kind, made in kinds.items():
            values |= {name: cache(partial(made, node)) for name, node in declarations(self._root, kind).items()}
        if unknown := given.keys() - declarations(self._root, "parameter_declaration").keys():
            raise Fault(f"{file.name} has no parameter {', '.join(sorted(unknown))}")
        self._names = Names(file, here, environ, values)
        for each in values.values():
            each()
        outputs = declarations(self._root, "output_declaration")
        self.outputs = {name: value(node.named_children[-1], self._names) for name, node in outputs.items()}

    def _parameter(self, node: Node) -> Value:
        name = text_of(node.named_children[0])
        if name not in self._given:
            raise Fault(f"{self._names.file.name}: {name} is not given")
        return self._given[name]

    def _variable(self, node: Node) -> Value:
        return value(node.named_children[-1], self._names)

    def _resource(self, node: Node) -> Value:
        kind, version = str(value(node.named_children[1], self._names)).split("@")
        exists = any(text_of(part) == "existing" for part in node.children)
        return self._each(node.named_children[-1], partial(self._made, kind, version, exists=exists))

    def _each(self, node: Node, make: Callable[[Node, Names], Value], names: Names | None = None) -> Value:
        """Make one, one for each of a loop, or none where its condition fails."""
        names = names or self._names
        match node.type:
            case "for_statement":
                return [self._each(node.named_children[-1], make, inner) for inner in rounds(node, names)]
            case "if_statement":
                condition, body = node.named_children
                return make(body, names) if value(condition, names) else Runtime("nothing")
            case _:
                return make(node, names)

    def _made(self, kind: str, version: str, node: Node, names: Names, *, exists: bool) -> Value:
        said = value(node, names)
        assert isinstance(said, dict), kind
        name = str(said["name"])
        resource = Resource(_id(kind, name, said, names.here), kind, version, name, said)
        if not exists:
            self.resources.append(resource)
        known: dict[str, Value] = {"id": resource.id, "name": name, "type": kind}
        return known | {part: Runtime(f"{name}.{part}") for part in ("properties", "identity")}

    def _module(self, node: Node) -> Value:
        file = self._names.file.parent / str(value(node.named_children[1], self._names))
        return self._each(node.named_children[-1], partial(self._included, file))

    def _included(self, file: Path, node: Node, names: Names) -> Value:
        said = value(node, names)
        assert isinstance(said, dict), file
        scope, params = said["scope"], said["params"]
        assert isinstance(scope, dict), file
        assert isinstance(params, dict), file
        _, _, subscription, *group = str(scope["id"]).split("/")
        inside = Deployment(file, params, place(subscription, *group[1:2]), names.environ)
        self.resources += inside.resources
        return {"outputs": inside.outputs}


def rounds(node: Node, names: Names) -> Iterator[Names]:
    """Yield the names of each round of a loop."""
    parameters, over, _ = node.named_children
    loop = [text_of(part) for part in parameters.named_children] or [text_of(parameters)]
    of = value(over, names)
    assert isinstance(of, list), text_of(over)
    for index, item in enumerate(of):
        yield names.within(**dict(zip(loop, (item, index), strict=False)))


def _id(kind: str, name: str, said: dict[str, Value], here: dict[str, Value]) -> str:
    """Return the ARM id: under its parent, on its scope, or where the deployment is."""
    if isinstance(parent := said.get("parent"), dict):
        return f"{parent['id']}/{kind.rpartition('/')[2]}/{name}"
    if kind == "Microsoft.Resources/resourceGroups":
        return f"{here['id']}/resourceGroups/{name}"
    scope = said.get("scope", here)
    assert isinstance(scope, dict), kind
    assert scope is here or kind.startswith(EXTENSIONS), kind
    return f"{scope['id']}/providers/{kind}/{name}"
