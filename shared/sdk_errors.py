"""What an error of an Azure SDK means for the step: refused, or unavailable. Their texts may quote what is secret."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from azure.core.exceptions import AzureError, ClientAuthenticationError, HttpResponseError

from shared.answers import TRY_LATER, Refused, Unavailable


@contextmanager
def remedied(service: str) -> Iterator[None]:
    """Turn a client's errors into Refused (4xx other than 408 and 429) or Unavailable, without their cause."""
    try:
        yield
    except HttpResponseError as error:
        status = error.status_code or 0
        if isinstance(error, ClientAuthenticationError) and not status:  # nobody was asked yet: there is no token
            raise Unavailable(f"sign-in failed: {type(error).__name__}") from None
        if status in range(400, 500) and status not in TRY_LATER:
            raise Refused(_code(service, status), f"{service} answered {status}.", status=status) from None
        raise Unavailable(f"{service} answered {status}") from None
    except AzureError as error:
        raise Unavailable(f"no answer from {service}: {type(error).__name__}") from None


def _code(service: str, status: int) -> str:
    """Return KeyVaultForbidden, say; proxies may answer what HTTP does not know."""
    known = status in set(HTTPStatus)
    return f"{service}{HTTPStatus(status).phrase if known else status}".replace(" ", "")
