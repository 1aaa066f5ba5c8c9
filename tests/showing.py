"""The app's steps, shown in the read model as the triggers show them."""

from collections.abc import Sequence

from shared.messages import Message
from tests.running import App


class Showing(App):
    """The app's steps, each of which is shown when it is done."""

    def step(self, message: Message) -> Sequence[Message]:
        """Run the one step that takes this message, and show it."""
        following = super().step(message)
        self.connections.show(message, following)  # type: ignore[arg-type] # steps take requests and trackers
        return following
