"""The signed addresses of long operations: ARM appends about 3,100 characters, other ones in every answer."""

import base64
import hashlib
from datetime import datetime

from local_stack.simulator.web.times import ticks

# Lengths as recorded in signed_poll_url_full_example.json: the certificate is always the same, signatures are not.
CERTIFICATE, SIGNATURE, HASH = 2615, 342, 43
PARAMETERS = frozenset("tcsh")


class TrackingUris:
    """Sign addresses; each signature is new."""

    def __init__(self) -> None:
        self._signed = 0
        self._certificate = "MIIHpTCCBo2g" + _letters("certificate", CERTIFICATE - 12)

    def sign(self, uri: str, now: datetime) -> str:
        """Append `&t=&c=&s=&h=` to an address that has a query."""
        self._signed += 1
        signature = _letters(f"signature {self._signed} {uri}", SIGNATURE)
        digest = _letters(f"hash {self._signed} {uri}", HASH)
        return f"{uri}&t={ticks(now)}&c={self._certificate}&s={signature}&h={digest}"


def _letters(seed: str, length: int) -> str:
    """Make the base64url text of this length that belongs to a seed."""
    return base64.urlsafe_b64encode(hashlib.shake_256(seed.encode()).digest(length)).decode()[:length]
