"""The one POST: bounded in time, not led elsewhere, and its answer judged by its status alone."""

from collections.abc import Mapping
from functools import cache
from http.cookiejar import DefaultCookiePolicy

from requests import PreparedRequest, RequestException
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from shared.answers import Answer, Unavailable, judged
from shared.arm import Unredirected

CONNECT_SECONDS, READ_SECONDS = 5, 10


def post(url: str, body: bytes, headers: Mapping[str, str], seconds: float = READ_SECONDS) -> None:
    """Post it; raise Refused (other 4xx, 3xx) or Unavailable (408, 429, 5xx, no answer within the time)."""
    try:
        with _session().post(
            url,
            data=body,
            headers={"User-Agent": "azure-vm-backup", **headers},
            auth=_as_it_is,
            timeout=(CONNECT_SECONDS, seconds),
            allow_redirects=False,
            stream=True,  # nobody reads what it says
        ) as response:
            answer = Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()})
    except (RequestException, HTTPError) as error:
        # The type says enough; requests' own text quotes the address, which may be secret.
        raise Unavailable(f"no answer: {type(error).__name__}") from None
    judged(answer)


@cache
def _session() -> Unredirected:
    """Return the session of all posts; adapters keep connections, and no cookies are kept for anybody."""
    session = Unredirected()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(pool_maxsize=32))
    return session


def _as_it_is(request: PreparedRequest) -> PreparedRequest:
    """Add nothing: without it, requests would add what a .netrc file of the machine says."""
    return request
