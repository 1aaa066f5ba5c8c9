"""Lists in pages, followed by `nextLink`."""

import base64
import binascii
from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from operator import itemgetter
from urllib.parse import quote

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.times import ticks

_END_OF_TIME = 3_155_378_975_999_999_999


def page(call: Call, bodies: Iterable[Json]) -> Answer:
    """Answer the page that was asked for of resources already written, by their ids."""
    return page_of(call, ((body["id"], body) for body in bodies), lambda body: body)


def page_of[Entry](
    call: Call,
    entries: Iterable[tuple[str, Entry]],
    write: Callable[[Entry], Json],
    passes: Callable[[Json], bool] = lambda _: True,
) -> Answer:
    """Answer the page that was asked for, in the order of keys that every entry has once, and only what passes.

    The token holds where the last page ended, not how far it was: entries that come or go meanwhile do no harm. Only
    what is answered is written, so that a long list takes no longer than its pages.
    """
    ordered = sorted(entries, key=itemgetter(0))
    begin = bisect_right(ordered, _read(call.query.get("$skiptoken", "")), key=itemgetter(0))
    written = ((key, write(entry)) for key, entry in islice(ordered, begin, None))
    size = call.backstage.page_size
    found = list(islice(((key, body) for key, body in written if passes(body)), size + 1))
    answer: Json = {"value": [body for _, body in found[:size]]}
    if len(found) > size:
        answer["nextLink"] = _next_link(call, found[size - 1][0])
    return Answer(200, answer)


def newest_first(moment: datetime, name: str) -> str:
    """Make a key as Azure's own tables have it: the ticks left until the end of time."""
    return f"{_END_OF_TIME - ticks(moment):019}{name}"


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
