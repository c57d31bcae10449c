"""Visual search: a photo, keywords, or both, to the listings that match.

The ranking is one exact search in the index: the weighted similarity of the garment in
the photo and of the stock picture generated from it, and a head start for keywords.
What each of them said is told with every result.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    MissingFieldError,
    ModelMissingError,
    NotFoundError,
    SearchNotReadyError,
)
from pierglass.server.services import (
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
from pierglass.server.services.search_results import Found, colour_likeness, shown
from pierglass.server.store.index.port import Query
from pierglass.server.store.media import Media

__all__ = ["DEADLINE_S", "KEYWORDS", "OUTCOMES", "TOP", "search", "serving_model"]

DEADLINE_S = 20.0
TOP = 50
"""Results of one search, at most."""

KEYWORDS = 0.3
"""Head start of an item that has every keyword, beside similarities up to 1."""

OUTCOMES = ("found", "filtered_out", "empty_catalogue")


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
        return _told(shown(ctx, within, _by_keywords(ctx, within, top)))
    model = serving_model(ctx)
    seen = _look(ctx, media_id, kind, model)
    within = search_filters.narrowed(filters, words, FAMILIES[seen.kind])
    found = _by_photo(ctx, within, seen, model, top)
    return {
        **_told(shown(ctx, within, found)),
        "garment": {"kind": seen.kind, "kinds": list(FAMILIES[seen.kind])},
        "picture": _kept(ctx, me, media_id, seen),
        "notes": seen.notes,
        "stages_ms": seen.stages_ms,
    }


def serving_model(ctx: Context) -> str:
    """Return the hash of the network that serves.

    Raises:
        ModelMissingError: If no embedding network is installed.
        SearchNotReadyError: If the catalogue has not been looked at yet.
    """
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


def _by_keywords(ctx: Context, within: Narrowed, top: int) -> list[Found]:
    shares = ctx.store.read(lambda session: search_filters.candidates(session, within))
    ordered = sorted((-score, item_id) for item_id, score in shares.items() if score)
    return [Found(one, -score, {"keywords": -score}) for score, one in ordered[:top]]


def _by_photo(
    ctx: Context, within: Narrowed, seen: Look, model: str, top: int
) -> list[Found]:
    shares = ctx.store.read(lambda session: search_filters.candidates(session, within))
    queries = [
        Query(_numbers(vector), seen.weights[name])
        for name, vector in seen.vectors.items()
    ]
    among = {item_id: KEYWORDS * score for item_id, score in shares.items()}
    hits = ctx.vectors.search(model, queries, among, top)
    colours = colour_likeness(ctx, [Query(_numbers(seen.colour))], hits)
    return [
        Found(
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


def _told(results: list[dict[str, Any]]) -> dict[str, Any]:
    return {**_reply("found" if results else "filtered_out"), "results": results}


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
