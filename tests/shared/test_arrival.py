import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.arrival import plain, read, sender_says
from shared.choices import Before, Disks
from shared.malformed import REMEDIES, Malformed
from shared.requests import AnyRequest, ProtectVm, RestoreFiles, RevokeFiles, TriggerBackup
from shared.settings import Settings
from shared.tracker import OperationTracker, Stage
from tests.delivered import Delivered

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SUBSCRIPTION = "/subscriptions/11111111-1111-1111-1111-111111111111"
VM = f"{SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web01"
VAULT = f"{SUBSCRIPTION}/resourceGroups/backup/providers/Microsoft.RecoveryServices/vaults/nightly"
SETTINGS = Settings(default_vault_id=VAULT)


def arrive(body: object, dequeue_count: int = 1) -> ProtectVm:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read(ProtectVm, Delivered(text, dequeue_count=dequeue_count), SETTINGS, NOW)


def test_what_a_request_leaves_out_comes_from_the_settings() -> None:
    """Only vmId must be there."""
    request = arrive({"vmId": VM})
    assert (request.vault_id, request.policy, request.disks) == (VAULT, "DefaultPolicy", None)
    assert request.accepted == NOW


def test_a_redelivery_has_the_same_request_id_and_counts_as_an_attempt() -> None:
    """The id is derived from the queue message's own."""
    first, again = arrive({"vmId": VM}), arrive({"vmId": VM}, dequeue_count=3)
    assert first.request_id == again.request_id
    assert (first.attempt, again.attempt) == (0, 2)


def test_a_chosen_request_id_is_kept() -> None:
    """It is the idempotency key."""
    chosen = UUID("7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a")
    assert arrive({"vmId": VM, "requestId": str(chosen)}).request_id == chosen


def test_null_is_the_same_as_left_out() -> None:
    """Senders that serialise every field are welcome."""
    assert arrive({"vmId": VM, "vaultId": None, "disks": None, "requestId": None}) == arrive({"vmId": VM})


@pytest.mark.parametrize("encode", [bytes, base64.b64encode, base64.encodebytes, b"\xef\xbb\xbf".__add__])
def test_a_message_may_be_base64_or_plain(encode: Callable[[bytes], bytes]) -> None:
    """SDKs and Event Grid encode; az and the portal may not; shells break lines, editors add a mark."""
    assert arrive(encode(json.dumps({"vmId": VM}).encode())).vm_id == VM


def test_what_is_right_in_a_wrong_message_is_known() -> None:
    """So that the sender finds the rejection by its own requestId."""
    body = {"vmId": VM, "requestId": "7c1d8f6e-2a52-4a4e-9a0e-0d6f3f1c2b3a", "colour": "red"}
    request_id, vault_id, vm_id = sender_says(Delivered(json.dumps(body).encode()), SETTINGS)
    assert (str(request_id), vault_id, vm_id) == (body["requestId"], VAULT, VM)
    assert sender_says(Delivered(b"hello"), SETTINGS) == (None, VAULT, None)


def test_a_copy_of_an_old_message_begins_anew() -> None:
    """What the app writes into its own messages is not the sender's to set."""
    old = "2020-01-01T00:00:00Z"
    assert arrive({"vmId": VM, "accepted": old}).accepted == NOW
    assert arrive({"vmId": VM, "accepted": old, "attempt": 3}).accepted == NOW
    assert arrive({"vmId": VM, "accepted": "9999-12-31T23:59:59Z", "attempt": 1}).accepted == NOW


def test_what_a_rejection_quotes_is_short() -> None:
    """It must fit into a queue message."""
    with pytest.raises(Malformed) as wrong:
        arrive({"vmId": VM, "x" * 30_000: 1})
    assert len(wrong.value.field) == 200


def test_names_may_have_letters_of_any_language() -> None:
    """Azure's may."""
    vm = VM.replace("shop", "größe")
    assert arrive({"vmId": vm}).vm_id == vm


def test_every_choice_of_disks_is_read() -> None:
    """One of three."""
    assert arrive({"vmId": VM, "disks": {"include": [0, 1]}}).disks == Disks(include=[0, 1])
    assert arrive({"vmId": VM, "disks": {"exclude": [63]}}).disks == Disks(exclude=[63])
    assert arrive({"vmId": VM, "disks": {"osOnly": True}}).disks == Disks(os_only=True)


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        (b"hello", "", "is not JSON"),
        (b"{", "", "is not JSON"),
        (b'{"vmId": "\xff"}', "", "is not UTF-8"),
        (base64.b64encode(b'{"vmId": "\xff"}'), "", "is not UTF-8"),
        (b"[]", "", "is a JSON list, not an object"),
        (b"7", "", "is a JSON int, not an object"),
        ({}, "vmId", "is missing"),
        ({"vmId": 7}, "vmId", "expected `str`, got `int`"),
        ({"vmId": VAULT}, "vmId", "is not of this form"),
        ({"vmId": VM + "\n"}, "vmId", "is not of this form"),
        ({"vmId": VM + "/../../x"}, "vmId", "is not of this form"),
        ({"vmId": VM + "x" * 48_000}, "vmId", "is not of this form"),
        ({"vmId": VM, "vaultId": VM}, "vaultId", "is not of this form"),
        ({"vmId": VM, "policy": "p/../q"}, "policy", "is not of this form"),
        ({"vmId": VM, "requestId": "seven"}, "requestId", "invalid UUID"),
        ({"vmId": VM, "colour": "red"}, "colour", "is not a field of this message"),
        ({"vmId": VM, "disks": {}}, "disks", "expected exactly one of `include`, `exclude`, `osOnly`"),
        ({"vmId": VM, "disks": {"include": [0], "osOnly": True}}, "disks", "expected exactly one of"),
        ({"vmId": VM, "disks": {"include": [64]}}, "disks.include[0]", "expected `int` <= 63"),
        ({"vmId": VM, "disks": {"only": [0]}}, "disks.only", "is not a field of this message"),
    ],
)
def test_bad_input_names_the_field_the_problem_and_the_remedy(body: object, field: str, problem: str) -> None:
    """A sender can mend the message from the event alone."""
    with pytest.raises(Malformed) as wrong:
        arrive(body)
    assert wrong.value.field == field
    assert wrong.value.problem.startswith(problem)
    assert wrong.value.remedy


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"initiatorName": "my laptop"}, "initiatorName"),
        ({"initiatorName": "iqn.1993.org"}, "initiatorName"),
        ({"initiatorName": "eui.02004567"}, "initiatorName"),
        ({"keepHours": 0}, "keepHours"),
        ({"keepHours": 13}, "keepHours"),
        ({"keepHours": "x"}, "keepHours"),
        ({"recoveryPoint": "../7"}, "recoveryPoint"),
        ({"recoveryPoint": {"before": "yesterday"}}, "recoveryPoint.before"),
        ({"recoveryPoint": {"after": "2026-01-01T00:00:00Z"}}, "recoveryPoint.after"),
        ({"recoveryPoint": 7}, "recoveryPoint"),
    ],
)
def test_a_malformed_wish_for_files_names_field_and_remedy(fields: dict[str, object], field: str) -> None:
    """Before anything is opened."""
    with pytest.raises(Malformed) as wrong:
        read(RestoreFiles, Delivered(json.dumps({"vmId": VM} | fields).encode()), SETTINGS, NOW)
    assert wrong.value.field == field
    assert wrong.value.remedy == REMEDIES[field.partition(".")[0]]


