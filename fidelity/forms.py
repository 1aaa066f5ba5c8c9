"""What remains of a text once all is gone that time and chance decide. Ids stay: they have to be the right ones."""

import re

from fidelity.identities import ID, unsigned

# Times that mean "never" are no chance.
_NEVER = r"0001-01-01T00:00:00|2001-01-01T00:00:00Z"
_CONTENT = re.compile(r"[A-Za-z0-9+/]{60,}={0,2}")
_CALLER = re.compile(r"^tenantId=[^/]+,objectId=[^/]+/[a-z0-9]+/[0-9a-f-]{36}$")  # x-ms-operation-identifier
_MASKS = {
    r"^[A-Z0-9]+:\d{8}T\d{6}Z": "{region}:{time}",  # at the beginning of x-ms-routing-request-id
    rf"(?!{_NEVER})\d{{4}}-\d\d-\d\dT\d\d(:|%3A)\d\d(:|%3A)\d\d(\.\d+)?": "{time}",
    r"\d+/\d+/\d{4} \d+:\d\d:\d\d [AP]M": "{time}",
    r"(?<![A-Za-z])P(\d+D)?T(?=\d)(\d+H)?(\d+M)?([\d.]+S)?": "{duration}",
    r"(?<=skiptoken=)[^&]+": "{token}",
    r"\d+(\.\d+)*": "0",
}
_COMPILED = {re.compile(pattern): mask for pattern, mask in _MASKS.items()}


def form(text: str) -> str:
    """Mask times, durations, signatures, contents in base64, and numbers."""
    if _CONTENT.fullmatch(text):
        return "{base64}"
    text = _CALLER.sub("{caller}", unsigned(text))
    ids = iter(ID.findall(text))
    masked = ID.sub("{id}", text)
    for pattern, mask in _COMPILED.items():
        masked = pattern.sub(mask, masked)
    return re.sub("{id}", lambda _: next(ids, "{id}"), masked)
