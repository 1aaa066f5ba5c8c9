"""Lists in pages, followed by `nextLink`."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from operator import itemgetter
from urllib.parse import quote

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.times import ticks

_END_OF_TIME = 3_155_378_975_999_999_999


def page(call: Call, bodies: list[Json], *, by: Callable[[Json], str] = itemgetter("id")) -> Answer:
    """Answer the page that was asked for, sorted by a key that every body has once.

    The token holds where the last page ended, not how far it was: entries that come or go meanwhile do no harm.
    """
    ended = _read(call.query.get("$skiptoken", ""))
    keyed = sorted(((by(body), body) for body in bodies), key=itemgetter(0))
    rest = [(key, body) for key, body in keyed if key > ended]
    answered = rest[: call.backstage.page_size]
    answer: Json = {"value": [body for _, body in answered]}
    if len(rest) > len(answered):
        answer["nextLink"] = _next_link(call, answered[-1][0])
    return Answer(200, answer)


def newest_first(moment: str) -> Callable[[Json], str]:
    """Sort by a time among the properties, as Azure's own tables do: by the ticks left until the end of time."""

    def ticks_left(body: Json) -> str:
        happened = datetime.fromisoformat(body["properties"][moment])
        return f"{_END_OF_TIME - ticks(happened):019}{body['name']}"

    return ticks_left


def _next_link(call: Call, ended: str) -> str:
    token = base64.urlsafe_b64encode(ended.encode()).decode()
    kept = {"api-version": call.version, "$filter": call.filter, "$skiptoken": token}
    query = "&".join(f"{quote(key, safe='-')}={quote(value)}" for key, value in kept.items() if value)
    return f"{call.origin}{quote(call.path, safe='/;')}?{query}"


def _read(token: str) -> str:
    try:
        return base64.urlsafe_b64decode(token).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise refuse("WrongInput") from None
