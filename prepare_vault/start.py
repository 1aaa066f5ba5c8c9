"""From the request to a vault that is there: created if it is not; what exists stays as it is."""

from collections.abc import Sequence
from http import HTTPStatus

from prepare_vault.finish import with_policy
from shared import recovery_services as rs
from shared.answers import Refused, Unavailable
from shared.arm_ids import same
from shared.claims import once
from shared.connections import Connections
from shared.forms import converted
from shared.malformed import Malformed
from shared.messages import Message
from shared.requests import PrepareVault
from shared.rules import plain
from shared.tracker import Stage
from shared.tracking import track
from shared.vaults import Vault


@once
def start_vault(request: PrepareVault, azure: Connections) -> Sequence[Message]:
    """Create the vault unless it is there; then see to its policy."""
    vault = _existing(request, azure)
    if not vault:
        return _created(request, azure)
    if vault.properties.provisioning_state == "Provisioning":
        raise Unavailable("the vault is being created")  # by an earlier delivery, or by somebody else
    _agrees(request, vault)
    return with_policy(request, vault, request, azure)


def _existing(request: PrepareVault, azure: Connections) -> Vault | None:
    try:
        return converted(azure.arm.get(rs.vault(request.vault_id), request.request_id).body, Vault)
    except Refused as refused:
        if refused.code == "ResourceNotFound":
            return None
        raise


def _created(request: PrepareVault, azure: Connections) -> Sequence[Message]:
    if not request.location:
        raise Malformed("location", "is missing, and the vault does not exist")
    body = rs.vault_body(request.location, request.redundancy)
    answer = azure.arm.put(rs.vault(request.vault_id), request.request_id, body)
    vault = converted(answer.body, Vault)
    if vault.properties.provisioning_state == "Succeeded" or answer.status == HTTPStatus.OK:
        return with_policy(request, vault, request, azure)
    return [track(request, Stage.PREPARING_VAULT, answer, azure)]


def _agrees(request: PrepareVault, vault: Vault) -> None:
    """Raise Malformed if the request describes another vault than the one that exists."""
    if request.location and not same(plain(request.location), plain(vault.location)):
        problem = f"is {request.location}, but the vault exists in {vault.location}"
        raise Malformed("location", problem, "leave it out, or name another vault")
    if request.redundancy and vault.redundancy and request.redundancy != vault.redundancy:
        problem = f"is {request.redundancy}, but the vault exists and is {vault.redundancy}"
        raise Malformed("redundancy", problem, "leave it out, or change the vault yourself before it protects anything")
