"""The `$filter` of lists: `key eq 'value'`, joined by `and`; nothing else exists in this API."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.runs import Json

type Keys = Mapping[str, Callable[[Json, str], bool]]

_TERM = re.compile(r"\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*", re.IGNORECASE)
_AND = re.compile(r"and\s", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,2}):(\d{2}):(\d{2}) ([AP]M)", re.IGNORECASE)


def parse(written: str) -> dict[str, str]:
    """Read a filter into its keys, in lower case, and values; refuse what is not in the grammar."""
    terms: dict[str, str] = {}
    place = 0
    while place < len(written):
        term = _TERM.match(written, place)
        if term is None:
            raise refuse("WrongInput")
        terms[term[1].lower()] = term[2].replace("''", "'")
        place = term.end()
        if place < len(written):
            conjunction = _AND.match(written, place)
            if conjunction is None or conjunction.end() == len(written):
                raise refuse("WrongInput")
            place = conjunction.end()
    return terms


def passing(written: str, keys: Keys) -> Callable[[Json], bool]:
    """Tell which resources a filter lets pass; refuse keys the list does not know."""
    known = {key.lower(): passes for key, passes in keys.items()}
    terms = parse(written)
    if not terms.keys() <= known.keys():
        raise refuse("WrongInput")
    return lambda body: all(known[key](body, value) for key, value in terms.items())


def equals(name: str) -> Callable[[Json, str], bool]:
    """Compare a property with a value, as Azure does: without regard to case."""
    return lambda body, value: str(body["properties"].get(name, "")).lower() == value.lower()


def anything(_body: Json, _value: str) -> bool:
    """Accept a key that does not narrow the list, as `expand eq 'extendedInfo'`."""
    return True


def moment(written: str) -> datetime:
    """Read `2017-09-06 03:23:45 PM`; Microsoft's own example has the hour 00 with AM."""
    found = _MOMENT.fullmatch(written)
    if found is None:
        raise refuse("WrongInput")
    day, hour, minute, second, half = found.groups()
    hours = int(hour) % 12 + 12 * (half.upper() == "PM")
    try:
        return datetime.fromisoformat(f"{day}T{hours:02}:{minute}:{second}").replace(tzinfo=UTC)
    except ValueError:
        raise refuse("WrongInput") from None


def not_before(name: str) -> Callable[[Json, str], bool]:
    """Let pass what happened at a moment or later."""
    return lambda body, value: datetime.fromisoformat(body["properties"][name]) >= moment(value)


def not_after(name: str) -> Callable[[Json, str], bool]:
    """Let pass what happened at a moment or earlier."""
    return lambda body, value: datetime.fromisoformat(body["properties"][name]) <= moment(value)
