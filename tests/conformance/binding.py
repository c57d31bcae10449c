"""The requirements, and how a test says which of them it proves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["REQUIREMENTS", "proved_by", "proves"]

_FILE = Path(__file__).parents[2] / "bridge/spec/requirements.json"
REQUIREMENTS: dict[str, str] = {
    each["id"]: each["text"] for each in json.loads(_FILE.read_text())["requirements"]
}

F = TypeVar("F", bound="Callable[..., Any]")


def proves(*requirements: str) -> Callable[[F], F]:
    """Bind a test to the requirements that it proves."""

    def bind(test: F) -> F:
        vars(test)["proves"] = requirements
        return test

    return bind


def proved_by(test: object) -> tuple[str, ...]:
    """Return the requirements that a test is bound to."""
    bound: tuple[str, ...] = getattr(test, "proves", ())
    return bound
