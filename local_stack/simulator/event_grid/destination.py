"""What a destination is to those who deliver."""

from collections.abc import Awaitable, Callable

from local_stack.simulator.state.event_grid import Delivery

# Try once, and tell the HTTP status; UNREACHABLE or LATE where none came.
type Send = Callable[[Delivery], Awaitable[int]]
