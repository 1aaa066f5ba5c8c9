"""What follows when the vault is there: its policies are listed, and the one that is asked for is chosen or created."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import msgspec

from prepare_vault.policy import is_as_described, policy_body
from shared import recovery_services as rs
from shared.answers import Refused
from shared.arm_ids import same
from shared.choices import NewPolicy
from shared.connections import Connections
from shared.event_parts import KnownPolicy
from shared.events import VaultReady
from shared.forms import converted
from shared.malformed import Malformed
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.requests import PrepareVault
from shared.tracker import OperationTracker, Stage
from shared.tracking import track
from shared.vaults import Vault

MOST_NAMED = 10
# Azure's codes for its limits are not documented; what to do is the same for all refusals of a body.
POLICY_REMEDY = (
    "Check times and time zone. A vault holds 200 policies, and takes 50 changes of policies in 24 hours:"
    " name one that it has, or come back tomorrow."
)


class _Policy(msgspec.Struct):
    name: str
    properties: dict[str, Any]

    @property
    def known(self) -> KnownPolicy:
        """Return what an event tells of it."""
        count = self.properties.get("protectedItemsCount") or 0
        return KnownPolicy(self.name, "V2" if self.properties.get("policyType") == "V2" else "V1", count)


def vault_created(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """See to the policy of the new vault."""
    return _policy_next(tracker, azure)


def policy_created(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell that the vault is ready: its policy is as described by now."""
    return _policy_next(tracker, azure)


def with_policy(request: PrepareVault, vault: Vault, started: datetime, azure: Connections) -> Sequence[Message]:
    """Choose the policy by its name, or create it as described; tell that the vault is ready."""
    policies = _policies(request, azure)
    wanted = request.policy.name if isinstance(request.policy, NewPolicy) else request.policy
    found = next((policy for policy in policies if same(policy.name, wanted)), None)
    if isinstance(request.policy, NewPolicy):
        if not found:
            return _policy_put(request, request.policy, azure)
        if not is_as_described(request.policy, found.properties):
            remedy = "name the policy alone to take it as it is, or describe one of another name"
            raise Malformed("policy", f"describes {wanted} otherwise than the vault has it", remedy)
    if not found:
        raise Refused("PolicyNotFound", f"The vault has no policy {wanted}.", field="policy", remedy=_choice(policies))
    return [
        VaultReady(
            request=request,
            location=vault.location,
            redundancy=vault.redundancy,
            policy=found.name,
            policies=tuple(policy.known for policy in policies),
            started=started,
            ended=azure.now(),
        )
    ]


def _policy_next(tracker: OperationTracker, azure: Connections) -> Sequence[Message]:
    request = tracker.asked(PrepareVault)
    vault = converted(azure.arm.get(rs.vault(request.vault_id), request.request_id).body, Vault)
    return with_policy(request, vault, tracker.started, azure)


def _policies(request: PrepareVault, azure: Connections) -> list[_Policy]:
    pages = azure.arm.pages(rs.policies(request.vault_id), request.request_id)
    return [converted(policy, _Policy) for policy in pages]


def _policy_put(request: PrepareVault, policy: NewPolicy, azure: Connections) -> Sequence[Message]:
    """Create the policy. Where Azure is done at once, the request comes back to find it."""
    try:
        answer = azure.arm.put(rs.policy(request.vault_id, policy.name), request.request_id, policy_body(policy))
    except Refused as refused:
        if refused.status != HTTPStatus.BAD_REQUEST:
            raise
        raise Refused(refused.code, refused.message, field="policy", remedy=POLICY_REMEDY) from None
    if answer.status == HTTPStatus.ACCEPTED:
        return [track(request, Stage.PREPARING_POLICY, answer, azure)]
    # At once first; were Azure's list late, each write would count among the 50 that it allows in a day.
    return [request.again(azure.now() + timedelta(minutes=request.attempt))]


def _choice(policies: list[_Policy]) -> str:
    names = [policy.name for policy in policies]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Name one that it has ({', '.join(names[:MOST_NAMED])}{more}), or describe a new one."
