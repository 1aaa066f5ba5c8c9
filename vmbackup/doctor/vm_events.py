"""Does Event Grid tell the app of new VMs?

https://learn.microsoft.com/rest/api/eventgrid/controlplane/system-topic-event-subscriptions/list-by-system-topic
"""

from collections.abc import Iterator

import msgspec

from shared.answers import Refused
from shared.arm_ids import subscription_of
from shared.forms import converted
from vmbackup.doctor.finding import Finding, look, well, wrong
from vmbackup.doctor.patient import Patient

EVENT_GRID_API = "2025-02-15"
QUEUE, FUNCTION = "vm-events", "/functions/vm_written"
HOW = "docs/by-itself.md says how to have Event Grid tell of them; azd up does it."


class _Place(msgspec.Struct, rename="camel"):
    queue_name: str | None = None
    resource_id: str | None = None


class _Destination(msgspec.Struct):
    properties: _Place = msgspec.field(default_factory=_Place)


class _Delivery(msgspec.Struct):
    destination: _Destination | None = None


class _Told(msgspec.Struct, rename="camel"):
    destination: _Destination | None = None
    delivery_with_resource_identity: _Delivery | None = None
    provisioning_state: str = ""


class Subscription(msgspec.Struct):
    """An event subscription of a system topic: where its events go, by key or by an identity."""

    name: str
    properties: _Told = msgspec.field(default_factory=_Told)

    @property
    def tells_the_app(self) -> bool:
        """Tell whether its events go to the app's queue, or to its function."""
        by_identity = self.properties.delivery_with_resource_identity
        to = self.properties.destination or (by_identity and by_identity.destination) or _Destination()
        return to.properties.queue_name == QUEUE or (to.properties.resource_id or "").endswith(FUNCTION)


class _Topic(msgspec.Struct):
    id: str


def check_vm_events(patient: Patient) -> Iterator[Finding]:
    """Where there are rules, look for a system topic, in the vaults' subscriptions, that delivers to the app."""
    if not patient.settings.backup_rules:
        return
    for subscription in sorted({subscription_of(vault) for vault in patient.regions}):
        try:
            told = [one for one in subscriptions_of(subscription, patient) if one.tells_the_app]
        except Refused as refused:
            yield look(f"Event Grid's topics of {subscription} cannot be read ({refused.code}).", HOW)
            continue
        yield judged(subscription, told)


def subscriptions_of(subscription: str, patient: Patient) -> Iterator[Subscription]:
    """Yield the event subscriptions of all system topics of a subscription. Raise Refused or Unavailable."""
    api = f"api-version={EVENT_GRID_API}"
    topics = f"/subscriptions/{subscription}/providers/Microsoft.EventGrid/systemTopics?{api}"
    for topic in patient.entries(topics):
        url = f"{converted(topic, _Topic).id}/eventSubscriptions?{api}"
        yield from (converted(one, Subscription) for one in patient.entries(url))


def judged(subscription: str, told: list[Subscription]) -> Finding:
    """Say whether new VMs of a subscription are told of."""
    if not told:
        return look(
            f"No system topic of {subscription} delivers to {QUEUE} or vm_written: new VMs are not protected by"
            " themselves, unless a topic of another subscription tells of them.",
            HOW,
        )
    failed = [one for one in told if one.properties.provisioning_state not in {"", "Succeeded"}]
    if failed:
        states = ", ".join(f"{one.name} is {one.properties.provisioning_state}" for one in failed)
        return wrong(f"Event Grid does not deliver: {states}.", HOW)
    return well(f"Event Grid tells the app of VMs, by {', '.join(one.name for one in told)}.")
