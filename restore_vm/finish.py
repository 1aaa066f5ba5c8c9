"""What follows when a restore's operation, and then its job, is done."""

from collections.abc import Sequence

from restore_vm.body import new_vm_id
from shared.connections import Connections
from shared.events import VmRestored
from shared.jobs import follow
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.requests import RestoreVm
from shared.tracker import OperationTracker, Stage


def follow_restore_job(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Follow the job that the operation has started."""
    return [follow(tracker, tracker.asked(RestoreVm), result, Stage.RESTORING, azure)]


def vm_restored(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell what the restore has made, with the job's own times."""
    request = tracker.asked(RestoreVm)
    to = request.to
    made_in = to.disks or to.new_vm
    return [
        VmRestored(
            request=request,
            recovery_point=tracker.recovery_point,
            job_id=tracker.job_id,
            started=result.started or tracker.started,
            ended=result.ended or azure.now(),
            resource_group_id=made_in.resource_group_id if made_in else None,
            vm_id=new_vm_id(to.new_vm) if to.new_vm else None if to.disks else request.vm_id,
            template=result.properties.get("Template Blob Uri"),
            warnings=result.warnings,
        )
    ]
