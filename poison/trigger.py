"""When the poison queues are looked at: every five minutes."""

import azure.functions as func

from poison.watch import tell
from shared.step import begin

blueprint = func.Blueprint()


@blueprint.timer_trigger(arg_name="timer", schedule="0 */5 * * * *", run_on_startup=False, use_monitor=True)
def watch_poison(timer: func.TimerRequest) -> None:  # noqa: ARG001 - the worker wants it named
    """Tell of every message that was poisoned since."""
    begin("WatchPoison", tell)
