"""`python -m docs.contracts`: write schemas and examples into this folder."""

import json
from pathlib import Path

from docs.contracts.examples import EVENTS, REQUESTS
from docs.contracts.schemas import event_schema, request_schema
from shared.malformed import APPS_OWN

FOLDER = Path(__file__).parent


def contracts() -> dict[str, object]:
    """Return every file's content by its name."""
    files: dict[str, object] = {}
    for request in REQUESTS:
        sent = {name: value for name, value in json.loads(request.to_json()).items() if name not in APPS_OWN}
        files[f"requests/{request.QUEUE}.schema.json"] = request_schema(type(request))
        files[f"requests/{request.QUEUE}.example.json"] = sent
    for event in EVENTS:
        files[f"events/{type(event).__name__}.schema.json"] = event_schema(type(event))
        files[f"events/{type(event).__name__}.example.json"] = json.loads(event.to_json())
    return files


def text(content: object) -> str:
    """Return a file's text."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, content in contracts().items():
        path = FOLDER / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text(content))
