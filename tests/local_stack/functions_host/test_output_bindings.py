"""What Azure's host makes of a value in a queue output binding."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_stack.functions_host import output_bindings
from local_stack.functions_host.protos import TypedData


@pytest.mark.parametrize(
    ("value", "bodies"),
    [
        pytest.param(TypedData(bytes=b'{"a":1}'), [b'{"a":1}'], id="bytes as they are"),
        pytest.param(TypedData(string="hello"), [b"hello"], id="text as it is"),
        pytest.param(TypedData(string="[1, 2"), [b"[1, 2"], id="text that only begins like JSON"),
        pytest.param(TypedData(string='{"a":"\u00e9"}'), ['{\n  "a": "\u00e9"\n}'.encode()], id="an object, indented"),
        pytest.param(
            TypedData(string='["x", {"a": 1}, 2]'), [b"x", b'{\n  "a": 1\n}', b"2"], id="an array, one by one"
        ),
        pytest.param(TypedData(string=" [] "), [], id="an empty array: nothing"),
        pytest.param(TypedData(json='["{\\"a\\":1}", "b"]'), [b'{"a":1}', b"b"], id="a list of texts, as they are"),
        pytest.param(TypedData(json='{"id": null}'), [b'{\n  "id": null\n}'], id="a QueueMessage"),
    ],
)
def test_a_value_becomes_messages(value: TypedData, bodies: list[bytes]) -> None:
    """Only bytes and plain text are what the function wrote."""
    assert output_bindings.messages(value) == bodies


@pytest.mark.parametrize("text", ["{no json}", "[1, 2,, 3]", " {} {} "])
def test_what_only_looks_like_json_is_an_error(text: str) -> None:
    """It fails the invocation, as in Azure."""
    with pytest.raises(ValueError, match=r"."):
        output_bindings.messages(TypedData(string=text))


@given(st.dictionaries(st.text(), st.integers() | st.text()))
def test_an_object_keeps_its_meaning(document: dict[str, int | str]) -> None:
    """Re-indented, but the same JSON."""
    [body] = output_bindings.messages(TypedData(string=json.dumps(document)))
    assert json.loads(body) == document
