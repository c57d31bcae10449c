"""Visual search: a photo, keywords, or both, to the listings that match.

The ranking is one exact search in the index: the weighted similarity of the garment in
the photo and of the stock picture generated from it, and a head start for keywords.
What each of them said is told with every result.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    MissingFieldError,
    ModelMissingError,
    NotFoundError,
    SearchNotReadyError,
)
from pierglass.server.services import (
    catalogue,
    indexing,
    keywords,
    media,
    search_filters,
    search_models,
)
from pierglass.server.services.augmenter import Look
from pierglass.server.services.context import Context, Principal
from pierglass.server.services.search_filters import Narrowed
from pierglass.server.services.search_kinds import FAMILIES
from pierglass.server.services.search_models import COLOUR
from pierglass.server.store.catalogue import Item
from pierglass.server.store.index.port import Hit, Query
from pierglass.server.store.media import Media

__all__ = ["DEADLINE_S", "KEYWORDS", "MATCHES", "OUTCOMES", "TOP", "search"]

DEADLINE_S = 20.0
TOP = 50
"""Results of one search, at most."""

KEYWORDS = 0.3
"""Head start of an item that has every keyword, beside similarities up to 1."""
MATCHES = {"photo": 0.5, "generated": 0.5, "colour": 0.7, "keywords": 0.001}
"""From which score on a reason is said to match."""

OUTCOMES = ("found", "filtered_out", "empty_catalogue")


@dataclass(frozen=True)
class _Found:
    item_id: str
    score: float
    scores: dict[str, float]
    """By reason."""


def search(
    ctx: Context,
    principal: Principal,
    *,
    media_id: str | None = None,
    kind: str | None = None,
    text: str | None = None,
    filters: dict[str, Any] | None = None,
    top: int = 10,
) -> dict[str, Any]:
    """Return the listings that match, with reasons.

    Args:
        ctx: The server's parts.
        principal: Who asks.
        media_id: One of the caller's pictures.
        kind: Of the garment in it; the largest garment's by default.
        text: Keywords.
        filters: As `search_filters.FILTERS` checks them.
        top: 1 to `TOP`.

    Returns:
        ``outcome``, ``garment``, ``picture``, ``notes``, ``results``, ``stages_ms``.

    Raises:
        MissingFieldError: If there is neither a photo nor a keyword.
        InvalidFieldError: If the keywords have no word, or too many.
        NotFoundError: If the photo is not the caller's.
        SearchError: If there is nothing to look for in the photo.
        ModelMissingError: If no embedding network is installed.
        SearchNotReadyError: If the catalogue has not been looked at yet.
        AugmentationUnavailableError: If the augmentation server gives no answer.
        OverloadedError: If its queue is full.
    """
    if media_id is None and text is None:
        raise MissingFieldError(field="media_id")
    words = keywords.words_of(text, "keywords") if text is not None else ()
    filters = filters or {}
    search_filters.narrowed(filters, words, None)  # refused before any work
    now_ms = ctx.clock.now_ms()
    me = principal.account_id
    ctx.limits.spend("searches", me, now_ms=now_ms, burst=60, per_minute=60)
    if media_id is not None and ctx.store.read(_owner(media_id)) != me:
        raise NotFoundError(what="picture", field="media_id")
    if ctx.store.read(search_filters.is_empty):
        return _reply("empty_catalogue")
    if media_id is None:
        within = search_filters.narrowed(filters, words, None)
        return _shown(ctx, within, _by_keywords(ctx, within, top))
    model = _model(ctx)
    seen = _look(ctx, media_id, kind, model)
    within = search_filters.narrowed(filters, words, FAMILIES[seen.kind])
    reply = _shown(ctx, within, _by_photo(ctx, within, seen, model, top))
    return {
        **reply,
        "garment": {"kind": seen.kind, "kinds": list(FAMILIES[seen.kind])},
        "picture": _kept(ctx, me, media_id, seen),
        "notes": seen.notes,
        "stages_ms": seen.stages_ms,
    }


def _model(ctx: Context) -> str:
    """Return the network that serves."""
    current = ctx.store.read(search_models.serving)
    if current is not None:
        return current.sha256
    installed = search_models.installed(ctx)
    if installed is None:
        raise ModelMissingError(name="embedding")
    raise _not_ready(ctx, installed)


def _look(ctx: Context, media_id: str, kind: str | None, model: str) -> Look:
    photo = ctx.blobs.get(media_id)
    generate = search_models.generates(ctx)
    try:
        return ctx.augment.look(photo, kind or "", model, generate, DEADLINE_S)
    except ModelMissingError as error:
        # A new network lies where the one that serves was, and no copy was kept.
        installed = search_models.installed(ctx)
        if installed is None or installed == model:
            raise
        raise _not_ready(ctx, installed) from error


def _not_ready(ctx: Context, model: str) -> SearchNotReadyError:
    done, total = indexing.progress(ctx, model)
    return SearchNotReadyError(done=done, total=total, retry_after=10)


def _by_keywords(ctx: Context, within: Narrowed, top: int) -> list[_Found]:
    shares = ctx.store.read(lambda session: search_filters.candidates(session, within))
    ordered = sorted((-score, item_id) for item_id, score in shares.items() if score)
    return [_Found(one, -score, {"keywords": -score}) for score, one in ordered[:top]]


def _by_photo(
    ctx: Context, within: Narrowed, seen: Look, model: str, top: int
) -> list[_Found]:
    shares = ctx.store.read(lambda session: search_filters.candidates(session, within))
    queries = [
        Query(_numbers(vector), seen.weights[name])
        for name, vector in seen.vectors.items()
    ]
    among = {item_id: KEYWORDS * score for item_id, score in shares.items()}
    hits = ctx.vectors.search(model, queries, among, top)
    colours = _colours(ctx, seen, hits)
    return [
        _Found(
            hit.item_id,
            hit.score,
            {
                **dict(zip(seen.vectors, hit.similarities, strict=True)),
                "colour": colours.get(hit.item_id, 0.0),
                "keywords": shares[hit.item_id],
            },
        )
        for hit in hits
    ]


def _colours(ctx: Context, seen: Look, hits: list[Hit]) -> dict[str, float]:
    """Return how alike the colours of those found are: said, and not ranked by."""
    if not hits:
        return {}
    among = {hit.item_id: 0.0 for hit in hits}
    query = Query(_numbers(seen.colour))
    return {
        hit.item_id: hit.score
        for hit in ctx.vectors.search(COLOUR, [query], among, len(among))
    }


def _shown(ctx: Context, within: Narrowed, found: list[_Found]) -> dict[str, Any]:
    """Return the reply; what left the catalogue meanwhile is not in it."""

    def look(session: Session) -> list[dict[str, Any]]:
        ids = [one.item_id for one in found]
        listed = search_filters.offers(session, within, ids)
        rows = {
            row.id: row
            for row in session.scalars(
                select(Item).where(Item.id.in_(ids), Item.present)
            )
        }
        shown = {
            one["id"]: one
            for one in catalogue.render(ctx.settings, session, list(rows.values()))
        }
        return [
            {
                "item": {
                    **shown[one.item_id],
                    "listing": catalogue.render_listing(*listed[one.item_id]),
                },
                "score": round(one.score, 4),
                "reasons": _reasons(one, rows[one.item_id], within.words),
            }
            for one in found
            if one.item_id in shown and one.item_id in listed
        ]

    results = ctx.store.read(look)
    return {**_reply("found" if results else "filtered_out"), "results": results}


def _reasons(found: _Found, item: Item, words: tuple[str, ...]) -> list[dict[str, Any]]:
    reasons: list[dict[str, Any]] = [
        {"of": name, "score": round(score, 4), "matches": score >= MATCHES[name]}
        for name, score in found.scores.items()
        if name != "keywords"
    ]
    if words:
        reasons.append(
            {
                "of": "keywords",
                "score": round(found.scores["keywords"], 4),
                "matches": found.scores["keywords"] >= MATCHES["keywords"],
                "words": keywords.matched(item, words),
            }
        )
    return reasons


def _reply(outcome: str) -> dict[str, Any]:
    return {
        "outcome": outcome,
        "garment": None,
        "picture": None,
        "notes": [],
        "results": [],
        "stages_ms": {},
    }


def _kept(ctx: Context, owner_id: str, media_id: str, seen: Look) -> dict[str, Any]:
    """Return the picture that was searched with, stored as the caller's."""
    row = media.add(ctx, owner_id, seen.picture)
    row.generated = seen.generated

    def transaction(session: Session) -> dict[str, Any]:
        if session.get(Media, media_id) is None:
            # Swept while the networks worked.
            raise NotFoundError(what="picture", field="media_id")
        session.add(row)
        return media.render(row)

    return ctx.store.write(transaction)


def _owner(media_id: str) -> Any:
    def look(session: Session) -> str | None:
        photo = session.get(Media, media_id)
        return None if photo is None else photo.owner_id

    return look


def _numbers(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, np.float32)
