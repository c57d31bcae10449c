"""The strict codec: what the shared vectors cannot say."""

from typing import Any

import msgpack
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pierglass.bridge.codec import MAX_DEPTH, MAX_INTEGER, decode, encode
from pierglass.bridge.codes import DECODE_CODES
from pierglass.bridge.errors import DecodeError, EncodeError

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_INTEGER, MAX_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
    | st.binary(max_size=40)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text("ab"), inner, max_size=5)
    ),
    max_leaves=10,
)
MESSAGES = st.dictionaries(st.text("abc", max_size=3), VALUES, max_size=8)


LEGAL_VERDICTS = {"a map", *DECODE_CODES}


def verdict(data: bytes) -> str:
    """Return what `decode` says; any other error than its own passes through."""
    try:
        return "a map" if isinstance(decode(data), dict) else "something else"
    except DecodeError as exc:
        return exc.code if 0 <= exc.offset <= len(data) else "an offset outside"


@settings(max_examples=50, deadline=None)
@given(MESSAGES)
def test_what_is_encoded_is_decoded(message: dict[str, Any]) -> None:
    assert decode(encode(message)) == message


@settings(max_examples=50, deadline=None)
@given(MESSAGES)
def test_decoding_agrees_with_msgpack(message: dict[str, Any]) -> None:
    data = msgpack.packb(message)
    assert decode(data) == msgpack.unpackb(data)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
@example(b"\x81" * 100)
@example(b"\xdf\xff\xff\xff\xff")
@example(b"\x81\xa1a" + b"\x91" * 5000 + b"\xc0")
def test_any_bytes_give_a_map_or_a_decode_error(data: bytes) -> None:
    assert verdict(data) in LEGAL_VERDICTS


@settings(max_examples=50, deadline=None)
@given(MESSAGES, st.data())
def test_damaged_messages_give_a_map_or_a_decode_error(
    message: dict[str, Any], data: st.DataObject
) -> None:
    whole = bytearray(encode(message))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    assert verdict(bytes(whole)) in LEGAL_VERDICTS


def test_w9_a_nest_of_forged_lengths_allocates_nothing() -> None:
    forged = b"\x81\xa1a" + b"\xdd\x00\x00\xff\x00" * 1000
    with pytest.raises(DecodeError) as caught:
        decode(forged)
    assert caught.value.code in ("decode_depth", "decode_truncated")


def nested(depth: int) -> dict[str, Any]:
    message: dict[str, Any] = {}
    for _ in range(depth - 1):
        message = {"a": message}
    return message


def test_the_deepest_legal_nest_is_encoded() -> None:
    assert decode(encode(nested(MAX_DEPTH))) == nested(MAX_DEPTH)


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ({"a": {"b": float("nan")}}, "a.b"),
        ({"a": [0, float("inf")]}, "a[1]"),
        ({"a": 2**53}, "a"),
        ({"a": object()}, "a"),
        ({"a": {1: 2}}, "a"),
        ({"a": "\ud800"}, "a"),
        ({"a": {1, 2}}, "a"),
    ],
)
def test_encode_refuses_and_says_where(message: dict[str, Any], path: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode(message)
    assert (caught.value.code, caught.value.path) == ("invalid_payload", path)


def test_encode_refuses_what_the_peer_would_refuse_as_too_deep() -> None:
    with pytest.raises(EncodeError, match="deeper than 32"):
        encode(nested(MAX_DEPTH + 1))


def test_encode_refuses_a_message_over_the_cap() -> None:
    with pytest.raises(EncodeError) as caught:
        encode({"a": "x" * 100}, max_bytes=50)
    assert caught.value.code == "payload_too_large"


def test_encode_refuses_what_is_no_map() -> None:
    with pytest.raises(EncodeError, match="expected a map"):
        encode([1])  # type: ignore[arg-type]
