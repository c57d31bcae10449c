"""Blind marking: are the results of real worn garments relevant?

The ten best of every method are pooled and shuffled; a person marks each tile of a
sheet as relevant (same kind, colours, pattern) or not without knowing who found it.
"""

import csv
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.search.cases import held_photos, listings
from pierglass.training.search.evaluate import METHODS, Catalogue, descriptors
from pierglass.training.search.ranking import interval
from pierglass.training.search.seen import Models, Seen, look, whole_photo
from pierglass.training.search.sheet import tile
from pierglass.training.tryon.sheet import check_place
from pierglass.vision.embedding import GENERATED_SHARE
from pierglass.vision.groups import group_index
from pierglass.vision.rectify import GARMENT_GROUPS

__all__ = ["precision", "write_marking"]

_KINDS = ("top", "jacket", "dress", "trousers")
_LEAST = 0.03
"""Least share of the photo that a worn garment covers to be asked for."""

_QUERIES, _TOP, _ACROSS = 100, 10, 10
_TILE = 150


def write_marking(
    data: Path, runs: Path, folder: Path, *, seed: int = 0, limit: int | None = None
) -> dict[str, object]:
    """Write a sheet a query, the empty ``marks.csv`` and the key ``pool.json``.

    Args:
        data: A folder laid out as the data README says.
        runs: Where cut-outs are kept.
        folder: Where to; outside of a repository.
        seed: Says which garments are asked for and how tiles are shuffled.
        limit: Queries and listings at most; for a trial.

    Returns:
        How many queries and tiles there are, and which methods.

    Raises:
        SheetPlaceError: If *folder* is inside of a git repository.
    """
    check_place(folder / "pool.json")
    cv2.setNumThreads(1)
    models = Models.installed()
    found = listings(data, runs, set(), limit)
    catalogue = Catalogue.of(found, models)
    pictures = {one.name: one.picture for one in found}
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    pool: list[dict[str, Any]] = []
    rows: list[tuple[int, int, str]] = []
    bar = tqdm(_worn(data, rng, limit or _QUERIES), desc="marks", unit="query")
    for photo, kind in bar:
        seen = look(photo.rgb, kind, models)
        asked = descriptors(photo.rgb, seen, models, GENERATED_SHARE)
        best = {
            name: _best(catalogue, name, asked[name])
            for name in METHODS
            if name in asked
        }
        names = sorted({name for top in best.values() for name in top})
        tiles = [names[i] for i in rng.permutation(len(names))]
        number = len(pool)
        sheet = _sheet(photo.rgb, seen, [pictures[name] for name in tiles])
        cv2.imwrite(str(folder / f"{number:03d}-{kind}.png"), sheet[:, :, ::-1])
        pool.append(
            {"photo": photo.number, "kind": kind, "tiles": tiles, "methods": best}
        )
        rows += [(number, i, "") for i in range(len(tiles))]
    (folder / "pool.json").write_text(json.dumps(pool))
    with (folder / "marks.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("query", "tile", "relevant"), *rows])
    methods = sorted({name for one in pool for name in one["methods"]})
    return {"queries": len(pool), "tiles": len(rows), "methods": methods}


def precision(marks: Path) -> dict[str, object]:
    """Return precision at ten of each method, from marks beside their ``pool.json``.

    Args:
        marks: CSV with the columns query, tile and relevant (1 or 0).

    Raises:
        FileNotFoundError: If either file is missing.
        ValueError: If a tile has no mark, or another one than 1 and 0.
    """
    key = marks.with_name("pool.json")
    for path in (marks, key):
        if not path.is_file():
            raise FileNotFoundError(
                f"no {path.name} beside the marks ({path}): write both with pierglass "
                "eval marks --sheet FOLDER"
            )
    pool = json.loads(key.read_text())
    with marks.open(newline="") as file:
        given = {
            (int(row["query"]), int(row["tile"])): row["relevant"].strip()
            for row in csv.DictReader(file)
        }
    liked = _liked(pool, given)
    out: dict[str, object] = {"queries": len(pool), "tiles": len(given)}
    for method in METHODS:
        values = [
            sum(name in liked[i] for name in query["methods"][method]) / _TOP
            for i, query in enumerate(pool)
            if method in query["methods"]
        ]
        # A query that a method could not ask finds it nothing.
        values += [0.0] * (len(pool) - len(values)) if values else []
        out[method] = (
            {
                "precision@10": round(float(np.mean(values)), 4),
                "precision@10_95": interval(np.array(values)),
            }
            if values
            else {"absent": "it was not among the methods that were pooled"}
        )
    return out


def _liked(
    pool: list[dict[str, Any]], given: dict[tuple[int, int], str]
) -> list[set[str]]:
    """Return the relevant names of each query."""
    wanted = [(q, t) for q, one in enumerate(pool) for t in range(len(one["tiles"]))]
    wrong = [at for at in wanted if given.get(at) not in ("0", "1")]
    if wrong:
        query, place = wrong[0]
        raise ValueError(
            f"{len(wrong)} of {len(wanted)} tiles are not marked, first tile {place} "
            f"of query {query}: found {given.get(wrong[0])!r}, expected 1 or 0"
        )
    return [
        {name for t, name in enumerate(one["tiles"]) if given[(q, t)] == "1"}
        for q, one in enumerate(pool)
    ]


def _worn(
    data: Path, rng: np.random.Generator, count: int
) -> list[tuple[StreetPhoto, str]]:
    """Return held-out photos with a kind of garment that they show."""
    out = []
    for photo in held_photos(data, "test"):
        for kind in _KINDS:
            groups = [group_index(name) for name in GARMENT_GROUPS[kind][0]]
            if (
                photo.groups is not None
                and np.isin(photo.groups, groups).mean() > _LEAST
            ):
                out.append((photo, kind))
    return [out[i] for i in rng.permutation(len(out))[:count]]


def _best(catalogue: Catalogue, method: str, query: NDArray[np.float32]) -> list[str]:
    order = np.argsort(-catalogue.scores(method, query))
    return [catalogue.names[i] for i in order[:_TOP]]


def _sheet(
    photo: NDArray[np.uint8], seen: Seen, found: list[NDArray[np.uint8]]
) -> NDArray[np.uint8]:
    """Return the photo and its crop above the numbered tiles."""
    head = [tile(whole_photo(photo), 2 * _TILE)]
    if seen.rectified is not None:
        head.append(tile(seen.rectified.picture, 2 * _TILE))
    width = _ACROSS * _TILE
    top = np.full((2 * _TILE, width, 3), 255, np.uint8)
    row = np.hstack(head)
    top[:, : row.shape[1]] = row
    tiles = []
    for number, picture in enumerate(found):
        one = tile(picture, _TILE)
        cv2.putText(
            one, str(number), (3, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (200, 0, 0)
        )
        tiles.append(one)
    tiles += [np.full((_TILE, _TILE, 3), 255, np.uint8)] * (-len(tiles) % _ACROSS)
    lines = [np.hstack(tiles[i : i + _ACROSS]) for i in range(0, len(tiles), _ACROSS)]
    return np.vstack([top, *lines])
