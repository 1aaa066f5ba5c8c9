"""A policy as Azure stores it: without nulls, with whole seconds (recorded in policy_create_update_delete.json)."""

import re
from typing import Any

from local_stack.simulator.state.runs import Json

_WHOLE_SECONDS = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})\.0+(Z|\+00:00)")

# What `az` writes, and how it is answered.
_RESPELLED = {"instantRpDetails": "instantRPDetails"}


def as_stored(properties: Json) -> Json:
    """Write the properties of a policy as they come back."""
    stored: Json = _stored({_RESPELLED.get(key, key): value for key, value in properties.items()})
    stored.pop("protectedItemsCount", None)
    return ({"instantRPDetails": {}} if stored.get("backupManagementType") == "AzureIaasVM" else {}) | stored


def _stored(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Go through all of it."""
    match value:
        case dict():
            return {key: _stored(content) for key, content in value.items() if content is not None}
        case list():
            return [_stored(content) for content in value]
        case str():
            return _WHOLE_SECONDS.sub(r"\1Z", value)
    return value
