"""Events in words: short, with the remedy, and nobody's words become a link or a mention."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from docs.contracts.examples import EVENTS
from shared.cloud_event import Event
from shared.events import FilesReady, OperationFailed, RequestRejected
from shared.problem import Problem
from tell_event.slack import blocks
from tell_event.summary import summary
from tell_event.teams import card

EVIL = "[pay](https://evil.example) <https://evil.example|pay> <!channel> @everyone"
LARGEST_CARD = 28 * 1024  # bytes, what Teams takes
NAMES = [type(event).__name__ for event in EVENTS]


def event(name: str) -> Event:
    return EVENTS[NAMES.index(name)]


def parts(value: object) -> Iterator[dict[str, Any]]:
    """Yield every JSON object, with those inside."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from parts(inner)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("BackupCompleted", "Backup completed: web01"),
        ("OperationFailed", "Protection failed: web01"),
        ("RequestRejected", "Request rejected: protect-vm"),
        ("FleetBackedUp", "Fleet backed up: nightly"),
        ("MessagePoisoned", "Message not taken: protect-vm"),
        ("FilesReady", "Files ready to be mounted: web01"),
    ],
)
def test_a_title_says_what_happened_and_to_whom(name: str, title: str) -> None:
    """In a few words."""
    assert summary(event(name).to_json()).title == title


def test_a_failure_says_why_and_what_to_do() -> None:
    """With the field, and the vault's page."""
    said = summary(event("OperationFailed").to_json())
    assert said.bad
    assert said.what.startswith("VmNotProtectable: The VM is in northeurope")
    assert said.advice == ("Name a vault in northeurope: a vault protects the VMs of its own region.",)
    assert said.facts["Field"] == "vaultId"
    assert (said.link or "").startswith("https://portal.azure.com/#resource/subscriptions/")


def test_a_rejection_says_the_remedy_and_a_poisoned_message_the_command() -> None:
    """As the event has it."""
    assert "virtualMachines" in summary(event("RequestRejected").to_json()).advice[0]
    assert summary(event("MessagePoisoned").to_json()).advice[0].startswith("vmbackup poison replay protect-vm")


def test_a_fleet_says_how_many() -> None:
    """And is bad if one failed."""
    said = summary(event("FleetBackedUp").to_json())
    assert said.bad
    assert said.facts["Backups"] == "10 completed, 1 with warnings, 1 failed, 0 unfinished, 1 skipped"


def test_a_link_to_a_script_is_in_no_card() -> None:
    """It opens the script for whoever reads the channel."""
    ready = event("FilesReady")
    assert isinstance(ready, FilesReady)
    script = msgspec.structs.replace(ready.script, link="https://acc.blob.core.windows.net/x?sig=s3cret")
    text = msgspec.structs.replace(ready, script=script).to_json()
    assert b"s3cret" in text
    assert b"s3cret" not in card(summary(text)) + blocks(summary(text))


@pytest.mark.parametrize("name", NAMES)
def test_teams_takes_a_card_of_every_event(name: str) -> None:
    """A message with one adaptive card."""
    text = card(summary(event(name).to_json()))
    message = json.loads(text)
    (attachment,) = message["attachments"]
    assert (message["type"], attachment["contentType"]) == ("message", "application/vnd.microsoft.card.adaptive")
    assert (attachment["content"]["type"], attachment["content"]["version"]) == ("AdaptiveCard", "1.4")
    assert len(text) <= LARGEST_CARD


@pytest.mark.parametrize("name", NAMES)
def test_slack_takes_blocks_of_every_event(name: str) -> None:
    """Within its limits (https://docs.slack.dev/reference/block-kit/blocks): texts are not empty, nor too long."""
    message = json.loads(blocks(summary(event(name).to_json())))
    assert message["text"]
    for part in parts(message["blocks"]):
        assert len(part.get("fields", [])) <= 10
        longest = 150 if part.get("type") == "header" else 3_000
        text = part["text"]["text"] if isinstance(part.get("text"), dict) else part.get("text", "x")
        assert 0 < len(text) <= longest


@pytest.mark.parametrize("wrong", ["error", "rejection"])
def test_what_others_say_is_plain_text(wrong: str) -> None:
    """Neither Markdown nor a mention: Azure's words, a sender's, a VM's name."""
    failed, rejected = event("OperationFailed"), event("RequestRejected")
    assert isinstance(failed, OperationFailed)
    assert isinstance(rejected, RequestRejected)
    events = {
        "error": msgspec.structs.replace(failed, error=Problem(EVIL, EVIL, EVIL, (EVIL,))),
        "rejection": msgspec.structs.replace(rejected, field=EVIL, problem=EVIL, remedy=EVIL, vm_id=f"/x/{EVIL}"),
    }
    said = summary(events[wrong].to_json())
    slack = [part for part in parts(json.loads(blocks(said))) if "<!channel>" in str(part.get("text", ""))]
    assert {part["type"] for part in slack if isinstance(part["text"], str)} == {"plain_text"}
    evil = [part for part in parts(json.loads(card(said))) if "evil" in str(part.get("text", part.get("value", "")))]
    assert {part.get("type") for part in evil} == {"TextRun"}


def test_texts_are_short() -> None:
    """Azure may say a lot."""
    failed = event("OperationFailed")
    assert isinstance(failed, OperationFailed)
    problem = Problem("Code", "x" * 40_000, None, ("y" * 3_000,) * 50)
    said = summary(msgspec.structs.replace(failed, error=problem).to_json())
    assert len(card(said)) < 8_000
