"""Look at the messages in the poison queues, put one back, or delete it.

It reads the same settings as the app: AzureWebJobsStorage, or its identity-based form.
"""

import argparse
import os
import sys

from shared.answers import Refused, Unavailable
from shared.connections import Connections
from shared.poison import QUEUES, Letter, discard, letters_of, replay
from shared.settings import SettingsError

MEANINGS = {"show": "how one begins", "replay": "put one back on its queue", "discard": "delete one for good"}
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
    """Show what is there; a queue that cannot be read is named, and hides no other."""
    found, unread = list[Letter](), False
    for queue in QUEUES if options.deed == "list" else [options.queue]:
        try:
            found += letters_of(queue, azure)
        except (Refused, Unavailable) as error:
            unread = bool(_failed(f"{queue}-poison cannot be read: {error}"))
    wanted = [letter for letter in found if options.deed == "list" or letter.id == options.id]
    for letter in wanted:
        _say(f"{letter.queue}  {letter.id}  requestId {letter.request_id or 'unknown'}")
        if options.deed == "show":
            _say(letter.text or "(an event of Event Grid: it may be personal, and is not shown)")
    if options.deed == "show" and not wanted:
        return _failed(f"{options.queue}-poison has no message {options.id}")
    return int(unread)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m poison", description=__doc__)
    deeds = parser.add_subparsers(dest="deed", required=True)
    deeds.add_parser("list", help="all of them: queue, id, requestId")
    for deed, meaning in MEANINGS.items():
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
