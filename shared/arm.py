"""The only HTTP to Azure Resource Manager."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from time import monotonic
from uuid import UUID

import msgspec
import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from shared.answers import Answer, Refused, Unavailable, judged
from shared.budget import Budget
from shared.forms import converted
from shared.settings import BACKUP_API
from shared.trace import Call, tracing

CONNECT_SECONDS = 5
USUAL_TIMEOUT = 60  # seconds
LARGEST_ANSWER = 16 * 1024 * 1024
MOST_PAGES = 1_000
CHUNK = 64 * 1024


class _Page(msgspec.Struct, rename="camel"):
    value: list[object]
    next_link: str | None = None


class _Bearer(AuthBase):
    """Attach the token. As `auth`, so that a .netrc file of the machine cannot replace it."""

    def __init__(self, token: Callable[[], str]) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token()}"
        return request


class Unredirected(requests.Session):
    """Does not even read where an answer would lead; requests does, and all of its body, before it is told not to."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Return nothing."""


class ArmClient:
    """Asks one ARM endpoint. A token goes nowhere else: not to a foreign tracking URI, not after a redirect.

    Every method raises Refused or Unavailable, and sends requestId as x-ms-client-request-id, which Azure keeps as the
    activityId of the job that the call starts (recorded in trigger_backup.json). What would exceed a quota is not sent.
    """

    def __init__(
        self,
        endpoint: str,
        token: Callable[[], str],
        api_version: str = BACKUP_API,
        timeout: int = USUAL_TIMEOUT,
        budget: Budget | None = None,
    ) -> None:
        self._api_version, self._timeout = api_version, timeout
        self.budget = budget or Budget()
        self._origin = endpoint.rstrip("/") + "/"
        self._auth = _Bearer(token)
        self._session = Unredirected()
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=64))

    def get(self, url: str, request_id: UUID) -> Answer:
        """Read a resource or a tracking URI."""
        return self._send("GET", url, request_id)

    def put(self, url: str, request_id: UUID, body: object) -> Answer:
        """Create or replace a resource."""
        return self._send("PUT", url, request_id, body)

    def post(self, url: str, request_id: UUID, body: object = None) -> Answer:
        """Start an action."""
        return self._send("POST", url, request_id, body)

    def entries(self, url: str, request_id: UUID) -> Iterator[object]:
        """Read a list to its end."""
        return chain.from_iterable(self.pages(url, request_id))

    def pages(self, url: str, request_id: UUID) -> Iterator[Sequence[object]]:
        """Read a list page after page; nextLink is followed verbatim."""
        for _ in range(MOST_PAGES):
            try:
                page = converted(self.get(url, request_id).body, _Page)
            except msgspec.ValidationError as error:
                raise Unavailable(f"a list is not as documented: {error}") from None
            yield page.value
            if not page.next_link:
                return
            url = page.next_link
        raise Refused("EndlessList", f"the list has more than {MOST_PAGES} pages")

    def _send(self, method: str, url: str, request_id: UUID, body: object = None) -> Answer:
        url = self._confined(url)
        self.budget.spend(method, url)
        with tracing.get().call(method, url) as call:
            try:
                return self._answered(method, url, request_id, body, call)
            except Unavailable as unavailable:
                unavailable.lost = unavailable.lost and method != "GET"
                raise

    def _answered(self, method: str, url: str, request_id: UUID, body: object, call: Call) -> Answer:
        try:
            with self._session.request(
                method,
                url,
                json=body,
                headers={"x-ms-client-request-id": str(request_id), "Accept": "application/json"},
                auth=self._auth,
                timeout=(CONNECT_SECONDS, self._timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                call.answered(response.status_code, headers.get("x-ms-request-id"))
                self.budget.learn(method, url, Answer(response.status_code, headers))
                body = _json(_body(response, self._timeout), response.status_code)
                return judged(Answer(response.status_code, headers, body))
        except (requests.RequestException, HTTPError) as error:
            # The type says enough; requests' own text quotes the URL with its signature.
            raise Unavailable(f"no answer from Azure Resource Manager: {type(error).__name__}", lost=True) from None

    def _confined(self, url: str) -> str:
        """Return the absolute URL; raise Refused if it leaves the endpoint."""
        if url.startswith("/") and not url.startswith("//"):
            return self._versioned(self._origin + url[1:])
        if url[: len(self._origin)].lower() == self._origin.lower():
            return url
        raise Refused(
            "ForeignUri",
            "an URI to follow does not belong to the configured Azure Resource Manager; no token was sent to it",
            field="trackingUri",
            remedy=f"Only URIs of {self._origin} are followed. If that is the wrong endpoint, set ARM_ENDPOINT.",
        )

    def _versioned(self, url: str) -> str:
        if "api-version=" in url:
            return url
        return f"{url.rstrip('?')}{'&' if '?' in url.rstrip('?') else '?'}api-version={self._api_version}"


def _body(response: requests.Response, seconds: float) -> bytes:
    """Read a body that is neither too large nor too slow: each single byte would have a time-out of its own."""
    chunks: list[bytes] = []
    read = 0
    ends = monotonic() + seconds
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        chunks.append(chunk)
        read += len(chunk)
        if read > LARGEST_ANSWER:
            raise Unavailable(f"an answer is larger than {LARGEST_ANSWER} bytes", lost=True)
        if monotonic() > ends:
            raise Unavailable(f"an answer takes longer than {seconds} seconds", lost=True)
    return b"".join(chunks)


def _json(text: bytes, status: int) -> object:
    """Decode a body. A success that is no JSON was cut off on its way; an error may be a gateway's HTML page."""
    if not text.strip():
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        if status in range(200, 300):
            raise Unavailable("an answer is not JSON", lost=True) from None
        return None
