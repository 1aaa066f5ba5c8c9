"""Who is signed in, read from the claims of a token; the token itself is kept nowhere. Pure.

https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

import base64
import binascii

import msgspec

from shared.forms import decoded


class _Claims(msgspec.Struct):
    oid: str = ""
    tid: str = ""
    appid: str = ""
    azp: str = ""
    scp: str | None = None


class Identity(msgspec.Struct, frozen=True):
    """An identity: its tenant, object and client. A person's token has scopes, an app's has none."""

    tenant: str
    object_id: str
    client_id: str
    is_app: bool

    def __str__(self) -> str:
        """Say who it is, without a name."""
        kind = "an app or managed identity" if self.is_app else "a person"
        return f"{kind}, object {self.object_id}, client {self.client_id}, tenant {self.tenant}"


def identity_of(token: str) -> Identity | None:
    """Return whose token it is; None if it is in no form that tells."""
    payload = f"{token}..".split(".")[1]
    try:
        claims = decoded(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)), _Claims)
    except (binascii.Error, msgspec.DecodeError):
        return None
    if not claims.oid:
        return None
    return Identity(claims.tid, claims.oid, claims.appid or claims.azp, is_app=claims.scp is None)
