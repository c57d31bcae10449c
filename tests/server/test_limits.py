import pytest

from pierglass.server.errors import RateLimitedError
from pierglass.server.services import limits
from pierglass.server.services.limits import Limits


def spend(budget: Limits, key: str, now_ms: int) -> None:
    budget.spend("tries", key, now_ms=now_ms, burst=2, per_minute=60)


def test_burst_is_spent_and_refills() -> None:
    budget = Limits()
    spend(budget, "a", 0)
    spend(budget, "a", 0)
    with pytest.raises(RateLimitedError) as caught:
        spend(budget, "a", 0)
    assert caught.value.retry_after == 1
    spend(budget, "a", 1000)


def test_budgets_are_apart() -> None:
    budget = Limits()
    for key in "aabb":
        spend(budget, key, 0)


def test_f23_clock_that_goes_back_gives_nothing() -> None:
    budget = Limits()
    spend(budget, "a", 10_000)
    spend(budget, "a", 10_000)
    with pytest.raises(RateLimitedError):
        spend(budget, "a", 0)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEYS", 10)
    budget = Limits()
    for index in range(100):
        spend(budget, str(index), 0)
    assert len(budget._buckets) == 10
