"""Searching by photo and by words: the request, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

from pierglass.client.call import Call

if TYPE_CHECKING:
    from pierglass.client.records import Item, Media

__all__ = [
    "Filters",
    "Garment",
    "Note",
    "Price",
    "Reason",
    "SearchAnswer",
    "SearchResult",
    "SimilarAnswer",
    "search",
    "similar",
]


class Price(TypedDict):
    """Bounds of a price, in the currency's smallest unit."""

    currency: str
    least_minor: NotRequired[int]
    most_minor: NotRequired[int]


class Filters(TypedDict, total=False):
    """What a search is narrowed to."""

    kinds: list[str]
    price: Price
    merchant_id: str
    in_stock: bool
    text: str


class Garment(TypedDict):
    """What was looked for in the photo, and the kinds it was compared with."""

    kind: str
    kinds: list[str]


class Note(TypedDict):
    """What makes a search weaker, and the cure."""

    code: str
    message: str


class Reason(TypedDict):
    """Why an item was found: photo, generated, picture, colour or keywords."""

    of: str
    score: float
    matches: bool
    words: NotRequired[list[str]]


class SearchResult(TypedDict):
    """An item with the listing that fits, and why."""

    item: Item
    score: float
    reasons: list[Reason]


class SearchAnswer(TypedDict):
    """What came of a search: found, filtered_out or empty_catalogue."""

    outcome: str
    garment: Garment | None
    picture: Media | None
    notes: list[Note]
    results: list[SearchResult]
    stages_ms: dict[str, float]


class SimilarAnswer(TypedDict):
    """What is suggested: found, nothing_else or not_compared."""

    outcome: str
    results: list[SearchResult]


def search(
    *,
    media_id: str | None = None,
    keywords: str | None = None,
    kind: str | None = None,
    filters: Filters | None = None,
    top: int | None = None,
) -> Call[SearchAnswer]:
    """Find listings by an uploaded picture, by words, or by both."""
    given = {
        "media_id": media_id,
        "keywords": keywords,
        "kind": kind,
        "filters": filters,
        "top": top,
    }
    body = {name: value for name, value in given.items() if value is not None}
    return Call("POST", "/v1/search", _whole, json=body)


def similar(listing_id: str, *, top: int | None = None) -> Call[SimilarAnswer]:
    """Suggest listings in stock that look like this one."""
    path = f"/v1/listings/{listing_id}/similar"
    params = None if top is None else {"top": top}
    return Call("GET", path, _whole, params=params, repeatable=True)


def _whole(body: Any) -> Any:
    return body
