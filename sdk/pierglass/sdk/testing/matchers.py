"""Matchers: what a test expects, said as what it reads like.

    assert await host.settle(lens.capture.snap()) == ended("denied", "gesture_required")
    assert conversation.cards == [card(title="Which?", item_id="hat-straw")]
    assert (await lens.capture.snap())["picture"] == a_handle

Each equals everything that fits it, and says in a failure what would have.
"""

from __future__ import annotations

from typing import Any

from pierglass.bridge.handle import HANDLE_PREFIX

__all__ = ["a_handle", "card", "ended", "granted"]


class _Matcher:
    """Equal to what fits."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, words: str) -> None:
        self._words = words

    def fits(self, found: Any) -> bool:
        """Whether *found* is what was expected."""
        raise NotImplementedError

    def __eq__(self, found: object) -> bool:
        return self.fits(found)

    def __repr__(self) -> str:
        return f"<{self._words}>"


class _Ended(_Matcher):
    def __init__(self, outcome: str, code: str | None) -> None:
        super().__init__(f"ended {outcome}{f' with {code}' if code else ''}")
        self._outcome = outcome
        self._code = code

    def fits(self, found: Any) -> bool:
        if getattr(found, "outcome", None) != self._outcome:
            return False
        error = getattr(found, "error", None)
        return self._code is None or getattr(error, "code", None) == self._code


class _Fields(_Matcher):
    def __init__(self, what: str, fields: dict[str, Any]) -> None:
        super().__init__(f"{what} with {fields}")
        self._fields = fields

    def fits(self, found: Any) -> bool:
        if not isinstance(found, dict):
            return False
        return all(found.get(k) == v for k, v in self._fields.items())


class _Handle(_Matcher):
    def fits(self, found: Any) -> bool:
        return isinstance(found, str) and found.startswith(HANDLE_PREFIX)


class _Granted(_Matcher):
    def fits(self, found: Any) -> bool:
        return str(getattr(found, "state", "")) == "granted"


def ended(outcome: str, code: str | None = None) -> Any:
    """Return what equals a call that ended so, as `host.settle` gives it.

    Args:
        outcome: One of the seven.
        code: The code too, when it matters.
    """
    return _Ended(outcome, code)


def card(**fields: Any) -> Any:
    """Return what equals a card with these fields, whatever others it has."""
    return _Fields("a card", fields)


a_handle: Any = _Handle("a handle")
"""Equals any handle of a picture or photo."""

granted: Any = _Granted("a granted capability")
"""Equals a capability that may be used without asking."""
