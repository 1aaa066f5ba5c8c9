"""Sends a request, waits for its end where that is wanted, and tells how it ended."""

import msgspec

from shared.answers import Refused, Unavailable
from shared.forms import converted
from shared.malformed import APPS_OWN
from shared.requests import AnyRequest
from vmbackup.event import Event
from vmbackup.exits import Exit, Wrong, judged
from vmbackup.options import How
from vmbackup.outcomes import Told, told
from vmbackup.sending import Asked, ask
from vmbackup.session import Session
from vmbackup.waiting import end_of

LOOK_AGAIN = "The request goes on. Look again: vmbackup status {requestId}"
REACHING = (Refused, Unavailable, msgspec.DecodeError)


def carried_out[R: AnyRequest](kind: type[R], fields: dict[str, object], name: str, session: Session, how: How) -> Exit:
    """Send a request about what has that name; return how it ended, or that it was sent."""
    asked = ask(kind, fields, how.request_id, session)
    if not how.waits:
        session.show(f"Sent to {asked.request.QUEUE}. Follow it: vmbackup status {asked.message['requestId']}")
        return _answered(asked, None, Exit.WELL, session)
    try:
        event = end_of(asked.request, session, how.timeout, name)
    except KeyboardInterrupt:
        return _goes_on(asked, Exit.INTERRUPTED, session)
    except REACHING as trouble:
        code, problem = judged(trouble)
        session.complain(problem, **_answer(asked, None, code))
        session.note(LOOK_AGAIN.format(**asked.message))
        return code
    if event is None:
        return _goes_on(asked, Exit.RUNNING, session)
    _check(event, asked)
    said = told(event)
    show(said, session)
    return _answered(asked, event, said.code, session)


def show(said: Told, session: Session) -> None:
    """Show a person what an event says."""
    if session.json:
        return
    session.out.print(said.sentence, style="red" if said.code else "green", soft_wrap=not session.out.is_terminal)
    for line in said.more:
        session.out.print(f"  {line}", soft_wrap=not session.out.is_terminal)


def _answered(asked: Asked, event: Event | None, code: Exit, session: Session) -> Exit:
    session.print_json(_answer(asked, event, code))
    return code


def _answer(asked: Asked, event: Event | None, code: Exit) -> dict[str, object]:
    """Return what a program is told of a request that was sent, however it goes on."""
    sent = {"requestId": asked.message["requestId"], "queue": asked.request.QUEUE, "message": asked.message}
    return sent | {"event": event.letter if event else None, "exitCode": int(code)}


def _goes_on(asked: Asked, code: Exit, session: Session) -> Exit:
    session.note(LOOK_AGAIN.format(**asked.message))
    return _answered(asked, None, code, session)


def _check(event: Event, asked: Asked) -> None:
    """Raise Wrong for the end of another request, which was sent before with the same requestId."""
    given = event.data.get("request")
    if given is not None and _wish(converted(given, type(asked.request)), asked) != _wish(asked.request, asked):
        raise Wrong(
            f"requestId {asked.message['requestId']} was sent before, with another wish: it ended as {event.kind}",
            "Leave --request-id out, or choose another.",
            field="--request-id",
        )


def _wish(request: AnyRequest, asked: Asked) -> bytes:
    """Return what of a request was said in the message, without regard to case."""
    said = {name: value for name, value in msgspec.to_builtins(request).items() if name in asked.message}
    return msgspec.json.encode({name: said[name] for name in said if name not in APPS_OWN}, order="sorted").lower()
