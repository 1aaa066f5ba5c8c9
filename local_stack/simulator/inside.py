"""What the calls on a simulator share: its state, and the one thread that touches it."""

from collections.abc import Callable

import msgspec
from msgspec import Struct

from local_stack.simulator.event_grid.publisher import Publisher
from local_stack.simulator.server import Server
from local_stack.simulator.state.settle import settle
from local_stack.simulator.state.world import Cloud


class Inside:
    """The inside of a simulator."""

    def __init__(self, cloud: Cloud, server: Server, publisher: Publisher) -> None:
        self._cloud, self._server, self._publisher = cloud, server, publisher

    def _change[Result](self, work: Callable[[], Result]) -> Result:
        """Change the world, let happen what is due, and deliver what Event Grid has to: all that is over on return."""

        def work_and_settle() -> Result:
            result = work()
            settle(self._cloud)
            self._save()
            return result

        result = self._server.do(work_and_settle)
        if self._server.wait_for(self._publisher.deliver_now()):
            self._server.do(self._save)
        return result

    @staticmethod
    def _checked[Told: Struct](told: Told) -> Told:
        """Check what was told in Python as if JSON had told it; msgspec.ValidationError says what is wrong."""
        return msgspec.convert(msgspec.to_builtins(told), type(told))

    def _save(self) -> None:
        """Keep the state, if it is to be kept."""
        raise NotImplementedError
