"""The simulator's own routes: tell it what shall happen, ask it what did. They need no token."""

import msgspec
from msgspec import Struct

from local_stack.simulator.error_list import BY_AUTHOR
from local_stack.simulator.errors import Refusal
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.file_restore import active_session
from local_stack.simulator.state.outcomes import VALID, tell_outcome
from local_stack.simulator.state.runs import Finding
from local_stack.simulator.web.admin_refusals import refusing_nonsense
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.faults import ANSWERS

ROUTES = {
    "POST /_simulator/faults": 'answer wrongly: {"on": "PUT */protectedItems/*web01*", "answer": 503, "times": 2}',
    "GET, DELETE /_simulator/faults": "list, or forget, the faults still open",
    "POST /_simulator/outcomes": 'end differently: {"operation": "Backup", "vm": "web01", "status": "Failed"}',
    "GET, DELETE /_simulator/outcomes": "list, or forget, the outcomes still to come",
    "POST /_simulator/findings": 'let validations find: {"code": "UserErrorSomething", "message": "It is wrong."}',
    "GET, DELETE /_simulator/findings": "list, or forget, what validations are to find",
    "POST /_simulator/vms": 'add a VM: {"id": ..., "location": ..., "tags": {}, "readyAfter": 60, "publish": true}',
    "PATCH /_simulator/vms/{vm}": 'tag the VMs of this name: {"tags": {}, "publish": true}',
    "POST /_simulator/protected-items": 'protect many VMs at once: {"count": 200, "status": "Failed"}',
    "POST /_simulator/event-subscriptions": 'subscribe: {"queue": ..., "connectionString": ...} or {"webhook": ...}',
    "GET /_simulator/event-subscriptions": "list them, with how their handshake went",
    "DELETE /_simulator/event-subscriptions/{name}": "forget one, and what was on its way",
    "POST /_simulator/events": "publish an event as it is",
    "GET /_simulator/events, /_simulator/dead-letters": "list what has arrived, and what was given up",
    "GET, DELETE /_simulator/journal": "list, or forget, all requests since the start",
    "GET, DELETE /_simulator/quotas": "tell what is left of Azure's quotas, or count anew",
    "POST /_simulator/quotas": 'refuse what is beyond them: {"enforced": true}',
    "GET /_simulator/clock": "tell the simulated time",
    "POST /_simulator/clock": 'move it: {"advance": 3600} seconds',
    "GET /_simulator/mounts/{operation}": "tell a mount script whether its session is active",
}

# All that can be said in the two that say most.
LANGUAGE = {
    "faults": {
        "on": "METHOD /path, with * and ?, in any case",
        "answer": f"{ANSWERS}; without one the right answer comes, late",
        "times": "how often, 1 if nothing is said",
        "delay": "real seconds before the answer",
        "after": "true does the work first: only its answer is lost, cut or replaced",
        "name": "what the journal shows as the weather that was met",
    },
    "outcomes": {
        **{name: f"one of {', '.join(valid)}" for name, valid in VALID.items()},
        "vm": "the name of the VM; any if nothing is said",
        "times": "how often, 1 if nothing is said",
        "duration": "simulated seconds",
        "error": 'the operation itself fails: {"code": ..., "message": ...}',
        "errorDetails": '[{"errorCode": 400206, "errorTitle": ..., "errorString": ..., "recommendations": []}] of the '
        "job; [] for none; a failed job that is told nothing has the usual one",
    },
}


class Step(Struct, forbid_unknown_fields=True):
    """How far the clock is to move, in seconds."""

    advance: float


def overview(call: Call) -> Answer:
    """List these routes, and by their authors all errors the simulator gives by itself, with the evidence for each."""
    errors = {author: {name: form._asdict() for name, form in forms.items()} for author, forms in BY_AUTHOR.items()}
    return Answer(200, {"time": call.now, "routes": ROUTES, "language": LANGUAGE, "errors": errors})


def add_fault(call: Call) -> Answer:
    """Take a fault."""
    with refusing_nonsense():
        return Answer(201, call.backstage.faults.add(call.body))


def list_faults(call: Call) -> Answer:
    """List the faults still open."""
    return Answer(200, {"value": call.backstage.faults.all()})


def clear_faults(call: Call) -> Answer:
    """Forget the faults."""
    call.backstage.faults.clear()
    return Answer(204)


def add_outcome(call: Call) -> Answer:
    """Take an outcome."""
    with refusing_nonsense():
        return Answer(201, tell_outcome(call.cloud.world, call.body))


def list_outcomes(call: Call) -> Answer:
    """List the outcomes still to come."""
    return Answer(200, {"value": call.cloud.world.outcomes})


def clear_outcomes(call: Call) -> Answer:
    """Forget the outcomes."""
    call.cloud.world.outcomes.clear()
    return Answer(204)


def add_finding(call: Call) -> Answer:
    """Take a finding."""
    finding = msgspec.convert(call.body, Finding)
    call.cloud.world.findings.append(finding)
    return Answer(201, finding)


def list_findings(call: Call) -> Answer:
    """List the findings told."""
    return Answer(200, {"value": call.cloud.world.findings})


def clear_findings(call: Call) -> Answer:
    """Forget the findings."""
    call.cloud.world.findings.clear()
    return Answer(204)


def journal(call: Call) -> Answer:
    """List the requests."""
    return Answer(200, {"value": call.backstage.journal.all()})


def clear_journal(call: Call) -> Answer:
    """Forget the requests."""
    call.backstage.journal.clear()
    return Answer(204)


def clock(call: Call) -> Answer:
    """Tell the simulated time and how fast it runs."""
    return Answer(200, {"time": call.now, "speed": call.cloud.clock.speed})


def move_clock(call: Call) -> Answer:
    """Step forward; what is due happens with the next look."""
    step = msgspec.convert(call.body, Step)
    with refusing_nonsense():
        call.cloud.clock.advance(step.advance)
    return clock(call)


def mount(call: Call) -> Answer:
    """Stand in for the iSCSI target of a mount script: tell whether the session is active."""
    return Answer(200, {"active": any(_is_active(call, vault) for vault in call.cloud.world.vaults.values())})


def _is_active(call: Call, vault: Vault) -> bool:
    try:
        active_session(call.cloud, vault, call.names["operation"])
    except Refusal:
        return False
    return True
