"""Contact sheets of queries: photo, pre-processed, G1, G2, reference, five nearest."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.search.cases import Query, listings
from pierglass.training.search.seen import Seen, whole_photo
from pierglass.training.tryon.sheet import check_place

__all__ = ["row_of", "tile", "write_sheet"]

_COUNT, _ACROSS = 48, 2
_TILE = 112


def write_sheet(
    data: Path,
    runs: Path,
    asked: list[Query],
    seen: list[Seen],
    near: list[list[str]],
    path: Path,
    seed: int = 0,
) -> list[dict[str, object]]:
    """Write 48 of *asked*, chosen by *seed*; return what is on the sheet.

    Raises:
        SheetPlaceError: If *path* is inside of a git repository.
    """
    check_place(path)
    order = np.random.default_rng(seed).permutation(len(asked))[:_COUNT]
    names = {name for i in order for name in near[i]}
    shown = {one.name: one.picture for one in listings(data, runs, names, 0)}
    rows = [row_of(asked[i], seen[i], [shown[name] for name in near[i]]) for i in order]
    rows += [np.full_like(rows[0], 255)] * (-len(rows) % _ACROSS) if rows else []
    lines = [np.hstack(rows[i : i + _ACROSS]) for i in range(0, len(rows), _ACROSS)]
    path.parent.mkdir(parents=True, exist_ok=True)
    if lines:
        cv2.imwrite(str(path), np.vstack(lines)[:, :, ::-1])
    return [
        {"listing": asked[i].name, "photo": asked[i].photo, "nearest": near[i]}
        for i in order
    ]


def row_of(
    query: Query, seen: Seen, near: list[NDArray[np.uint8]]
) -> NDArray[np.uint8]:
    """Return one query as a row of ten tiles."""
    picture = None if seen.rectified is None else seen.rectified.picture
    row = [whole_photo(query.rgb), picture, seen.g1, seen.g2, query.stock[..., :3]]
    row += [*near, *[None] * (5 - len(near))]
    tiles = [tile(one) for one in row]
    return np.hstack([*tiles, np.full((_TILE, 12, 3), 160, np.uint8)])


def tile(picture: NDArray[np.uint8] | None, size: int = _TILE) -> NDArray[np.uint8]:
    """Return a square picture as a tile; grey for one that there is not."""
    if picture is None:
        return np.full((size, size, 3), 200, np.uint8)
    small = cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
