"""host.json: the settings that Azure reads, with Azure's defaults and ranges.

https://learn.microsoft.com/azure/azure-functions/functions-host-json
https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#hostjson-settings
"""

import logging
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast

import msgspec

from local_stack.functions_host.start_error import StartError

OVERRIDE = "AzureFunctionsJobHost__"
SHORTEST_POLLING = 0.1  # seconds
LONGEST_VISIBILITY = 7 * 24 * 3600  # seconds

_TIME_SPAN = re.compile(r"(?:(\d+)\.)?(\d{1,2}):(\d{1,2}):(\d{1,2}(?:\.\d{1,7})?)")
_SECONDS_OF = (86400, 3600, 60, 1)

LogLevel = Literal["Trace", "Debug", "Information", "Warning", "Error", "Critical", "None"]
_LEVELS: dict[LogLevel, int] = {
    "Trace": logging.DEBUG,
    "Debug": logging.DEBUG,
    "Information": logging.INFO,
    "Warning": logging.WARNING,
    "Error": logging.ERROR,
    "Critical": logging.CRITICAL,
    "None": logging.CRITICAL + 1,
}


class TimeSpan(float):
    """Seconds, written [d.]hh:mm:ss[.fff] in host.json."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read .NET's notation; "-1" means without end, as Azure has it for functionTimeout."""
        if text == "-1":
            return cls("inf")
        found = _TIME_SPAN.fullmatch(text) if isinstance(text, str) else None
        if not found:
            raise ValueError(f"Expected a time like 00:00:30, got {text!r}")
        return cls(sum(float(part or 0) * seconds for part, seconds in zip(found.groups(), _SECONDS_OF, strict=True)))


class Queues(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """extensions.queues. Azure ignores a misspelt name; here it is an error."""

    # 1 min in Azure, 2 s in its Development environment, which a laptop is.
    max_polling_interval: TimeSpan = TimeSpan(2)
    visibility_timeout: TimeSpan = TimeSpan(0)
    batch_size: Annotated[int, msgspec.Meta(ge=1, le=32)] = 16
    max_dequeue_count: Annotated[int, msgspec.Meta(ge=1)] = 5
    new_batch_threshold: Annotated[int, msgspec.Meta(ge=0)] | None = None
    message_encoding: Literal["base64", "none"] = "base64"

    def __post_init__(self) -> None:
        if self.max_polling_interval < SHORTEST_POLLING:
            raise ValueError("maxPollingInterval: at least 00:00:00.100")
        if self.visibility_timeout > LONGEST_VISIBILITY:
            raise ValueError("visibilityTimeout: at most 7.00:00:00")

    @property
    def threshold(self) -> int:
        """Fetch the next batch when no more than this many messages run.

        Azure's default is batchSize / 2 for each core; here that of one core, so that the laptop's own do not matter.
        """
        return self.batch_size // 2 if self.new_batch_threshold is None else self.new_batch_threshold


class Http(msgspec.Struct, frozen=True, rename="camel"):
    """extensions.http: of it only the beginning of each route matters here."""

    route_prefix: str = "api"


class Extensions(msgspec.Struct, frozen=True, rename="camel"):
    """extensions: of them only queues and HTTP matter here."""

    queues: Queues = Queues()
    http: Http = Http()


class Logging(msgspec.Struct, frozen=True, rename="camel"):
    """logging.logLevel: of its categories only `default` matters here."""

    log_level: dict[str, LogLevel] = {}

    @property
    def level(self) -> int:
        """The default category as a level of Python's logging."""
        return _LEVELS[self.log_level.get("default", "Information")]


class HostJson(msgspec.Struct, frozen=True, rename="camel"):
    """host.json as a whole."""

    version: Literal["2.0"]
    function_timeout: TimeSpan = TimeSpan(30 * 60)
    extensions: Extensions = Extensions()
    logging: Logging = Logging()


def read(folder: Path, environment: Mapping[str, str] = os.environ) -> HostJson:
    """Read `folder`/host.json, overridden by settings like AzureFunctionsJobHost__extensions__queues__batchSize.

    StartError names the setting that is wrong.
    https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
    """
    try:
        document = msgspec.json.decode((folder / "host.json").read_bytes(), type=dict[str, Any])
        for name, value in environment.items():
            if name.startswith(OVERRIDE):
                _override(document, name.removeprefix(OVERRIDE).split("__"), value)
        return msgspec.convert(document, HostJson, strict=False, dec_hook=_custom)
    except FileNotFoundError:
        raise StartError(f"no host.json in {folder}") from None
    except msgspec.MsgspecError as error:
        raise StartError(f"host.json: {error}") from None


def _override(document: dict[str, Any], path: list[str], value: str) -> None:
    *parents, last = path
    for parent in parents:
        document = document.setdefault(parent, {})
    document[last] = value


def _custom(kind: type, value: object) -> TimeSpan:
    return cast("type[TimeSpan]", kind).parse(value)
