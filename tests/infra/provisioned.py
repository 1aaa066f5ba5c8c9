"""The files of the deployment, and what they come to."""

from functools import cache
from pathlib import Path

from tests.infra.bicep.deployment import Resource, deployed

ROOT = Path(__file__).parents[2]
INFRA = ROOT / "infra"
FILES = sorted(INFRA.rglob("*.bicep"))
PARAMETERS = sorted(INFRA.glob("*.bicepparam"))

AZD = {"AZURE_ENV_NAME": "nightly", "AZURE_LOCATION": "westeurope"}

# Choices with which everything is made that can be, but for the one or the other way of Event Grid.
EVERYTHING = {
    "EVENT_TOPIC": "true",
    "WEBHOOKS_SECRET": "webhooks",
    "OPERATORS": "33333333-3333-3333-3333-333333333333",
    "FILE_READERS": "66666666-6666-6666-6666-666666666666",
}
CHOICES = [{}, EVERYTHING | {"VM_EVENTS": "queue"}, EVERYTHING | {"VM_EVENTS": "function"}]


@cache
def _deployed(name: str, *environ: tuple[str, str]) -> tuple[Resource, ...]:
    return tuple(deployed(INFRA / name, **AZD | dict(environ)))


def made(**environ: str) -> tuple[Resource, ...]:
    """Return what `azd provision` makes with some values of the environment."""
    return _deployed("main.bicepparam", *sorted(environ.items()))


def connected(**environ: str) -> tuple[Resource, ...]:
    """Return what connect.sh makes."""
    return _deployed("access.bicepparam", *sorted(environ.items()))


def of_type(resources: tuple[Resource, ...], kind: str) -> list[Resource]:
    return [resource for resource in resources if resource.type == kind]


def one(resources: tuple[Resource, ...], kind: str) -> Resource:
    """Return the only one of a type."""
    (found,) = of_type(resources, kind)
    return found
