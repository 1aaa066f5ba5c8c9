"""Feeds one reader each, and holds its only documented outcomes; whatever else is raised is a defect."""

from collections.abc import Callable
from datetime import timedelta

import msgspec

from docs.contracts.examples import REQUEST_ID, VM
from local_stack.functions_host.timer.ncrontab import MalformedError, parse
from proof.fuzz.answered import NOW, Answered, Given
from proof.fuzz.in_memory import Blobs, Found
from proof.fuzz.rules import explained, hold, sendable
from proof.fuzz.steps import REMEMBERING, run, tracker_of
from protect_vm.consider import hear
from shared import pace
from shared.answers import Refused, Unavailable, judged
from shared.arrival import plain, read, sender_says
from shared.events import OperationFailed
from shared.fleets import member_id
from shared.forms import decoded
from shared.malformed import Malformed
from shared.messages import Message, Request, Work
from shared.mount_script import PASSWORD_LENGTH, ClientScript, mount_script
from shared.operation_status import Failed, Running, read_status
from shared.problem import Problem
from shared.remedies import problem_of
from shared.requests import ConsiderVm
from shared.settings import Settings, SettingsError
from shared.step import Posted
from shared.tracker import OperationTracker, Stage
from shared.tracking import look_again
from trigger_backup.night import day_of

LEAP_YEAR = 366
AN_HOUR = 3600
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def message[W: Work](kind: type[W]) -> Callable[[bytes], None]:
    """Return the reader of a queue: a message is read, or Malformed; what is read can go on and can fail."""
    settings = Answered().settings

    def feed(text: bytes) -> None:
        delivery = Posted(None, text)
        try:
            work = read(kind, delivery, settings, NOW)
        except Malformed as wrong:
            explained(wrong)
            sender_says(delivery, settings)
        else:
            sendable(_after(work), settings, NOW)

    return feed


def vm_event(text: bytes) -> None:
    """Hear an event: a VM to consider, nothing, or Malformed."""
    azure = Answered()
    try:
        sendable(hear(plain(text), azure), azure.settings, NOW)
    except Malformed as wrong:
        explained(wrong)


def settings(text: bytes) -> None:
    """Read the settings: all right, or SettingsError that names each wrong one."""
    try:
        environ = decoded(text, dict[str, str])
    except UNREADABLE:
        return
    try:
        found = Settings.read({"AzureWebJobsStorage": "unused"} | environ)
    except SettingsError as wrong:
        hold(rule="a wrong setting is named", holds=any(name in str(wrong) for name in environ), found=wrong)
    else:
        hold(rule="a rate is a number above 0", holds=found.backups_per_minute > 0, found=found.backups_per_minute)
        hold(rule="the rules can be asked", holds=len(found.rules.vaults) >= 0)


def status(text: bytes) -> None:
    """Read a look at an operation: running, succeeded, failed, refused or unavailable; and all of them can be told."""
    try:
        given = decoded(text, Given)
    except UNREADABLE:
        return
    azure, tracker = Answered(), tracker_of(Stage.PROTECTING)
    try:
        match read_status(judged(given.answer)):
            case Running() as running:
                sendable([look_again(tracker, running, azure)], azure.settings, NOW)
            case Failed(problem):
                sendable([OperationFailed.of(tracker, problem, NOW)], azure.settings, NOW)
    except (Refused, Unavailable):
        pass


def refusal(text: bytes) -> None:
    """Judge an answer that may be no success: passed on, refused or unavailable; Azure's words fit into an event."""
    try:
        given = decoded(text, Given)
    except UNREADABLE:
        return
    tracker = tracker_of(Stage.PROTECTING)
    try:
        hold(rule="only 2xx is a success", holds=judged(given.answer).status in range(200, 300))
    except Refused as refused:
        sendable([OperationFailed.of(tracker, problem_of(refused), NOW)], Settings(), NOW)
    except Unavailable as unavailable:
        hold(rule="Retry-After is a time", holds=(unavailable.retry_after or 0) >= 0)
        problem = Problem("Unavailable", str(unavailable))
        sendable([OperationFailed.of(tracker, problem, NOW)], Settings(), NOW)


def script(text: bytes) -> None:
    """Take a mount script apart: its text is without its password, or Refused tells nothing of either."""
    try:
        scripts = decoded(text, tuple[ClientScript, ...])
    except UNREADABLE:
        return
    try:
        found = mount_script(scripts)
    except Refused as refused:
        shown = [one for one in scripts if len(one.script_name_suffix) >= PASSWORD_LENGTH]
        hold(rule="no error shows a suffix", holds=not any(one.script_name_suffix in str(refused) for one in shown))
    else:
        hold(rule="a script is without its password", holds=found.password not in found.text)
        hold(rule="a file's name is one of no folder", holds="/" not in found.file_name, found=found.file_name)


def record(text: bytes) -> None:
    """Read what is remembered between steps: whatever the records say, a step ends in messages, and soon."""
    azure = Answered(blobs=_all_saying(text))
    seconds = pace.wait(azure)
    hold(rule="a place is free within the hour", holds=0 <= seconds <= AN_HOUR, found=seconds)
    for step, work in REMEMBERING:
        run(step, work, Answered(blobs=_all_saying(text)))


def timer(text: bytes) -> None:
    """Read the day that a firing of the timer is for: a day of this year, whatever the host says."""
    day = day_of(text.decode(errors="replace"), NOW)
    hold(rule="a run is for a day not long ago", holds=abs((day - NOW.date()).days) <= LEAP_YEAR, found=day)


def schedule(text: bytes) -> None:
    """Read a timer's schedule as Azure's host does: it comes, and later than now, or it is MalformedError."""
    try:
        read_schedule = parse(text.decode(errors="replace"))
    except MalformedError:
        return
    hold(rule="a schedule comes", holds=read_schedule.after(NOW) > NOW)


def _all_saying(text: bytes) -> Blobs:
    """Return containers in which every blob has that content; and as notes too, if it can be notes."""
    try:
        notes = decoded(text, dict[str, str])
    except UNREADABLE:
        notes = {}
    return Blobs(lambda name: Found(name, text, notes, str(member_id(REQUEST_ID, VM))))


def _after(work: Work) -> list[Message]:
    """Return what may follow from work that was read: another try, a tracker, and the failure."""
    later = work.again(NOW + timedelta(hours=1))
    problem = Problem("Code", "Message.")
    match work:
        case OperationTracker():
            return [later, OperationFailed.of(work, problem, NOW)]
        case ConsiderVm():
            return [later]
        case Request():
            following = msgspec.structs.replace(tracker_of(Stage.PROTECTING), request=work)
            return [later, following, OperationFailed.of(following, problem, NOW)]
        case _:
            return [later]
