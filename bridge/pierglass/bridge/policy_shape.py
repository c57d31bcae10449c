"""What can be said of a call before it is made: the shape of the policy's entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["DEADLINES_MS", "Method", "Param"]

DEADLINES_MS: Final[Mapping[str, int]] = {
    "quick": 5_000,  # answered from memory
    "standard": 15_000,  # one request to the server
    "model": 30_000,  # a network predicts
    "user": 60_000,  # the user decides; the clock stops while a sheet is open
    "stream": 20_000,  # a stream may be silent so long; each item starts it again
}
"""Deadline classes, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a method.

    Attributes:
        type: ``string``, ``integer``, ``number``, ``boolean``, ``map``, ``list``
            (of strings) or ``handle``.
        required: Whether a call without it is refused.
        least: Smallest number, or shortest string or list.
        most: Largest number, or longest string (code points), list (items) or map
            (weight in bytes).
        choices: The only strings allowed, or the only items of a list.
    """

    type: str
    required: bool = False
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """Everything that is true of a call before it is made.

    Attributes:
        about: What it does, in one sentence.
        capability: The scope or feature that it needs.
        deadline: Key of :data:`DEADLINES_MS`.
        params: Its parameters; others are refused.
        by_item: A list parameter whose items each need a scope of their own, and
            those scopes; they replace *capability*.
        result: Result fields and their shapes, as in :data:`RECORDS`.
        item: Fields of each item, for a stream (deadline class ``stream``): a call that
            yields items as fast as its caller grants credit for them, then ends as any
            call does.
        gesture: Whether it must follow a tap or key press of the user.
        user: Whether the user decides while it is open: the clock may stop, and one
            such call is open at a time.
        params_bytes: Cap on the weight of the parameters.
        result_bytes: Cap on the weight of the result, and of each item.
        errors: Codes beyond those that any call may end with.
        since: First protocol version that has it.
        idempotent: ``natural`` (a repeat changes nothing more) or ``key`` (a repeat
            with the same ``idempotency_key`` has one effect) or ``no``.
    """

    about: str
    capability: str
    deadline: str
    params: Mapping[str, Param] = field(default_factory=dict)
    by_item: tuple[str, Mapping[str, str]] | None = None
    result: Mapping[str, str] = field(default_factory=dict)
    gesture: bool = False
    user: bool = False
    params_bytes: int = 4096
    result_bytes: int = 4096
    errors: tuple[str, ...] = ()
    since: int = 1
    idempotent: str = "natural"
    item: Mapping[str, str] | None = None

    @property
    def deadline_ms(self) -> int:
        """The default deadline, in milliseconds."""
        return DEADLINES_MS[self.deadline]
