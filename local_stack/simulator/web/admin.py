"""The simulator's own routes: tell it what shall happen, ask it what did. They need no token."""

import msgspec

from local_stack.simulator.error_list import BY_AUTHOR
from local_stack.simulator.errors import Refusal
from local_stack.simulator.state.entities import Vault
from local_stack.simulator.state.file_restore import active_session
from local_stack.simulator.state.runs import Finding, Outcome
from local_stack.simulator.web.call import Answer, Call

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


def overview(call: Call) -> Answer:
    """List these routes, and by their authors all errors the simulator gives by itself, with the evidence for each."""
    errors = {author: {name: form._asdict() for name, form in forms.items()} for author, forms in BY_AUTHOR.items()}
    return Answer(200, {"time": call.now, "routes": ROUTES, "errors": errors})


def add_fault(call: Call) -> Answer:
    """Take a fault."""
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
    outcome = msgspec.convert(call.body, Outcome)
    call.cloud.world.outcomes.append(outcome)
    return Answer(201, outcome)


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
    call.cloud.clock.advance(msgspec.convert(call.body.get("advance"), float))
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
