"""Look at the messages in the poison queues, put one back, or delete it.

It reads the same settings as the app: AzureWebJobsStorage, or its identity-based form.
"""

import argparse
import os
import sys

from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.poison import QUEUES, discard, letters, replay
from shared.settings import SettingsError

DEEDS = {"replay": replay, "discard": discard}
DONE = {"replay": "is back on its queue", "discard": "is deleted"}


def main() -> int:
    """Return 0 if it was done, 1 if the message is not there or the settings are wrong."""
    options = _options()
    try:
        azure = Connections(os.environ)
        return _done(options, azure) if options.deed in DEEDS else _shown(options, azure)
    except (SettingsError, Refused, Unavailable) as error:
        return _failed(str(error))


def _done(options: argparse.Namespace, azure: Connections) -> int:
    if not DEEDS[options.deed](options.queue, options.id, azure):
        return _failed(f"{options.queue}-poison has no message {options.id}, or another look holds it for a minute")
    _say(f"{options.id} {DONE[options.deed]}")
    return 0


def _shown(options: argparse.Namespace, azure: Connections) -> int:
    found = [letter for letter in letters(azure) if options.deed == "list" or letter.id == options.id]
    for letter in found:
        _say(f"{letter.queue}  {letter.id}  requestId {letter.request_id or 'unknown'}")
        if options.deed == "show":
            _say(letter.text or "(an event of Event Grid: it may be personal, and is not shown)")
    return 0 if found or options.deed == "list" else _failed(f"no poison queue has a message {options.id}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m poison", description=__doc__)
    deeds = parser.add_subparsers(dest="deed", required=True)
    deeds.add_parser("list", help="all of them: queue, id, requestId")
    deeds.add_parser("show", help="how one begins").add_argument("id")
    for deed, meaning in (("replay", "put one back on its queue"), ("discard", "delete one for good")):
        chosen = deeds.add_parser(deed, help=meaning)
        chosen.add_argument("queue", choices=QUEUES, metavar="queue")
        chosen.add_argument("id")
    return parser.parse_args()


def _failed(text: str) -> int:
    print(text, file=sys.stderr)  # noqa: T201 - a command's output
    return 1


def _say(text: str) -> None:
    print(text)  # noqa: T201 - a command's output


if __name__ == "__main__":
    sys.exit(main())
