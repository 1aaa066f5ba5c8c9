"""The tables that the read model is written to, one for each month: for seeing only, nothing waits for them.

By azure.core, as shared/container.py: a step writes one small row, and to import azure.data.tables takes 145 ms. Who
makes a month's table deletes those that are not wanted any more.
https://learn.microsoft.com/rest/api/storageservices/insert-or-merge-entity
"""

import base64
import hmac
import json
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from email.utils import formatdate
from functools import cached_property
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from azure.core import PipelineClient
from azure.core.exceptions import HttpResponseError
from azure.core.pipeline import PipelineRequest
from azure.core.pipeline.policies import BearerTokenCredentialPolicy, SansIOHTTPPolicy
from azure.core.rest import HttpRequest, HttpResponse

from shared.answers import Unavailable
from shared.seen_requests import Sight, sights
from shared.storage_account import AUDIENCE

if TYPE_CHECKING:
    from azure.storage.queue import QueueServiceClient

    from shared.messages import Message, Request
    from shared.tracker import OperationTracker

type Client = PipelineClient[HttpRequest, HttpResponse]

VERSION = "2019-02-02"
PLAIN = "application/json;odata=nometadata"
REST_SECONDS = 60
PATIENCE = 2.0  # seconds
KEPT = timedelta(days=31)
BOUNDS: dict[str, Any] = {"permit_redirects": False, "connection_timeout": 2, "read_timeout": 2}

log = logging.getLogger("azure_vm_backup")


class RequestTable:
    """Writes what steps have shown. One that fails or is slow rests for a minute; rows of that minute are lost."""

    def __init__(self, name: str, url: str, connect: Callable[[], Client], patience: float = PATIENCE) -> None:
        self._name, self._url, self._connect, self._patience = name, url, connect, patience
        self._rests_until = 0.0

    @cached_property
    def _client(self) -> Client:
        return self._connect()

    def show(self, work: "Request | OperationTracker | None", following: "Sequence[Message]", now: datetime) -> None:
        """Write what a step that is done has made of its request; a failure is logged, and raises nothing."""
        begun = monotonic()
        if begun < self._rests_until:
            return
        try:
            self.write(sights(work, following, now), now)
        except Exception as trouble:  # noqa: BLE001 - the step is done: nothing that is for seeing only may repeat it
            self._rest(str(getattr(trouble, "status_code", "") or type(trouble).__name__))
        else:
            if monotonic() - begun > self._patience:
                self._rest("slow")

    def _rest(self, problem: str) -> None:
        self._rests_until = monotonic() + REST_SECONDS
        log.warning(json.dumps({"message": "no read model", "problem": problem, "seconds": REST_SECONDS}))

    def write(self, rows: Iterable[Sight], now: datetime) -> None:
        """Write columns over those of their rows, present or not; raise AzureError or Unavailable."""
        for row in rows:
            table, keys = table_of(self._name, row.day), {"PartitionKey": partition_of(row.day), "RowKey": row.key}
            path = f"/{table}({','.join(f"{name}='{key}'" for name, key in keys.items())})"
            body = keys | dict(row.columns)
            answer = self._send("PATCH", path, body)
            if answer.status_code == HTTPStatus.NOT_FOUND:
                self._create(table, now)
                answer = self._send("PATCH", path, body)
            _checked(answer)

    def _create(self, table: str, now: datetime) -> None:
        """Create a month's table, and delete those of long ago; another instance may be faster."""
        if b"TableBeingDeleted" in self._send("POST", "/Tables", {"TableName": table}).content:
            raise Unavailable("the table is being deleted")  # that takes a minute
        oldest = table_of(self._name, (now - KEPT).date())
        listed = json.loads(_checked(self._send("GET", f"/Tables?$filter=TableName%20lt%20'{oldest}'")).content)
        for name in (entry["TableName"] for entry in listed["value"]):
            if re.fullmatch(rf"{self._name}\d{{6}}", name) and name < oldest:
                self._send("DELETE", f"/Tables('{name}')")

    def _send(self, method: str, path: str, body: object = None) -> HttpResponse:
        headers = {"x-ms-version": VERSION, "x-ms-date": formatdate(usegmt=True), "Accept": PLAIN}
        request = HttpRequest(method, f"{self._url}{path}", headers=headers, json=body)
        return self._client.send_request(request)


class _Key(SansIOHTTPPolicy[HttpRequest, HttpResponse]):
    """Signs with the account's key, in the short form that tables take.

    https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key
    """

    def __init__(self, account: str, key: str) -> None:
        self._account, self._key = account, base64.b64decode(key)

    def on_request(self, request: PipelineRequest[HttpRequest]) -> None:
        """Sign a request."""
        headers, path = request.http_request.headers, urlsplit(request.http_request.url).path
        digest = hmac.digest(self._key, f"{headers['x-ms-date']}\n/{self._account}{path}".encode(), "sha256")
        headers["Authorization"] = f"SharedKeyLite {self._account}:{base64.b64encode(digest).decode()}"


def signed_for_tables(queues: "QueueServiceClient") -> Client:
    """Return a client of the tables of the same account, with the same sign-in, that neither waits nor tries again."""
    signs = queues.credential
    if hasattr(signs, "get_token"):
        return PipelineClient("", policies=[BearerTokenCredentialPolicy(signs, AUDIENCE)], **BOUNDS)
    return PipelineClient("", policies=[_Key(signs.account_name, signs.account_key)], **BOUNDS)


def table_of(name: str, day: date) -> str:
    """Return the name of a day's table: its month's."""
    return f"{name}{day:%Y%m}"


def partition_of(day: date) -> str:
    """Return the partition of a day in its table."""
    return f"{day:%Y-%m-%d}"


def _checked(answer: HttpResponse) -> HttpResponse:
    if answer.status_code >= HTTPStatus.MULTIPLE_CHOICES:
        raise HttpResponseError(response=answer)
    return answer
