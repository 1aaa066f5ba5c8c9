"""Every property that is said of a resource has been looked up."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import chain

import pytest

from tests.infra.bicep.functions import Value
from tests.infra.known import KNOWN
from tests.infra.provisioned import CHOICES, made
from tests.infra.test_access import stack

BICEPS_OWN = {"name", "parent", "scope", "dependsOn"}


def said(of: Value, path: str = "") -> Iterator[str]:
    """Yield the paths of what an object says."""
    match of:
        case dict() if of:
            for name, inner in of.items():
                yield from said(inner, f"{path}.{name}" if path else name)
        case [dict() as first, *_]:
            yield from said(first, f"{path}[]")
        case _ if path:
            yield path


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: kind[0])
def test_a_property_is_one_that_azure_knows(kind: tuple[str, str]) -> None:
    """In the api-version that is named; and what was looked up is used."""
    resources = [
        resource
        for resource in chain(stack(), *(made(**environ) for environ in CHOICES))
        if (resource.type, resource.api_version) == kind
    ]
    assert resources
    for resource in resources:
        for path in said({name: value for name, value in resource.body.items() if name not in BICEPS_OWN}):
            assert any(fnmatchcase(path, pattern.replace("[]", "[[]]")) for pattern in KNOWN[kind]), path


def test_a_resource_is_of_a_type_that_was_looked_up() -> None:
    """And in that api-version."""
    resources = chain(stack(), *(made(**environ) for environ in CHOICES))
    assert {(resource.type, resource.api_version) for resource in resources} <= KNOWN.keys()
