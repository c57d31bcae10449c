"""The short way to a weight says what the long one says, or nothing."""

import math
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pierglass.bridge.errors import EncodeError
from pierglass.bridge.plain import FORBIDDEN_KEYS, MAX_DEPTH, MAX_INTEGER, plain_weight
from pierglass.bridge.weight import _Scale

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**54), 2**54)
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=8)
    | st.just({1, 2}),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner)
        | st.dictionaries(
            st.text("aé", max_size=3) | st.sampled_from(sorted(FORBIDDEN_KEYS)),
            inner,
            max_size=4,
        )
        | st.dictionaries(st.integers(), inner, max_size=1)
    ),
    max_leaves=12,
)


def long_way(value: object, cap: int) -> int | None:
    try:
        return _Scale(cap).add(value, "", 1)
    except EncodeError:
        return None


def nested(depth: int) -> dict[str, Any]:
    message: dict[str, Any] = {}
    for _ in range(depth - 1):
        message = {"a": message}
    return message


@settings(max_examples=300, deadline=None)
@given(ANYTHING, st.integers(0, 120))
@example(nested(MAX_DEPTH), 10_000)
@example(nested(MAX_DEPTH + 1), 10_000)
@example([[]] * 3, 20)
@example(MAX_INTEGER, 9)
@example(MAX_INTEGER + 1, 9)
@example(math.inf, 9)
def test_what_the_short_way_weighs_the_long_way_weighs_alike(
    value: object, cap: int
) -> None:
    weight = plain_weight(value, cap)
    assert weight is None or weight == long_way(value, cap)


@pytest.mark.parametrize(
    "value",
    [{"scope": "view", "key": "a"}, {"a": [1, 0.5, None, True, b"x", "é"]}, nested(32)],
)
def test_an_ordinary_message_takes_the_short_way(value: object) -> None:
    assert plain_weight(value, 1_000) == long_way(value, 1_000)
