"""The formats of texts that the documents name; the others say nothing that could be checked."""

import re
from datetime import datetime

from jsonschema import FormatChecker

FORMATS = FormatChecker(formats=())

_DURATION = re.compile(r"P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")


@FORMATS.checks("date-time", raises=ValueError)
def _date_time(text: object) -> bool:
    """RFC 3339: with an offset."""
    return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None


@FORMATS.checks("duration")
def _duration(text: object) -> bool:
    return not isinstance(text, str) or _DURATION.fullmatch(text) is not None
