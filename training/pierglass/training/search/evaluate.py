"""`pierglass eval search`: composed street photo to its listing, by every method."""

import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.search.cases import Listing, Query, listings, queries
from pierglass.training.search.ranking import by_kind, place_of, recalls
from pierglass.training.search.seen import (
    Models,
    Seen,
    look,
    masked_crop,
    whole_photo,
)
from pierglass.training.search.sheet import write_sheet
from pierglass.training.tryon.sheet import check_place
from pierglass.vision.embedding import fused
from pierglass.vision.search_colour import colour_vector

__all__ = [
    "METHODS",
    "Catalogue",
    "descriptors",
    "evaluate_search",
    "likeness_that_matches",
    "share_that_fits",
]

METHODS = ("colour_histogram", "raw_photo", "preprocessed", "g1", "g2", "fusion")

_EXTRA = ("masked_crop",)
"""Measured beside the methods, under ``baselines``."""

_SHARES = tuple(round(0.05 * i, 2) for i in range(21))
_TIMED = 30

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The listings as vectors."""

    names: list[str]
    colours: Vectors
    """(N, C), as `colour_vector` makes them."""

    vectors: Vectors | None
    """(N, 128); None without an embedding network."""

    @staticmethod
    def of(found: list[Listing], models: Models) -> "Catalogue":
        """Return the catalogue of *found*."""
        colours = np.stack([colour_vector(one.picture, one.cloth) for one in found])
        vectors = None
        if models.embed is not None:
            vectors = np.stack([models.embed(one.picture) for one in found])
        return Catalogue([one.name for one in found], colours, vectors)

    def scores(self, method: str, query: Vectors) -> Vectors:
        """Return the likeness of each listing to a method's descriptor."""
        known = self.colours if method == "colour_histogram" else self.vectors
        if known is None:
            raise ValueError("the catalogue has no vectors: no embedding network")
        return np.asarray(known @ query, np.float32)


def evaluate_search(
    data: Path,
    runs: Path,
    split: str = "test",
    sheet: Path | None = None,
    limit: int | None = None,
) -> dict[str, object]:
    """Return recall by method, the counts, and the CPU time of a query.

    Args:
        data: A folder laid out as the data README says.
        runs: Where cut-outs are kept.
        split: ``test`` or ``validation``.
        sheet: Where to write 48 queries; outside of a repository.
        limit: Queries and distractors at most; for a trial.
    """
    cv2.setNumThreads(1)
    if sheet is not None:
        check_place(sheet)
    models = Models.installed()
    tried, apart = queries(data, runs, "validation", limit=limit)
    asked, lost = queries(data, runs, split, limit=limit)
    names = {query.name for query in [*tried, *asked]}
    catalogue = Catalogue.of(listings(data, runs, names, limit), models)
    share, matches = _fitted(tried, catalogue, models)
    rows, seen = _asked(asked, catalogue, models, share)
    report: dict[str, object] = {
        "split": split,
        "models": models.hashes(),
        "queries": len(asked),
        "not_composed": lost,
        "listings": len(catalogue.names),
        "distractors": len(catalogue.names) - len({q.name for q in asked}),
        "fusion_share_of_generated": share,
        "likeness_that_matches": matches,
        "fitted_on": {"split": "validation", "queries": len(tried), "lost": apart},
        "unaligned": sum(
            s.rectified is not None and bool(s.rectified.unaligned) for s in seen
        ),
    }
    kinds = [query.kind for query in asked]
    for method in METHODS:
        report[method] = _summary(method, rows, models, kinds)
    report["baselines"] = {name: _summary(name, rows, models, kinds) for name in _EXTRA}
    report["cpu_ms_a_query"] = _timed(asked[:_TIMED], catalogue, models, share)
    if sheet is not None:
        near = [_nearest(one, catalogue, models, share) for one in _pairs(asked, seen)]
        report["sheet"] = write_sheet(data, runs, asked, seen, near, sheet)
    return report


def descriptors(
    photo: NDArray[np.uint8], seen: Seen, models: Models, share: float | None
) -> dict[str, Vectors]:
    """Return what each method searches with; methods that cannot ask are left out."""
    out: dict[str, Vectors] = {}
    found, embed = seen.rectified, models.embed
    if found is not None:
        out["colour_histogram"] = colour_vector(found.picture, found.cloth)
    if embed is None:
        return out
    out["raw_photo"] = embed(whole_photo(photo))
    if found is not None:
        out["masked_crop"] = embed(masked_crop(photo, found.garment))
        out["preprocessed"] = embed(found.picture)
    if seen.g1 is not None:
        out["g1"] = embed(seen.g1)
    if seen.g2 is not None:
        out["g2"] = embed(seen.g2)
        if share is not None:
            out["fusion"] = fused(out["preprocessed"], out["g2"], share)
    return out


