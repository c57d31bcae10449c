import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from pierglass.server.errors import InvalidJsonError
from pierglass.server.http.strict_json import DEPTH, decode
from pierglass.server.testing import Person, error_of

REFUSED: list[tuple[str, bytes, str]] = [
    ("deep list", b"[" * 100_000 + b"]" * 100_000, "json.too_deep"),
    ("deep object", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "json.too_deep"),
    (
        "one level too many",
        b'{"a":' + b"[" * DEPTH + b"]" * DEPTH + b"}",
        "json.too_deep",
    ),
    ("5,000 digits", b'{"a":' + b"9" * 5000 + b"}", "json.number_out_of_range"),
    ("2^63", b'{"a":9223372036854775808}', "json.number_out_of_range"),
    ("-2^63-1", b'{"a":-9223372036854775809}', "json.number_out_of_range"),
    ("1e999", b'{"a":1e999}', "json.number_out_of_range"),
    ("NaN", b'{"a":NaN}', "json.not_finite"),
    ("Infinity", b'{"a":[-Infinity]}', "json.not_finite"),
    ("duplicate", b'{"a":1,"a":2}', "json.duplicate_key"),
    ("inner duplicate", b'{"b":{"a":1,"a":1}}', "json.duplicate_key"),
    ("lone surrogate", b'{"a":"\\ud800"}', "json.invalid_text"),
    ("lone surrogate key", b'{"\\udfff":1}', "json.invalid_text"),
    ("NUL escape", b'{"a":"x\\u0000y"}', "json.invalid_text"),
    ("NUL byte", b'{"a":"x\x00y"}', "json.invalid_text"),
    ("BOM", b'\xef\xbb\xbf{"a":1}', "json.invalid_text"),
    ("UTF-16", '{"a":1}'.encode("utf-16"), "json.invalid_text"),
    ("UTF-16 without BOM", '{"a":1}'.encode("utf-16-le"), "json.invalid_text"),
    ("Latin-1", '{"a":"é"}'.encode("latin-1"), "json.invalid_text"),
    ("list", b"[1]", "json.not_an_object"),
    ("text", b'"x"', "json.not_an_object"),
    ("null", b"null", "json.not_an_object"),
    ("empty", b"", "json.not_an_object"),
    ("blank", b" \n", "json.not_an_object"),
    ("cut short", b'{"a":', "json.malformed"),
    ("trailing", b"{} {}", "json.malformed"),
    ("single quotes", b"{'a':1}", "json.malformed"),
]


@pytest.mark.parametrize(
    ("body", "code"),
    [(body, code) for _, body, code in REFUSED],
    ids=[name for name, _, _ in REFUSED],
)
def test_a1_decode_refuses(body: bytes, code: str) -> None:
    with pytest.raises(InvalidJsonError) as caught:
        decode(body)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [(body[:60_000], code) for name, body, code in REFUSED if "deep" not in name],
)
def test_a1_api_answers_400_with_the_code(
    client: FlaskClient, body: bytes, code: str
) -> None:
    reply = client.post("/v1/accounts", data=body, content_type="application/json")
    assert (reply.status_code, error_of(reply)["code"]) == (400, code)


def test_a1_deep_nest_on_the_wire_is_400_and_not_500(ana: Person) -> None:
    body = b'{"body":' + b"[" * 30_000 + b"]" * 30_000 + b"}"
    reply = ana.call(
        "POST", "/v1/conversations", data=body, content_type="application/json"
    )
    assert (reply.status_code, error_of(reply)["code"]) == (400, "json.too_deep")


def test_limits_of_64_bits_are_taken() -> None:
    assert decode(b'{"a":[9223372036854775807,-9223372036854775808]}') == {
        "a": [2**63 - 1, -(2**63)]
    }


def test_deepest_allowed_nest_is_taken() -> None:
    inner = DEPTH - 1
    assert decode(b'{"a":' + b"[" * inner + b"]" * inner + b"}")


def test_surrogate_pair_is_one_character() -> None:
    assert decode(b'{"a":"\\ud83d\\udc53"}') == {"a": "👓"}


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner),
    max_leaves=6,
)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.text("abc"), values))
def test_decode_gives_back_what_json_wrote(value: dict[str, Any]) -> None:
    assert decode(json.dumps(value).encode()) == value


@settings(max_examples=60, deadline=None)
@given(st.binary())
def test_decode_raises_nothing_but_its_own_errors(body: bytes) -> None:
    try:
        decode(body)
    except InvalidJsonError as exc:
        assert exc.http_status == 400  # noqa: PT017
