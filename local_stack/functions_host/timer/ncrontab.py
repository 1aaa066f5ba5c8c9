"""NCRONTAB, the notation of a timer's schedule, as the NCrontab library in Azure's host reads it. Pure.

{second} {minute} {hour} {day} {month} {day of week}, all in UTC; five fields begin with the minute.
https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#ncrontab-expressions
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from croniter import CroniterBadDateError, croniter

_ELEMENT = re.compile(r"(?:\*|(?P<first>[0-9]+|[A-Za-z]+)(?:-(?P<last>[0-9]+|[A-Za-z]+))?)(?:/(?P<step>[0-9]+))?")
_TIME_SPAN = re.compile(r"[0-9.]*[0-9]+:[0-9:.]+")


class MalformedError(ValueError):
    """Azure would put the function in error; the message says what is wrong and what would be right."""


@dataclass(frozen=True)
class Field:
    """One of the six, with its range; names may be shortened to their first letters."""

    name: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()

    def value(self, text: str) -> int:
        """Read a number or a name; like NCrontab take the first name that begins so: "J" is January."""
        if text.isdigit():
            number = int(text)
        else:
            beginnings = [name.upper().startswith(text.upper()) for name in self.names]
            number = self.lowest + beginnings.index(True) if any(beginnings) else -1
        if not self.lowest <= number <= self.highest:
            raise self.malformed(text)
        return number

    def malformed(self, text: str) -> MalformedError:
        """Build the error that says what may stand here."""
        names = f" or {', '.join(name[:3] for name in self.names)}" if self.names else ""
        return MalformedError(
            f"the {self.name} {text!r} is none of: *, {self.lowest} to {self.highest}{names}, a-b, a/step, a,b"
        )


_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"

FIELDS = (
    Field("second", 0, 59),
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of month", 1, 31),
    Field("month", 1, 12, tuple(_MONTHS.split())),
    Field("day of week", 0, 6, tuple(_DAYS.split())),
)


@dataclass(frozen=True)
class Schedule:
    """A parsed expression: `text` as it was written, `numbers` as plain lists of numbers."""

    text: str
    numbers: str

    def __str__(self) -> str:
        return self.text

    def after(self, time: datetime) -> datetime:
        """Return the first occurrence after a time, which is never that time itself."""
        # day_or: in NCrontab day of month AND day of week must match, unlike in Unix cron.
        return croniter(self.numbers, time, datetime, day_or=False, second_at_beginning=True).get_next()

    def occurrences(self, time: datetime) -> Iterator[datetime]:
        """Yield all occurrences after a time."""
        while True:
            time = self.after(time)
            yield time

    def is_quick(self, now: datetime) -> bool:
        """Return whether it comes more than once in the next minute: then Azure does not monitor it."""
        end = now + timedelta(minutes=1)
        return len(list(itertools.takewhile(lambda time: time < end, itertools.islice(self.occurrences(now), 2)))) > 1


def parse(text: str) -> Schedule:
    """Read an expression; MalformedError if NCrontab would not, or if it never comes.

    What other dialects add (L, W, #, ?, @daily) is refused, as is a TimeSpan, which a Flex Consumption plan cannot do.
    """
    if _TIME_SPAN.fullmatch(text.strip()):
        raise MalformedError("a TimeSpan needs a dedicated plan: every five minutes is 0 */5 * * * *")
    words = [word for word in text.split(" ") if word]
    words = ["0", *words] if len(words) == len(FIELDS) - 1 else words
    if len(words) != len(FIELDS):
        raise MalformedError(f"it has {len(words)} fields, not 6: second minute hour day month day-of-week")
    schedule = Schedule(text, " ".join(_numbers(word, field) for word, field in zip(words, FIELDS, strict=True)))
    try:
        schedule.after(datetime(2000, 1, 1, tzinfo=UTC))
    except CroniterBadDateError:
        raise MalformedError("there is no such day in any year") from None
    return schedule


def _numbers(text: str, field: Field) -> str:
    values = sorted({value for element in text.split(",") for value in _values(element, field)})
    return "*" if len(values) == field.highest - field.lowest + 1 else ",".join(map(str, values))


def _values(text: str, field: Field) -> range:
    found = _ELEMENT.fullmatch(text)
    step = int(found["step"] or 1) if found else 0
    if not found or not step:
        raise field.malformed(text)
    if not found["first"]:
        return range(field.lowest, field.highest + 1, step)
    first = field.value(found["first"])
    until_end = found["step"] and not found["last"]
    last = field.highest if until_end else field.value(found["last"] or found["first"])
    # NCrontab swaps the ends of a backward range: Fri-Mon is Monday to Friday, not the week-end.
    return range(min(first, last), max(first, last) + 1, step)