def share_that_fits(
    crops: list[Vectors], made: list[Vectors], own: list[int], gallery: Vectors
) -> float:
    """Return the share of the generated picture that serves best.

    Best is the highest sum of recall@1, @5 and @20; the smallest share of equals.
    """
    best, chosen = -1, 0.0
    for share in _SHARES:
        places = [
            place_of(gallery @ fused(a, b, share), i)
            for a, b, i in zip(crops, made, own, strict=True)
        ]
        hits = sum(place <= k for place in places for k in (1, 5, 20))
        if hits > best:
            best, chosen = hits, share
    return chosen


def likeness_that_matches(
    crops: list[Vectors], own: list[int], gallery: Vectors
) -> float:
    """Return the likeness from which on a result is more often right than not.

    It parts the right listings from the most alike of the wrong ones with the fewest
    errors.
    """
    right, wrong = [], []
    for crop, i in zip(crops, own, strict=True):
        scores = gallery @ crop
        right.append(float(scores[i]))
        wrong.append(float(np.delete(scores, i).max()))
    edges = np.unique(np.round([*right, *wrong], 2))
    errors = [
        int((np.array(right) < edge).sum() + (np.array(wrong) >= edge).sum())
        for edge in edges
    ]
    return float(edges[int(np.argmin(errors))])


def _fitted(
    tried: list[Query], catalogue: Catalogue, models: Models
) -> tuple[float | None, float | None]:
    """Return fusion's share and the likeness that matches, fitted.

    None where nothing is to be fused, or nothing is embedded.
    """
    gallery = catalogue.vectors
    if gallery is None:
        return None, None
    crops, made, own = [], [], []
    for query in tqdm(tried, desc="fit", unit="query", leave=False):
        found = descriptors(
            query.rgb, look(query.rgb, query.kind, models), models, None
        )
        if "preprocessed" in found:
            crops.append(found["preprocessed"])
            own.append(catalogue.names.index(query.name))
            made += [found["g2"]] if "g2" in found else []
    matches = likeness_that_matches(crops, own, gallery) if crops else None
    if not made:
        return None, matches
    return share_that_fits(crops, made, own, gallery), matches


def _asked(
    asked: list[Query], catalogue: Catalogue, models: Models, share: float | None
) -> tuple[dict[str, list[int | None]], list[Seen]]:
    """Return the right answer's place by method and query, and what was seen."""
    rows: dict[str, list[int | None]] = {name: [] for name in (*METHODS, *_EXTRA)}
    everything = []
    for query in tqdm(asked, desc="search", unit="query", leave=False):
        seen = look(query.rgb, query.kind, models)
        everything.append(seen)
        found = descriptors(query.rgb, seen, models, share)
        own = catalogue.names.index(query.name)
        for name, places in rows.items():
            vector = found.get(name)
            places.append(
                None
                if vector is None
                else place_of(catalogue.scores(name, vector), own)
            )
    return rows, everything


def _summary(
    method: str,
    rows: dict[str, list[int | None]],
    models: Models,
    kinds: list[str],
) -> dict[str, object]:
    if method != "colour_histogram" and "embedding" in models.absent:
        return {"absent": models.absent["embedding"]}
    if method in ("g1", "g2", "fusion") and "generator" in models.absent:
        return {"absent": models.absent["generator"]}
    return recalls(rows[method]) | {"recall@20_by_kind": by_kind(rows[method], kinds)}


def _timed(
    asked: list[Query], catalogue: Catalogue, models: Models, share: float | None
) -> dict[str, float]:
    """Return the median CPU milliseconds of each step of a query, and of them all."""
    rows: list[dict[str, float]] = []
    for query in asked:
        seen = look(query.rgb, query.kind, models)
        if seen.rectified is None:
            continue
        row = dict(seen.seconds)
        start = time.process_time()
        vector = None
        if models.embed is not None:
            vector = models.embed(seen.rectified.picture)
            if seen.g2 is not None and share is not None:
                vector = fused(vector, models.embed(seen.g2), share)
            row["embed"] = time.process_time() - start
        if vector is not None:
            start = time.process_time()
            scores = catalogue.scores("fusion", vector)
            np.argpartition(scores, -min(20, len(scores)))
            row["search"] = time.process_time() - start
        rows.append(row | {"all": sum(row.values())})
    if not rows:
        return {}
    return {
        name: round(1000 * float(np.median([row[name] for row in rows])), 2)
        for name in rows[0]
    }


def _pairs(asked: list[Query], seen: list[Seen]) -> list[tuple[Query, Seen]]:
    return list(zip(asked, seen, strict=True))


def _nearest(
    one: tuple[Query, Seen], catalogue: Catalogue, models: Models, share: float | None
) -> list[str]:
    """Return the five nearest listings by the best method that there is."""
    query, seen = one
    found = descriptors(query.rgb, seen, models, share)
    for method in ("fusion", "preprocessed", "colour_histogram"):
        if method in found:
            order = np.argsort(-catalogue.scores(method, found[method]))
            return [catalogue.names[i] for i in order[:5]]
    return []
