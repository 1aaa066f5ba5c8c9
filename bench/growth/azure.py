"""Azure Resource Manager in memory: vaults whose VMs are protected, and whose backups all succeed."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit
from uuid import NAMESPACE_OID, uuid5

import msgspec

from bench.growth.jobs import START, Described, Jobs, job_of, moment
from local_stack.simulator.state.durations import Durations
from local_stack.simulator.web import filters

ORIGIN = "https://management.azure.com"
API = "api-version=2026-10-01"
RETRY_AFTER = "60"
SEED = 2026


class Answer(NamedTuple):
    """What goes over the wire: the status, headers with lower-case names, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class Call(NamedTuple):
    """Who asks at which vault, for what: an item, a job or an operation by its name, or what the query says."""

    now: float
    request_id: str
    vault: str
    name: str
    query: Mapping[str, list[str]]


class Azure:
    """The vaults of all subscriptions. Times are seconds since the start."""

    def __init__(self) -> None:
        self._vaults: defaultdict[str, Jobs] = defaultdict(Jobs)
        self._durations = Durations(SEED)

    def ended(self, vault: str, job_id: str) -> float:
        """Return when a job has ended."""
        return self._vaults[vault].job(job_id).ended

    def begin(self, call: Call) -> Answer:
        """Start a backup (recorded in trigger_backup.json); its job, whose id the operation has too, starts later."""
        job_id = str(uuid5(NAMESPACE_OID, f"{call.vault}/{call.name}/{call.request_id}"))
        started = call.now + self._durations.draw("accept backup").total_seconds()
        ended = started + self._durations.draw("backup job").total_seconds()
        what = Described(call.vault, job_id, unquote(call.name), call.request_id)
        self._vaults[call.vault].begin(job_of(what, started, ended))
        where = f"{ORIGIN}{call.vault}/backupFabrics/Azure/protectionContainers/c/protectedItems/i"
        status = f"{where}/operationsStatus/{job_id}?{API}"
        result = f"{where}/operationResults/{job_id}?{API}"
        headers = {"azure-asyncoperation": status, "location": result, "retry-after": RETRY_AFTER}
        return Answer(HTTPStatus.ACCEPTED, headers)

    def operation(self, call: Call) -> Answer:
        """Show an operation: it has succeeded when its job has started."""
        job = self._vaults[call.vault].job(call.name)
        body: dict[str, object] = {"id": job.id, "name": job.id, "startTime": moment(job.started)}
        if call.now < job.started:
            return _json(body | {"status": "InProgress"})
        properties = {"objectType": "OperationStatusJobExtendedInfo", "jobId": job.id}
        return _json(body | {"status": "Succeeded", "properties": properties})

    def job(self, call: Call) -> Answer:
        """Show a job."""
        return Answer(HTTPStatus.OK, {}, self._vaults[call.vault].job(call.name).body(call.now))

    def jobs(self, call: Call) -> Answer:
        """List the jobs of a vault that started since a time, page after page."""
        only = call.query["$filter"][0]
        since = (filters.moment(filters.parse(only)["starttime"]) - START).total_seconds()
        jobs, before = self._vaults[call.vault], call.query.get("$skiptoken")
        page = jobs.page(since, call.now, jobs.job(before[0]) if before else None)
        body: dict[str, object] = {"value": [msgspec.Raw(job.body(call.now)) for job in page.jobs]}
        if page.more:
            query = urlencode({"$filter": only, "$skiptoken": page.jobs[-1].id}, quote_via=quote)
            body["nextLink"] = f"{ORIGIN}{call.vault}/backupJobs?{API}&{query}"
        return _json(body)


class Route(NamedTuple):
    """A kind of call: what it is counted as, the form of its path, and who answers."""

    kind: str
    method: str
    path: re.Pattern[str]
    answer: Callable[[Azure, Call], Answer]


_ITEM = r"(?P<vault>/.+/vaults/[^/]+)/backupFabrics/.+/protectedItems"
_JOBS = r"(?P<vault>/.+/vaults/[^/]+)/backupJobs"
ROUTES = (
    Route("start", "POST", re.compile(rf"{_ITEM}/VM%3B(?P<name>[^/]+)/backup"), Azure.begin),
    Route("operation", "GET", re.compile(rf"{_ITEM}/[^/]+/operationsStatus/(?P<name>[^/]+)"), Azure.operation),
    Route("job", "GET", re.compile(rf"{_JOBS}/(?P<name>[^/]+)"), Azure.job),
    Route("page of the job list", "GET", re.compile(rf"{_JOBS}(?P<name>)"), Azure.jobs),
)


def routed(method: str, url: str, request_id: str, now: float) -> tuple[Route, Call]:
    """Find who answers a call, and what it asks for; whatever the app should not ask for raises LookupError."""
    parts = urlsplit(url)
    for route in ROUTES:
        if route.method == method and (found := route.path.fullmatch(parts.path)):
            return route, Call(now, request_id, found["vault"], found["name"], parse_qs(parts.query))
    raise LookupError(f"{method} {url}")


def _json(body: object) -> Answer:
    return Answer(HTTPStatus.OK, {}, msgspec.json.encode(body))
