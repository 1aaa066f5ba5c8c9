"""Table of contents: one blueprint for each folder."""

import gc

import azure.functions as func

from backup_fleet.trigger import blueprint as backup_fleet
from cancel_job.trigger import blueprint as cancel_job
from change_protection.trigger import blueprint as change_protection
from dashboard.trigger import blueprint as dashboard
from poison.trigger import blueprint as poison
from poll_operation.trigger import blueprint as poll_operation
from prepare_vault.trigger import blueprint as prepare_vault
from protect_vm.trigger import blueprint as protect_vm
from report.trigger import blueprint as report
from restore_files.trigger import blueprint as restore_files
from restore_vm.trigger import blueprint as restore_vm
from shared.connections import connections
from tell_event.trigger import blueprint as tell_event
from trigger_backup.trigger import blueprint as trigger_backup

gc.set_threshold(50_000)  # What an import makes stays: to look for garbage among it takes a tenth of a cold start.
connections()  # A wrong setting stops the start, by name, before a message is taken.

app = func.FunctionApp()
app.register_functions(prepare_vault)
app.register_functions(protect_vm)
app.register_functions(change_protection)
app.register_functions(trigger_backup)
app.register_functions(backup_fleet)
app.register_functions(restore_vm)
app.register_functions(restore_files)
app.register_functions(cancel_job)
app.register_functions(poll_operation)
app.register_functions(poison)
app.register_functions(report)
app.register_functions(dashboard)
app.register_functions(tell_event)
