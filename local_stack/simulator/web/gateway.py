"""What happens to every request before and after its handler, whichever front door it comes through."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from local_stack.simulator.errors import ErrorForm, Refusal, refuse
from local_stack.simulator.web.call import Answer, Call
from local_stack.simulator.web.routing import Route, find


@dataclass(frozen=True)
class Gateway:
    """A front door: what it serves, whom it admits there, how it writes errors and refusals, and its headers."""

    routes: Sequence[Route]
    admit: Callable[[Call], None]
    errors: Mapping[str, ErrorForm]
    refused: Callable[[Call, Refusal], Answer]
    headers: Callable[[Call, Answer], dict[str, str]]

    def respond(self, call: Call) -> Answer:
        """Answer; a refusal is an answer, too."""
        try:
            answer = self._routed(call)
        except Refusal as refusal:
            answer = self.refused(call, refusal)
        except msgspec.ValidationError as error:
            answer = self.refused(call, refuse("NoJson", reason=str(error)))
        return replace(answer, headers=self.headers(call, answer))

    def _routed(self, call: Call) -> Answer:
        found = find(self.routes, call.method, call.path)
        if found is None:
            raise refuse("NoRoute", method=call.method, path=call.path)
        route, names = found
        if route.guarded:
            self.admit(call)
            if not call.query.get("api-version"):
                raise refuse("MissingVersion")
        return route.handler(replace(call, names=names))
