"""Tokens of the simulator, and whether one is good."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt

from local_stack.simulator.errors import refuse
from local_stack.simulator.tenant import TENANT

ARM_AUDIENCES = ("https://management.azure.com", "https://management.core.windows.net")

# It signs nothing but the simulator's own tokens; fixed, so that they outlive a restart as Azure's would.
_KEY = "the simulator signs its own tokens with this and nobody else trusts them"


@dataclass(frozen=True)
class Identity:
    """One tenant with one application, and one managed identity. Tokens live in real time, as clients measure it."""

    tenant_id: str = TENANT
    client_id: str = "44444444-4444-4444-4444-444444444444"
    client_secret: str = "simulated-client-secret"  # noqa: S105 - known to everybody, opens nothing but the simulator
    identity_header: str = "simulated-identity-header"
    token_seconds: int = 3599

    def issue(self, audience: str) -> str:
        """Sign a token for a resource, such as `https://management.azure.com`."""
        now = int(time.time())
        claims: dict[str, object] = {
            "aud": audience.rstrip("/"),
            "iss": f"https://sts.windows.net/{self.tenant_id}/",
            "iat": now,
            "nbf": now,
            "exp": self.expires_on(),
            "appid": self.client_id,
            "oid": self.client_id,
            "sub": self.client_id,
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
            jwt.decode(token, _KEY, algorithms=["HS256"], audience=audiences)
        except jwt.ExpiredSignatureError:
            raise _expired(token) from None
        except jwt.InvalidAudienceError:
            raise refuse("WrongAudience", audience=str(_claim(token, "aud"))) from None
        except jwt.InvalidTokenError:
            raise refuse("BadToken") from None


def _claim(token: str, name: str) -> object:
    return jwt.decode(token, options={"verify_signature": False})[name]


def _expired(token: str) -> Exception:
    expiry = datetime.fromtimestamp(float(str(_claim(token, "exp"))), UTC)
    return refuse("ExpiredToken", expiry=f"{expiry:%m/%d/%Y %H:%M:%S}", now=f"{datetime.now(UTC):%m/%d/%Y %H:%M:%S}")
