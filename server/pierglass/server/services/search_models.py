"""Which embedding network a search looks with, and the files of those before it.

Vectors of two networks are never compared. A network that is put into the weights
folder is *installed*; it *serves* once every item has a vector of it. Until then the
one before serves on, from the copy that was kept of it.
"""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from pierglass.server.services.context import Context
from pierglass.server.settings import Settings, resource_folder
from pierglass.server.store.trained_models import TrainedModel
from pierglass.server.store.vectors import SearchModel

__all__ = ["COLOUR", "generates", "installed", "keep", "serve", "serving"]

COLOUR = "colour-1"
"""The method whose vectors say how alike two garments' colours are."""

_PURPOSE = "items"
_FILE = "embedding.onnx"
_GENERATORS = ("stock_g1", "stock_g2")


def installed(ctx: Context) -> str | None:
    """Return the hash of the network in the weights folder, None without one."""
    path = _installed_path(ctx.settings)
    if path is None:
        return None
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return _hash(path, about.st_mtime_ns, about.st_size)


def serving(session: Session) -> SearchModel | None:
    """Return the network whose vectors are searched, None before the first."""
    return session.get(SearchModel, _PURPOSE)


def serve(ctx: Context, sha256: str) -> None:
    """Search with the vectors of *sha256* from now on."""
    row = SearchModel(purpose=_PURPOSE, sha256=sha256, since_ms=ctx.clock.now_ms())
    ctx.store.write(lambda session: session.merge(row))


def keep(ctx: Context, sha256: str) -> None:
    """Keep the installed network's file, and no other's, for when a new one comes.

    A file that is replaced meanwhile is not kept: its hash would be a lie.
    """
    source = _installed_path(ctx.settings)
    folder = ctx.settings.data_dir / "models"
    kept = folder / f"embedding-{sha256}.onnx"
    if source is None or kept.is_file():
        return
    data = source.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        return
    folder.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(kept)
    for path in folder.glob("embedding-*.onnx"):
        if path != kept:
            path.unlink()


def generates(ctx: Context) -> bool:
    """Return whether a search makes a stock picture of the garment as well.

    ``auto`` follows the card: its metrics say ``in_search: false`` for a generator
    that finds worse than the photo does.
    """
    wanted = ctx.settings.search_generated
    if wanted != "auto":
        return wanted == "on"

    def look(session: Session) -> dict[str, bool]:
        rows = session.scalars(
            select(TrainedModel).where(
                TrainedModel.serving, TrainedModel.name.in_(_GENERATORS)
            )
        )
        return {row.name: row.metrics.get("in_search", True) is True for row in rows}

    found = ctx.store.read(look)
    return all(found.get(name, False) for name in _GENERATORS)


def _installed_path(settings: Settings) -> Path | None:
    folder = resource_folder(settings.weights)
    return None if folder is None else folder / _FILE


@lru_cache(maxsize=8)
def _hash(path: Path, mtime_ns: int, size: int) -> str:
    del mtime_ns, size  # of the key alone: another file at the same path is read again
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
