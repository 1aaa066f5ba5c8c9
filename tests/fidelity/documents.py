"""Exchanges as they were recorded."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from fidelity.openapi.exchanges import Exchange
from fidelity.recordings import Interaction, recordings
from tests.azure_data import DATA, required


def exchange(one: Interaction, version: str = "") -> Exchange:
    """Look at a recorded interaction as OpenAPI does, at its own api-version or at another one."""
    parts, request, answer = urlsplit(one.request.url), one.request, one.response
    query = dict(parse_qsl(parts.query)) | ({"api-version": version} if version else {})
    body = {key: value for key, value in answer.body.items() if key != "__trimmed__"} if answer.body else answer.body
    # azure-cli's recorder leaves this header out.
    headers = frozenset(answer.headers) | {"retry-after"}
    return Exchange(request.method, parts.path, query, request.body, answer.status, headers, body)


def recorded() -> Iterator[tuple[str, Interaction]]:
    """Yield all interactions with their names, as `trigger_backup 48`."""
    for recording in recordings(required(DATA / "recordings")):
        for sequence in recording.sequences:
            for one in sequence.interactions:
                yield f"{recording.name} {one.index}", one
