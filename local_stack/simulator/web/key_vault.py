"""The key vault's secrets over HTTP, in the form of Key Vault 7.x and later; any api-version is served."""

from calendar import timegm
from datetime import datetime
from uuid import uuid4

import msgspec
from msgspec import Struct

from local_stack.simulator.state.key_vault import RECOVERABLE, Secret, SecretVersion
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.paging import page


class _Attributes(Struct):
    """What may be set of a secret's attributes; dates are seconds since 1970."""

    enabled: bool | None = None
    nbf: int | None = None
    exp: int | None = None


class _ToSet(Struct, rename="camel"):
    """The body of a PUT."""

    value: str
    content_type: str | None = None
    tags: dict[str, str] | None = None
    attributes: _Attributes | None = None


def put(call: Call) -> Answer:
    """Create a secret, or a new version of it."""
    asked = msgspec.convert(call.body, _ToSet)
    attributes = asked.attributes or _Attributes()
    version = SecretVersion(
        id=uuid4().hex,
        value=asked.value,
        created=call.now,
        enabled=attributes.enabled is not False,
        not_before=attributes.nbf,
        expires=attributes.exp,
        content_type=asked.content_type,
        tags=asked.tags or {},
    )
    secret = call.cloud.world.key_vault.put(call.names["secret"], version)
    return Answer(200, {"value": version.value, **_bundle(call, secret, version)})


def get(call: Call) -> Answer:
    """Show a secret with its value: the newest version, or the one in the path."""
    found = call.cloud.world.key_vault.value(call.names["secret"], call.names.get("version", ""))
    return Answer(200, {"value": found[1].value, **_bundle(call, *found)})


def list_all(call: Call) -> Answer:
    """List the secrets, without versions or values."""
    return page(call, [_item(call, secret) for secret in call.cloud.world.key_vault.listed(deleted=False)])


def list_versions(call: Call) -> Answer:
    """List the versions of a secret, without values."""
    secret = call.cloud.world.key_vault.find(call.names["secret"])
    return page(call, [_bundle(call, secret, version) for version in secret.versions])


def delete(call: Call) -> Answer:
    """Delete a secret with all its versions; it can be recovered."""
    return Answer(200, _deleted(call, call.cloud.world.key_vault.delete(call.names["secret"], call.now)))


def list_deleted(call: Call) -> Answer:
    """List the deleted secrets."""
    return page(call, [_deleted(call, secret) for secret in call.cloud.world.key_vault.listed(deleted=True)])


def get_deleted(call: Call) -> Answer:
    """Show a deleted secret, without its value."""
    return Answer(200, _deleted(call, call.cloud.world.key_vault.find_deleted(call.names["secret"])))


def recover(call: Call) -> Answer:
    """Undo a deletion."""
    secret = call.cloud.world.key_vault.recover(call.names["secret"])
    return Answer(200, _bundle(call, secret, secret.versions[-1]))


def purge(call: Call) -> Answer:
    """Delete a deleted secret for good; its name is free again."""
    call.cloud.world.key_vault.purge(call.names["secret"])
    return Answer(204)


def _bundle(call: Call, secret: Secret, version: SecretVersion) -> Json:
    attributes = {
        "enabled": version.enabled,
        **({"nbf": version.not_before} if version.not_before is not None else {}),
        **({"exp": version.expires} if version.expires is not None else {}),
        "created": _seconds(version.created),
        "updated": _seconds(version.created),
        "recoveryLevel": "Recoverable+Purgeable",
        "recoverableDays": RECOVERABLE.days,
    }
    return {
        **({"contentType": version.content_type} if version.content_type is not None else {}),
        "id": f"{call.origin}/secrets/{secret.name}/{version.id}",
        "attributes": attributes,
        "tags": version.tags,
    }


def _item(call: Call, secret: Secret) -> Json:
    return _bundle(call, secret, secret.versions[-1]) | {"id": f"{call.origin}/secrets/{secret.name}"}


def _deleted(call: Call, secret: Secret) -> Json:
    deleted = secret.deleted or call.now
    return {
        "recoveryId": f"{call.origin}/deletedsecrets/{secret.name}",
        "deletedDate": _seconds(deleted),
        "scheduledPurgeDate": _seconds(deleted + RECOVERABLE),
        **_bundle(call, secret, secret.versions[-1]),
    }


def _seconds(moment: datetime) -> int:
    return timegm(moment.utctimetuple())
