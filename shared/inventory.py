"""Reads what is there: items of vaults, VMs of subscriptions, poison queues; and names what cannot be read."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID, uuid4

import msgspec

from shared.answers import Refused, Unavailable
from shared.arm_ids import VaultId
from shared.connections import Connections
from shared.poison import QUEUES, Letter, letters_of
from shared.problem import Problem
from shared.protected_items import ProtectedItem, protected_items
from shared.remedies import problem_of
from shared.virtual_machines import Vm, vms_of


class Unseen(msgspec.Struct, frozen=True, rename="camel"):
    """A vault, a subscription or a queue that could not be read, and why: what is in it is missing."""

    id: str
    problem: Problem


class Inventory:
    """One look at everything: what is read, and what could not be. Threads may share it."""

    def __init__(self, azure: Connections) -> None:
        self._azure = azure
        self._request_id = uuid4()
        self.unseen: list[Unseen] = []

    def items(self, vault_id: VaultId) -> Sequence[ProtectedItem]:
        """Return what a vault protects, or nothing if it cannot be read."""
        return self.read(vault_id, vault_id, protected_items)

    def vms(self, subscription: str) -> Sequence[Vm]:
        """Return a subscription's VMs, or nothing if they cannot be read."""
        return self.read(f"/subscriptions/{subscription}", subscription, vms_of)

    def letters(self) -> Sequence[Letter]:
        """Return what lies in the poison queues; one that cannot be read is named."""
        return [letter for queue in QUEUES for letter in self.letters_of(queue)]

    def letters_of(self, queue: str) -> Sequence[Letter]:
        """Return what lies in a queue's poison queue, or nothing if it cannot be read."""
        return self.read(f"{queue}-poison", queue, lambda of, _, azure: letters_of(of, azure))

    def read[T](self, name: str, place: str, read: Callable[[str, UUID, Connections], Iterator[T]]) -> Sequence[T]:
        """Return what is read of a place, or nothing where it cannot be: then it is named among the unseen."""
        try:
            return list(read(place, self._request_id, self._azure))
        except Refused as refused:
            problem = problem_of(refused)
        except Unavailable as unavailable:
            problem = Problem("Unavailable", str(unavailable))
        except msgspec.ValidationError as error:
            problem = Problem("UnexpectedAnswer", f"an answer is not as documented: {error}")
        self.unseen.append(Unseen(name, problem))
        return []
