"""A client of a simulator of the past: what it answers reads as if Azure had."""

import json
from datetime import datetime

import requests

from fidelity.durations import RecordedDurations
from fidelity.identities import Identities
from fidelity.recordings import Answer, Json
from local_stack.simulator import Simulator

AZURE = "https://management.azure.com"
_TIMEOUT = 10


def past(start: datetime, page_size: int, durations: RecordedDurations) -> Simulator:
    """Make an empty simulator whose clock stands still at a moment of the past."""
    return Simulator(speed=0, seed=1, page_size=page_size, world={}, start=start, durations=durations)


class Client:
    """Send requests; `durations` are of what they begin, `ids` those captured so far."""

    def __init__(self, azure: Simulator, durations: RecordedDurations, ids: Identities) -> None:
        self.azure, self.durations, self.ids = azure, durations, ids
        self._session = requests.Session()

    def until(self, moment: datetime) -> None:
        """Let time pass up to a moment, if that is still to come."""
        self.azure.advance(max(0, (moment - self.azure.now()).total_seconds()))

    def send(self, method: str, url: str, body: Json = None, headers: dict[str, str] | None = None) -> Answer:
        """Send a request to where the simulator is."""
        here = url.replace(AZURE, self.azure.url)
        sent = {key: value for key, value in (headers or {}).items() if key.lower() != "content-length"}
        sent["Authorization"] = f"Bearer {self.azure.token()}"
        answer = self._session.request(method, here, json=body, headers=sent, timeout=_TIMEOUT)
        received = {key.lower(): value.replace(self.azure.url, AZURE) for key, value in answer.headers.items()}
        text = answer.text.replace(self.azure.url, AZURE)
        return Answer(answer.status_code, received, json.loads(text) if text else None)

    def close(self) -> None:
        """End the connections."""
        self._session.close()