@pytest.mark.parametrize(
    "name",
    [
        "iqn.1993-08.org.debian:01:1a2b3c",
        "iqn.1991-05.com.microsoft:host.example.com",
        "iqn.2026-11.com.example",
        "eui.02004567A425678D",
        "naa.52004567BA64678D",
        "naa.62004567BA64678D0123456789ABCDEF",
    ],
)
def test_every_form_of_initiator_is_taken(name: str) -> None:
    """Of RFC 3720 and RFC 3980."""
    body = json.dumps({"vmId": VM, "initiatorName": name}).encode()
    assert read(RestoreFiles, Delivered(body), SETTINGS, NOW).initiator_name == name


def test_without_any_vault_the_remedy_names_the_setting() -> None:
    """Either the message or the setting must name one."""
    with pytest.raises(Malformed, match="vaultId: is missing") as wrong:
        read(ProtectVm, Delivered(json.dumps({"vmId": VM}).encode()), Settings(), NOW)
    assert "DEFAULT_VAULT_ID" in wrong.value.remedy


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_malformed(body: bytes) -> None:
    """Nothing else is raised, so nothing lands in a poison queue."""
    for kind in (ProtectVm, TriggerBackup, OperationTracker):
        with pytest.raises(Malformed):
            read(kind, Delivered(body), SETTINGS, NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)
FIELDS = st.sampled_from(["vmId", "vaultId", "policy", "disks", "requestId", "retainUntil", "attempt", "due", "type"])


@given(st.dictionaries(FIELDS, JSON | st.just(VM) | st.just(VAULT), max_size=6))
def test_any_json_is_read_or_malformed(body: dict[str, object]) -> None:
    """The same for messages that are nearly right."""
    for kind in (ProtectVm, TriggerBackup):
        try:
            read(kind, Delivered(json.dumps(body).encode()), SETTINGS, NOW)
        except Malformed:
            continue


instants = st.datetimes(timezones=st.just(UTC))
luns = st.lists(st.integers(0, 63), min_size=1, max_size=5)
disks = st.builds(Disks, include=luns) | st.builds(Disks, exclude=luns) | st.just(Disks(os_only=True))
sent_again = {
    "vm_id": st.just(VM),
    "vault_id": st.just(VAULT),
    "request_id": st.uuids(),
    "chosen_id": st.just(True),
    "message_id": st.text(min_size=1, max_size=64),
    "begun": st.booleans(),
    "accepted": st.timedeltas(timedelta(0), timedelta(days=7)).map(lambda age: NOW - age),
    "due": st.none() | instants,
    "attempt": st.integers(1, 50),
}
policies = st.from_regex(r"\A[a-zA-Z][-_!a-zA-Z0-9]{2,20}\Z")
points = st.just("latest") | st.builds(Before, before=instants)
requests: st.SearchStrategy[AnyRequest] = st.one_of(
    st.builds(ProtectVm, policy=policies, disks=st.none() | disks, **sent_again),
    st.builds(TriggerBackup, retain_until=st.none() | instants, **sent_again),
    st.builds(RestoreFiles, recovery_point=points, keep_hours=st.integers(1, 12), **sent_again),
    st.builds(RevokeFiles, recovery_point=st.just("7"), files_of=st.uuids(), **sent_again),
)
trackers = st.builds(
    OperationTracker,
    request=requests,
    stage=st.sampled_from(Stage),
    tracking_uri=st.text(),
    started=instants,
    deadline=instants,
    job_id=st.none() | st.uuids().map(str),
    message_id=st.just(Delivered(b"").id),
)


@given(requests | trackers)
def test_every_message_survives_the_queue(message: AnyRequest | OperationTracker) -> None:
    """What one function sends is what the next one takes."""
    kind = type(message)
    assert read(kind, Delivered(base64.b64encode(message.to_json())), SETTINGS, NOW) == message


def test_plain_leaves_what_is_no_base64_as_it_is() -> None:
    """It fails as JSON, with a clear word."""
    assert plain(b"not base64!") == b"not base64!"
