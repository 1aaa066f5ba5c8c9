"""What an answer of Azure Resource Manager means for the caller: go on, give up, or come back later. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec

from shared.forms import converted

TRY_LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
# Another write on the same item or vault is running; Azure's own PowerShell tries these again.
BUSY = {"BMSUserErrorObjectLocked", "BMSUserErrorConflictingProtectionOperation", "DiscoveryInProgress"}
LONGEST_MESSAGE = 4_000
LONGEST_CODE = 200
LONGEST_WAIT = 7 * 24 * 3600


@dataclass(frozen=True)
class Answer:
    """One answer: status code, headers with lower-case names, body as JSON."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: object = None

    @property
    def retry_after(self) -> int | None:
        """Return the seconds of Retry-After, a week at most, or None; ARM sends seconds, never a date."""
        value = self.headers.get("retry-after", "")
        return min(int(value[:9]), LONGEST_WAIT) if value.isascii() and value.isdigit() else None


class Refused(Exception):
    """Azure will refuse the same request again (4xx other than 408 and 429)."""

    def __init__(
        self, code: str, message: str, *, status: int = 400, field: str | None = None, remedy: str | None = None
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.field = field
        self.remedy = remedy


class Unavailable(Exception):
    """Azure cannot answer now (408, 429, 5xx, busy, connection trouble); retry_after is in seconds.

    `lost` tells that the call may have been carried out, and only its answer be lost; `throttled` that it is merely too
    early for it.
    """

    def __init__(
        self, reason: str, retry_after: float | None = None, *, lost: bool = False, throttled: bool = False
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.lost = lost
        self.throttled = throttled


class _Error(msgspec.Struct):
    code: str = ""
    message: str = ""


class _ErrorBody(msgspec.Struct):
    error: _Error


def judged(answer: Answer) -> Answer:
    """Return an answer of 2xx; raise Refused or Unavailable for any other."""
    if answer.status in range(200, 300):
        return answer
    error = _error(answer)
    broken = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    if broken or answer.status in TRY_LATER or error.code in BUSY:
        throttled = answer.status == HTTPStatus.TOO_MANY_REQUESTS
        reason = f"{answer.status} {error.code}: {error.message}"
        raise Unavailable(reason, answer.retry_after, lost=broken, throttled=throttled)
    raise Refused(error.code, error.message, status=answer.status)


def _error(answer: Answer) -> _Error:
    """Read the envelope {"error": {"code", "message"}}; gateways in between may answer anything."""
    try:
        error = converted(answer.body, _ErrorBody).error
    except msgspec.ValidationError:
        error = _Error()
    code = error.code[:LONGEST_CODE] or f"Http{answer.status}"
    return _Error(code, error.message[:LONGEST_MESSAGE] or "no reason given")
