"""Tokens of the simulator, and whether one is good."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import jwt

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.runs import Json
from local_stack.simulator.tenant import TENANT

ARM_AUDIENCES = ("https://management.azure.com", "https://management.core.windows.net")

# It signs nothing but the simulator's own tokens; fixed, so that they outlive a restart as Azure's would.
_KEY = "the simulator signs its own tokens with this and nobody else trusts them"


@dataclass(frozen=True)
class Identity:
    """One tenant with one application, and one managed identity. Tokens live in real time, as clients measure it."""

    tenant_id: str = TENANT
    client_id: str = "44444444-4444-4444-4444-444444444444"
    managed_id: str = "55555555-5555-5555-5555-555555555555"
    client_secret: str = "simulated-client-secret"  # noqa: S105 - known to everybody, opens nothing but the simulator
    identity_header: str = "simulated-identity-header"
    token_seconds: int = 3599

    def issue(self, audience: str, principal_id: str = "") -> str:
        """Sign a token for a resource, such as `https://management.azure.com`: the application's, or another's."""
        holder = principal_id or self.client_id
        now = int(time.time())
        claims: dict[str, object] = {
            "aud": audience.rstrip("/"),
            "iss": f"https://sts.windows.net/{self.tenant_id}/",
            "iat": now,
            "nbf": now,
            "exp": self.expires_on(),
            "appid": holder,
            "oid": holder,
            "sub": holder,
            "tid": self.tenant_id,
            "ver": "1.0",
        }
        return jwt.encode(claims, _KEY, algorithm="HS256")

    def expires_on(self) -> int:
        """Tell when a token issued now expires: seconds since 1970."""
        return int(time.time()) + self.token_seconds

    def check(self, headers: Mapping[str, str], audiences: Sequence[str]) -> None:
        """Refuse a call without a token of this simulator for one of the audiences that has not expired."""
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise refuse("NoToken")
        try:
            claims = _verified(token)
        except jwt.InvalidTokenError:
            raise refuse("BadToken") from None
        if claims["exp"] <= time.time():
            raise _expired(claims["exp"])
        if claims["aud"] not in audiences:
            raise refuse("WrongAudience", audience=str(claims["aud"]))


def principal(headers: Mapping[str, str]) -> str:
    """Read whose token a call carries, even if that has expired; empty without one of this simulator's."""
    try:
        return str(_verified(headers.get("Authorization", "").partition(" ")[2])["oid"])
    except (jwt.InvalidTokenError, KeyError):
        return ""


@lru_cache(maxsize=64)
def _verified(token: str) -> Json:
    """Read what a token says, once: a signature stays good, and clients come with the same token for an hour."""
    claims: Json = jwt.decode(
        token,
        _KEY,
        algorithms=["HS256"],
        # Audience and expiry are looked at whenever it comes.
        options={"verify_aud": False, "verify_exp": False, "require": ["exp", "aud"]},
    )
    return claims


def _expired(at: float) -> Exception:
    expiry = datetime.fromtimestamp(at, UTC)
    return refuse("ExpiredToken", expiry=f"{expiry:%m/%d/%Y %H:%M:%S}", now=f"{datetime.now(UTC):%m/%d/%Y %H:%M:%S}")
