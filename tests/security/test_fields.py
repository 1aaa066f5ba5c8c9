"""What a message carries stays what it is: no id or name leaves its place in a URL, a header or a blob's name."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, cast, get_args
from urllib.parse import urlsplit

import pytest
import requests

from docs.contracts.examples import REQUESTS
from shared import recovery_services as rs
from shared.arrival import read
from shared.malformed import Malformed
from shared.messages import Request
from shared.requests import AnyRequest, ProtectVm, TriggerBackup
from shared.settings import Settings
from shared.tracker import OperationTracker
from shared.virtual_machines import vm_url
from tests.delivered import Delivered
from tests.running import vm_id

type Path = tuple[str | int, ...]

ATTACKS = {
    "the folder above": "..",
    "the folder itself": ".",
    "above and down again": "../other",
    "above, encoded": "%2e%2e",
    "above, encoded twice": "%252e%252e",
    "a slash": "a/b",
    "a slash, encoded": "a%2fb",
    "a backslash": "a\\b",
    "a slash that looks alike": "a\N{FULLWIDTH SOLIDUS}b",
    "a query": "a?api-version=1",
    "a query that looks alike": "a\N{FULLWIDTH QUESTION MARK}b",
    "a fragment": "a#b",
    "a parameter": "a;b",
    "an ampersand": "a&b",
    "a NUL": "a\0b",
    "a newline": "a\nb",
    "a newline at the end": "abc\n",
    "a header": "a\r\nx-evil: 1",
    "a line separator": "a\u2028b",
    "a quote": "a'b",
    "two quotes": 'a"b',
    "a space": "a b",
    "a space at the end": "abc ",
    "nothing": "",
    "very long": "a" * 20_000,
    "markup": "<script>",
    "a template": "{0}",
    "a shell's": "$(id)",
}
# Words with spaces and dots, which never stand in a URL: a region, and a time zone as Windows names it.
SPACES = {"a space", "a space at the end"}
PROSE = {"location": SPACES, "timeZone": SPACES | {"the folder above", "the folder itself"}}
FREE = {"tag"}  # its name and value are only compared


def leaves(value: object, path: Path = ()) -> Iterator[Path]:
    """Find every text of a message."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from leaves(inner, (*path, name))
        case list():
            for place, inner in enumerate(value):
                yield from leaves(inner, (*path, place))
        case str():
            yield path


def examples() -> Iterator[tuple[type[Request], dict[str, Any], Path]]:
    """List every field of every request that holds text, with a message that is right but for it."""
    for request in REQUESTS:
        message = {name: value for name, value in json.loads(request.to_json()).items() if name != "accepted"}
        for path in leaves(message):
            if path[0] not in FREE:
                yield type(request), message, path


CASES = {f"{kind.QUEUE}: {'.'.join(map(str, path))}": (kind, message, path) for kind, message, path in examples()}


def attacked(message: dict[str, Any], path: Path, attack: str) -> tuple[bytes, str]:
    """Put an attack where an id's last name is, or in the place of a name."""
    changed = deepcopy(message)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    before = cast("str", place[path[-1]])
    place[path[-1]] = f"{before.rpartition('/')[0]}/{attack}" if before.startswith("/") else attack
    return json.dumps(changed).encode(), place[path[-1]]


def refused(kind: type[Request], body: bytes) -> bool:
    try:
        read(kind, Delivered(body), Settings(), REQUESTS[0].accepted)
    except Malformed:
        return True
    return False


@pytest.mark.parametrize("case", CASES)
def test_no_text_of_a_request_can_be_an_attack(case: str) -> None:
    """Whatever is no name is refused, before Azure hears of it."""
    kind, message, path = CASES[case]
    assert not refused(kind, json.dumps(message).encode())
    fine = PROSE.get(str(path[-1]), set())
    taken = [name for name, attack in ATTACKS.items() if not refused(kind, attacked(message, path, attack)[0])]
    assert set(taken) <= fine


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_name_of_a_vms_id_is_held(attack: str) -> None:
    """Subscription, resource group, and VM."""
    right = vm_id("web01")
    for name in (right.split("/")[2], "shop", "web01", "Microsoft.Compute"):
        body = json.dumps({"vmId": right.replace(name, ATTACKS[attack])}).encode()
        assert refused(TriggerBackup, body)


def test_a_name_in_any_script_stays_in_its_place() -> None:
    """A resource group may be called Bücher: it is encoded, and the path has as many parts as ever."""
    vm = vm_id("web01").replace("shop", "Bücher(1)")
    for url in (vm_url(vm), rs.protected_item(rs_vault(), rs.item_name(vm))):
        sent = requests.Request("GET", f"https://management.azure.com{url}").prepare().url
        assert sent
        assert urlsplit(sent).netloc == "management.azure.com"
        assert urlsplit(sent).path.isascii()
        assert urlsplit(sent).path.count("/") == url.partition("?")[0].count("/")


def rs_vault() -> str:
    return REQUESTS[0].vault_id or ""


BODIES: dict[str, bytes] = {
    "64 KiB of letters": b"x" * 65_536,
    "48 KiB in one field": json.dumps({"vmId": "x" * 49_000}).encode(),
    "an unknown field of 48 KiB": json.dumps({"x" * 49_000: 1}).encode(),
    "50,000 fields": json.dumps({str(number): 1 for number in range(5_000)}).encode(),
    "arrays, 30,000 deep": b'{"vmId": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "objects, 10,000 deep": b'{"vmId": ' * 10_000 + b"1" + b"}" * 10_000,
    "brackets that are never closed": b"[" * 65_536,
    "a number of 40,000 digits": b'{"attempt": ' + b"9" * 40_000 + b"}",
    "an exponent without measure": b'{"attempt": 1e999999999}',
    "not a number": b'{"attempt": NaN}',
    "a negative attempt": b'{"attempt": -1}',
    "a half of a character": b'{"vmId": "\\ud800"}',
    "bytes that are no UTF-8": b'{"vmId": "\xff\xfe"}',
    "Base64 of Base64": b"ZXlKaElqb3hmUT09",
    "Base64 of a bomb": b"H4sIAAAAAAAA" * 4_000,
    "an array": b"[]",
    "a number": b"7",
    "nothing": b"",
    "a NUL": b"\0",
}


@pytest.mark.parametrize("case", BODIES)
@pytest.mark.parametrize("kind", [*get_args(AnyRequest.__value__), OperationTracker], ids=lambda kind: kind.__name__)
def test_no_body_is_more_than_a_malformed_message(kind: type[Request], case: str) -> None:
    """It ends in RequestRejected: nothing else is raised, whatever its size and depth."""
    with pytest.raises(Malformed) as wrong:
        read(kind, Delivered(BODIES[case]), Settings(), REQUESTS[0].accepted)
    assert max(len(wrong.value.field), len(wrong.value.problem), len(wrong.value.remedy)) < 1_000


def test_of_a_field_that_comes_twice_the_last_is_taken_as_a_whole() -> None:
    """What is checked is what is used: there is no second reading of the text."""
    body = json.dumps({"policy": "DefaultPolicy", "vaultId": rs_vault()})[:-1]
    twice = f'{body}, "vmId": "{vm_id("web01")}", "vmId": "{vm_id("web02")}"}}'.encode()
    assert read(ProtectVm, Delivered(twice), Settings(), REQUESTS[0].accepted).vm_id == vm_id("web02")
    evil = f'{body}, "vmId": "{vm_id("web01")}", "vmId": "/../x"}}'.encode()
    assert refused(ProtectVm, evil)
