"""A fresh worker process that only imports; prints the milliseconds and the CPU milliseconds that took, as JSON.

Run as a file, with the modules' names.
"""

import importlib
import json
import sys
from time import perf_counter, process_time

import azure_functions_runtime  # type: ignore[import-untyped] # noqa: F401 - published without types; imported before any app is

begun, cpu = perf_counter(), process_time()
for module in sys.argv[1:]:
    importlib.import_module(module)
sys.stdout.write(json.dumps([1000 * (perf_counter() - begun), 1000 * (process_time() - cpu)]))
