"""A call of an SDK as a row of a table: the method, its arguments, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from azure.core.exceptions import AzureError, HttpResponseError

from conformance.pattern import Json, Pattern, differences, filled

# What a call gives: its result, or what a method that gives nothing hides in its answer.
type Reading = Literal["result", "operation", "status code"]


@dataclass(frozen=True)
class Call:
    """One call. `refused` is the code of the error it ends with; `again` calls until what it gives is as expected."""

    method: str
    arguments: tuple[Any, ...]
    gives: Pattern = None
    options: dict[str, Any] = field(default_factory=dict)
    reading: Reading = "result"
    refused: str = ""
    again: bool = False

    def prepared(self, kept: Mapping[str, str]) -> tuple[list[Any], dict[str, Any]]:
        """Fill in arguments and options; KeyError if one was never kept."""
        hidden = {} if self.reading == "result" else {"cls": _READ[self.reading]}
        return [_filled(one, kept) for one in self.arguments], {**filled(self.options, kept), **hidden}

    def differs(self, given: Json, kept: dict[str, str]) -> str:
        """Tell where the result is not as expected."""
        if self.refused:
            return f"not refused, but given {given}"
        return "; ".join(differences(self.gives, given, kept))

    def wrongly(self, error: AzureError | TimeoutError) -> str:
        """Tell whether an error is another one than expected."""
        coded = error.error if isinstance(error, HttpResponseError) else None
        expected = self.refused and coded and coded.code == self.refused
        return "" if expected else f"refused: {error or type(error).__name__}"


def plain(result: Any) -> Json:  # noqa: ANN401 - whatever an SDK gives
    """Turn models into the JSON they stand for."""
    if isinstance(result, list):
        return [plain(one) for one in result]
    return result.as_dict() if hasattr(result, "as_dict") else result


def _filled(argument: Any, kept: Mapping[str, str]) -> Any:  # noqa: ANN401 - whatever an SDK takes
    """Fill in names, within the models of the SDK, too."""
    if hasattr(argument, "as_dict"):
        return type(argument)(filled(argument.as_dict(), kept))
    return filled(argument, kept)


def _operation(response: Any, *_: object) -> str:  # noqa: ANN401 - the SDK's pipeline response
    """Take the id of an operation from the header, as az does."""
    headers = response.http_response.headers
    address: str = headers.get("Azure-AsyncOperation") or headers["Location"]
    return address.partition("?")[0].rpartition("/")[2]


def _status_code(response: Any, *_: object) -> int:  # noqa: ANN401 - the SDK's pipeline response
    return int(response.http_response.status_code)


_READ = {"operation": _operation, "status code": _status_code}


def of_vault(method: str, *arguments: Any, gives: Pattern = None, **more: Any) -> Call:  # noqa: ANN401 - a table's line
    """Ask the client of vaults."""
    return Call(f"vaults.{method}", arguments, gives, **more)


def of_backup(method: str, *arguments: Any, gives: Pattern = None, **more: Any) -> Call:  # noqa: ANN401 - a table's line
    """Ask the client of backup, about a vault: its methods want the vault first, and then the group."""
    return Call(f"backup.{method}", ("$vault", "backup", *arguments), gives, **more)
