"""Walks through an answer that comes in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

__all__ = ["every"]


async def every(
    name: str, page_at: Callable[[str | None], Awaitable[Mapping[str, Any]]]
) -> AsyncIterator[Any]:
    """Yield what every page has under *name*, each page fetched when it is reached.

    Args:
        name: The field that holds a page's part.
        page_at: Fetches the page at a cursor; the first one at None.
    """
    cursor: str | None = None
    while True:
        page = await page_at(cursor)
        for one in page[name]:
            yield one
        cursor = page.get("next_cursor")
        if cursor is None:
            return
