"""What follows when a restore's operation, and then its job, is done."""

from collections.abc import Sequence

import msgspec

from restore_vm.body import new_vm_id
from shared.answers import Unavailable
from shared.connections import Connections
from shared.events import VmRestored
from shared.jobs import job_of
from shared.malformed import Malformed
from shared.messages import Message
from shared.operation_status import Succeeded
from shared.requests import RestoreVm
from shared.tracker import OperationTracker, Stage
from shared.tracking import track_job


def follow_restore_job(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Follow the job that the operation has started; where the answer does not name it, its activityId does."""
    request = tracker.asked(RestoreVm)
    job = job_of(request, azure) if not result.job_id else None
    job_id = result.job_id or (job.name if job else None)
    if not job_id:
        raise Unavailable("the restore has started, but its job is not listed yet")
    following = track_job(request, Stage.RESTORING, job_id, azure)
    return [msgspec.structs.replace(following, recovery_point=tracker.recovery_point)]


def vm_restored(tracker: OperationTracker, result: Succeeded, azure: Connections) -> Sequence[Message]:
    """Tell what the restore has made, with the job's own times."""
    request, point = tracker.asked(RestoreVm), tracker.recovery_point
    if not point:
        raise Malformed("recoveryPoint", "is missing from a tracker of this stage")
    to = request.to
    made_in = to.disks or to.new_vm
    return [
        VmRestored(
            request=request,
            recovery_point=point,
            job_id=tracker.job_id,
            started=result.started or tracker.started,
            ended=result.ended or azure.now(),
            resource_group_id=made_in.resource_group_id if made_in else None,
            vm_id=new_vm_id(to.new_vm) if to.new_vm else None if to.disks else request.vm_id,
            template=result.properties.get("Template Blob Uri"),
        )
    ]
