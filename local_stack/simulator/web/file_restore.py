"""File restore over HTTP: provision, list the scripts, revoke."""

from local_stack.simulator.errors import refuse
from local_stack.simulator.state.file_restore import active_session, provision, revoke
from local_stack.simulator.state.names import same
from local_stack.simulator.state.runs import Json
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.mount_scripts import LISTED_SINCE, client_scripts
from local_stack.simulator.web.operation_addresses import accepted


def start(call: Call) -> Answer:
    """Prepare a recovery point's files for mounting (recorded in ilr_provision_windows.json).

    `initiatorName` may be anything: "Hello World" was accepted there.
    """
    asked = call.properties
    if asked.get("objectType") != "IaasVMILRRegistrationRequest" or not _about_this_point(call, asked):
        raise refuse("WrongInput")
    renew = asked.get("renewExistingRegistration") is True
    return accepted(call, provision(call.cloud, call.vault, call.item_key, call.names["point"], renew=renew))


def list_scripts(call: Call) -> Answer:
    """Hand out the scripts of an active session; older api-versions do not know this action."""
    if call.version < LISTED_SINCE:
        raise refuse("NoRoute", method=call.method, path=call.path)
    operation = str(call.body.get("provisionInstantItemRecoveryOperationId"))
    session = active_session(call.cloud, call.vault, operation)
    if call.item.data_id != session.data_id or call.names["point"] != session.point:
        raise refuse("SessionNotActive", operation=operation)
    return Answer(200, {"clientScripts": client_scripts(call, session)})


def stop(call: Call) -> Answer:
    """Take the files away again (recorded in ilr_revoke.json)."""
    return accepted(call, revoke(call.cloud, call.vault, call.item_key, call.names["point"]))


def _about_this_point(call: Call, asked: Json) -> bool:
    """Compare the body with the address: every client that was recorded names point and VM in both."""
    vm_id = str(asked.get("virtualMachineId"))
    return asked.get("recoveryPointId") == call.names["point"] and same(vm_id, call.item.vm.vm_id())
