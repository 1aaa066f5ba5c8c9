"""Azure's gate in memory: every call is counted against the quotas, and refused beyond them."""

from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from bench.growth.azure import Answer, Azure, routed
from bench.growth.jobs import START
from local_stack.simulator.actions import action_of
from local_stack.simulator.errors import Refusal
from local_stack.simulator.state.quotas import Asked, Quotas, charge, left


class Gate:
    """Lets calls through to Azure. `calls` counts them by their kind, `refused` those that were one too many."""

    def __init__(self, azure: Azure) -> None:
        self._azure = azure
        self._quotas = Quotas(enforced=True)
        self.calls: Counter[str] = Counter()
        self.refused = 0

    def answer(self, method: str, url: str, request_id: str, now: float) -> Answer:
        """Answer a call and tell what is left of its quota; or answer 429 (recorded in throttling_429.json)."""
        route, call = routed(method, url, request_id, now)
        self.calls[route.kind] += 1
        subscription, action = call.vault.split("/")[2], action_of(method, urlsplit(url).path)
        asked = Asked(subscription, "the app", action, "reads" if method == "GET" else "writes")
        moment = START + timedelta(seconds=now)
        try:
            charge(self._quotas, asked, moment)
        except Refusal as refusal:
            self.refused += 1
            return Answer(HTTPStatus.TOO_MANY_REQUESTS, {"retry-after": refusal.values["seconds"]})
        answer = route.answer(self._azure, call)
        remaining = left(self._quotas, asked, moment).items()
        headers = {f"x-ms-ratelimit-remaining-subscription-{name}": str(count) for name, count in remaining}
        return answer._replace(headers={**answer.headers, **headers})
