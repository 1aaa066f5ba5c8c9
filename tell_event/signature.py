"""Signatures of Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec)."""

import base64
import hashlib
import hmac
from datetime import datetime

from shared.targets import secret


def signed(event_id: str, body: bytes, key: str, now: datetime) -> dict[str, str]:
    """Return the headers that say from whom a body is, and when it was sent; `key` is `whsec_` and Base64."""
    sent = str(int(now.timestamp()))
    content = b".".join((event_id.encode(), sent.encode(), body))
    digest = hmac.digest(secret(key) or b"", content, hashlib.sha256)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": sent,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
