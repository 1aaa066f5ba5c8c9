"""Validation of a restore over HTTP: answered at once, or followed like any long operation."""

import re
from dataclasses import replace

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.restore_request import RestoreRequest
from local_stack.simulator.state.validation import start_validation, validate
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.operation_addresses import accepted
from local_stack.simulator.web.operations import validation_body
from local_stack.simulator.web.restore import read_request

_POINT = re.compile(
    r".*/protectionContainers/(?P<container>[^/]+)/protectedItems/(?P<item>[^/]+)/recoveryPoints/(?P<point>[^/]+)/?",
    re.IGNORECASE,
)


def at_once(call: Call) -> Answer:
    """Validate, and answer with what was found (example ValidateOperation_RestoreDisk of the specification)."""
    return Answer(200, validation_body(validate(call.cloud, call.vault, *_asked(call))))


def start(call: Call) -> Answer:
    """Validate as an operation (example TriggerValidateOperation_RestoreDisk of the specification)."""
    return accepted(call, start_validation(call.cloud, call.vault, *_asked(call)))


def _asked(call: Call) -> tuple[str, RestoreRequest]:
    """Read which item a validation is about, and the restore."""
    point = _POINT.fullmatch(str(call.body.get("id")))
    if point is None or call.properties.get("objectType") != "ValidateIaasVMRestoreOperationRequest":
        raise refuse("WrongInput")
    about = replace(call, names={**call.names, **point.groupdict()})
    return about.item_key, read_request(call.properties.get("restoreRequest"), point["point"])
