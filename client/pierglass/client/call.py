"""One request of the API as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Call"]

T = TypeVar("T")


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request.

    Attributes:
        parse: From the decoded JSON body (or the bytes, when *binary*) to the result.
        repeatable: Whether it may be sent again when no answer came.
        authenticated: Whether it carries the access token.
    """

    method: str
    path: str
    parse: Callable[[Any], T]
    params: Mapping[str, str | int] | None = None
    json: Mapping[str, Any] | None = None
    content: bytes | None = None
    content_type: str | None = None
    idempotency_key: str | None = None
    repeatable: bool = False
    authenticated: bool = True
    binary: bool = False
