"""The limit on failures."""

import pytest

from pierglass.server.oauth.errors import SlowDownError
from pierglass.server.oauth.throttle import MAX_KEYS, FailureThrottle, Limit
from pierglass.server.testing import ManualClock


@pytest.fixture
def throttle(clock: ManualClock) -> FailureThrottle:
    return FailureThrottle(Limit(failures=2, window_ms=10_000), clock.now_ms)


def test_nobody_waits_before_failing(throttle: FailureThrottle) -> None:
    throttle.check("a")


def test_the_limit_names_the_wait(
    throttle: FailureThrottle, clock: ManualClock
) -> None:
    throttle.fail("a")
    clock.advance(3.5)
    throttle.fail("a")

    with pytest.raises(SlowDownError) as refused:
        throttle.check("a")
    assert refused.value.retry_after_s == 7


def test_one_key_does_not_slow_another(throttle: FailureThrottle) -> None:
    throttle.fail("a")
    throttle.fail("a")

    throttle.check("b")


def test_the_window_ends(throttle: FailureThrottle, clock: ManualClock) -> None:
    throttle.fail("a")
    throttle.fail("a")
    clock.advance(10)

    throttle.check("a")


def test_memory_is_bounded(throttle: FailureThrottle) -> None:
    throttle.fail("first")
    throttle.fail("first")
    for number in range(MAX_KEYS):
        throttle.fail(str(number))

    throttle.check("first")
