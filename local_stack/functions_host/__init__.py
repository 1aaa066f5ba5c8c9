"""A thin local Azure Functions host around Microsoft's own Python worker: `python -m local_stack.functions_host`."""
