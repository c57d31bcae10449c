"""The friends of a fake user: names in a list become what a lens may know of them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["friends_page"]

_PAGE = 50
_COLOURS = ("#b45f3c", "#3c7ab4", "#4f8f4a", "#8a5fb0", "#b08f2e")


def friends_page(
    names: Sequence[str], lens_id: str, cursor: str | None, limit: int | None
) -> dict[str, Any]:
    """Return a page of *names* as the server gives it: `{friends, next_cursor?}`.

    Each has an id that this lens alone is given, and comes in the order of the ids.

    Args:
        names: The friends, each name once.
        lens_id: The lens that asks.
        cursor: The last id of the page before; the first page when None.
        limit: Friends of a page; 50 when None.
    """
    known = {_id(lens_id, name): name for name in names}
    left = sorted(friend_id for friend_id in known if friend_id > (cursor or ""))
    shown = left[: limit or _PAGE]
    page: dict[str, Any] = {
        "friends": [
            {"id": one, "display_name": known[one], "avatar": _avatar(known[one])}
            for one in shown
        ]
    }
    return page | ({"next_cursor": shown[-1]} if len(left) > len(shown) else {})


def _id(lens_id: str, name: str) -> str:
    return f"sub_{hashlib.sha256(f'{lens_id}|{name}'.encode()).hexdigest()[:22]}"


def _avatar(name: str) -> dict[str, str]:
    return {"style": "round", "colour": _COLOURS[len(name) % len(_COLOURS)]}
