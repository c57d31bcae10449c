"""Brings the vector index up to the catalogue, a few items at a time.

Every step reads what is there and does the next part of what is missing, so that it
goes on after a crash, a new item or a new network as if nothing had been. A new
network's vectors are made beside those that serve; once none is missing, one row
changes, and every search from then on looks at the new ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.errors import (
    AugmentationUnavailableError,
    ModelMissingError,
    OverloadedError,
    PierglassError,
)
from pierglass.server.services import search_models
from pierglass.server.services.context import Context
from pierglass.server.services.search_kinds import FAMILIES
from pierglass.server.services.search_models import COLOUR
from pierglass.server.store.catalogue import Item
from pierglass.server.store.index.port import Entry

__all__ = ["BATCH", "LINGER_MS", "Indexer", "progress"]

BATCH = 8
"""Items in one step: a second or so of one process's time."""
LINGER_MS = 60_000
"""How long vectors that no longer serve stay, for searches that began with them."""
DEADLINE_S = 30.0


@dataclass
class Indexer:
    """The job, and what it has learnt not to try again."""

    refused: set[tuple[str, str, str]] = field(default_factory=set)
    """Item, picture and model of what cannot be looked at: it keeps nobody waiting."""

    def step(self, ctx: Context) -> int:
        """Do the next part; return how many items it looked at, 0 when all is done.

        Raises:
            AugmentationUnavailableError: If the model processes do not answer.
            OverloadedError: If they have too much to do.
            StoreFailedError: If the index cannot be written.
        """
        wanted = ctx.store.read(_wanted)
        current = ctx.store.read(search_models.serving)
        installed = search_models.installed(ctx)
        served = current.sha256 if current is not None else None
        for model in dict.fromkeys((served, installed)):
            if model is not None and (done := self._read(ctx, model, wanted)):
                return done
        if installed is not None and installed != served:
            search_models.serve(ctx, installed)
            served = installed
            ctx.log.info("search_model_serves", model=installed, items=len(wanted))
        if served is not None and served == installed:
            search_models.keep(ctx, served)
        self._clear(ctx, wanted, {one for one in (served, installed) if one})
        return 0

    def _read(self, ctx: Context, model: str, wanted: dict[str, str]) -> int:
        """Look at the next items that have no vector of *model*."""
        entries: list[Entry] = []
        looked = 0
        for item_id, source in self._missing(ctx, model, wanted):
            try:
                views = ctx.augment.embed(item_id, model, DEADLINE_S)
            except (AugmentationUnavailableError, OverloadedError):
                if entries:
                    break
                raise
            except ModelMissingError:
                break  # of a network that served before and is gone
            except PierglassError as error:
                ctx.log.warning("item_not_indexed", item=item_id, reason=str(error))
                self.refused.add((item_id, source, model))
            else:
                entries += [
                    Entry(item_id, "stock", model, source, _numbers(views.numbers)),
                    Entry(item_id, "stock", COLOUR, source, _numbers(views.colour)),
                ]
            looked += 1
            if looked == BATCH:
                break
        if entries:
            ctx.vectors.put(entries)
        return looked

    def _missing(
        self, ctx: Context, model: str, wanted: dict[str, str]
    ) -> Iterator[tuple[str, str]]:
        there = ctx.vectors.sources(model)
        for item_id, source in wanted.items():
            known = there.get(item_id) == source
            if not known and (item_id, source, model) not in self.refused:
                yield item_id, source

    def _clear(self, ctx: Context, wanted: dict[str, str], models: set[str]) -> None:
        """Remove vectors of items that are gone, and of models that served before."""
        gone = ctx.vectors.sources(COLOUR).keys() - wanted.keys()
        if gone:
            ctx.vectors.remove_items(gone)
        current = ctx.store.read(search_models.serving)
        if current is None or ctx.clock.now_ms() - current.since_ms < LINGER_MS:
            return
        stale = ctx.vectors.models().keys() - models - {COLOUR}
        if stale:
            ctx.vectors.remove_models(stale)


def progress(ctx: Context, model: str) -> tuple[int, int]:
    """Return how many items have vectors of *model*, and how many should."""
    wanted = ctx.store.read(_wanted)
    there = ctx.vectors.sources(model)
    return sum(there.get(one) == source for one, source in wanted.items()), len(wanted)


def _wanted(session: Session) -> dict[str, str]:
    """Return the items to look at, and the pictures that they have now."""
    query = (
        select(Item.id, Item.picture_sha256)
        .where(Item.present, Item.kind.in_(FAMILIES))
        .order_by(Item.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _numbers(data: bytes) -> NDArray[np.float32]:
    return np.frombuffer(data, np.float32)
