"""What follows when the vault is there: its policies are listed, and the one that is asked for is chosen or created."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Literal

import msgspec

from prepare_vault.policy import Properties, is_as_described, policy_body
from shared import recovery_services as rs
from shared.answers import Answer, Refused, Unavailable
from shared.arm_ids import same
from shared.choices import NewPolicy
from shared.claims import take_turn
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
    properties: Properties

    @property
    def known(self) -> KnownPolicy:
        """Return what an event tells of it."""
        kind: Literal["V1", "V2"] = "V2" if self.properties.policy_type == "V2" else "V1"
        return KnownPolicy(self.name, kind, self.properties.protected_items_count or 0)


def vault_created(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """See to the policy of the new vault."""
    request = tracker.asked(PrepareVault)
    return with_policy(request, _vault(request, azure), tracker, azure)


def policy_created(tracker: OperationTracker, _: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell that the vault is ready, as soon as it lists its new policy."""
    request = tracker.asked(PrepareVault)
    policies = _policies(request, azure)
    if not _named(request, policies):
        raise Unavailable("the vault does not list its new policy yet")
    return _ready(request, _vault(request, azure), policies, tracker.started, azure)


def with_policy(
    request: PrepareVault, vault: Vault, work: PrepareVault | OperationTracker, azure: Connections
) -> Sequence[Message]:
    """Choose the policy by its name, or create it as described; tell that the vault is ready."""
    policies = _policies(request, azure)
    if isinstance(request.policy, NewPolicy) and not _named(request, policies):
        take_turn(request, work.message_id, azure)
        answer = _policy_put(request, request.policy, azure)
        if answer.status == HTTPStatus.ACCEPTED:
            return [track(request, Stage.PREPARING_POLICY, answer, azure)]
        policies.append(converted(answer.body, _Policy))
    return _ready(request, vault, policies, work.started, azure)


def _ready(
    request: PrepareVault, vault: Vault, policies: list[_Policy], started: datetime, azure: Connections
) -> Sequence[Message]:
    found = _named(request, policies)
    if not found:
        wanted = f"The vault has no policy {_name(request)}."
        raise Refused("PolicyNotFound", wanted, field="policy", remedy=_choice(policies))
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


def _named(request: PrepareVault, policies: Sequence[_Policy]) -> _Policy | None:
    """Return the vault's policy of the wanted name; raise Malformed if it is another than the described one."""
    described = request.policy if isinstance(request.policy, NewPolicy) else None
    found = next((policy for policy in policies if same(policy.name, _name(request))), None)
    if found and described and not is_as_described(described, found.properties):
        remedy = "name the policy alone to take it as it is, or describe one of another name"
        raise Malformed("policy", f"describes {found.name} otherwise than the vault has it", remedy)
    return found


def _name(request: PrepareVault) -> str:
    return request.policy.name if isinstance(request.policy, NewPolicy) else request.policy


def _vault(request: PrepareVault, azure: Connections) -> Vault:
    return converted(azure.arm.get(rs.vault(request.vault_id), request.request_id).body, Vault)


def _policies(request: PrepareVault, azure: Connections) -> list[_Policy]:
    pages = azure.arm.entries(rs.policies(request.vault_id), request.request_id)
    return [converted(policy, _Policy) for policy in pages]


def _policy_put(request: PrepareVault, policy: NewPolicy, azure: Connections) -> Answer:
    """Create the policy. Where Azure is done at once, it answers with the policy itself."""
    try:
        return azure.arm.put(rs.policy(request.vault_id, policy.name), request.request_id, policy_body(policy))
    except Refused as refused:
        if refused.status != HTTPStatus.BAD_REQUEST:
            raise
        raise Refused(refused.code, refused.message, field="policy", remedy=POLICY_REMEDY) from None


def _choice(policies: list[_Policy]) -> str:
    names = [policy.name for policy in policies]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Name one that it has ({', '.join(names[:MOST_NAMED])}{more}), or describe a new one."
