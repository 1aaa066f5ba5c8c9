"""Whoever stands by while the simulator answers: tests hold its answers against the OpenAPI documents."""

from collections.abc import Callable

from local_stack.simulator.web.call import Answer, Call

# For all simulators of the process: whoever runs the tests does not start them.
WITNESSES: list[Callable[[Call, Answer], None]] = []
