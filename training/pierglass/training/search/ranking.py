"""Ranks, recall and intervals."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["by_kind", "interval", "place_of", "recalls"]

_DRAWS = 1000


def place_of(scores: NDArray[np.float32], own: int) -> int:
    """Return the place of *own* among *scores*, 1 the best; the last of its equals."""
    return int((scores >= scores[own]).sum())


def recalls(
    places: Sequence[int | None], at: Sequence[int] = (1, 5, 20)
) -> dict[str, object]:
    """Return recall at each of *at*, MRR, their 95 % intervals, and the counts.

    Args:
        places: Of the right answer for each query, 1 the best; None for a query that
            could not be asked, which counts as a miss.
        at: Numbers of results.
    """
    found = np.array([np.inf if place is None else place for place in places])
    out: dict[str, object] = {}
    for name, hits in [
        *((f"recall@{k}", (found <= k).astype(np.float64)) for k in at),
        ("mrr", 1 / found),
    ]:
        out[name] = round(float(hits.mean()), 4) if len(hits) else 0.0
        out[f"{name}_95"] = interval(hits)
    failed = sum(place is None for place in places)
    return out | {"queries": len(places), "failed": failed}


def by_kind(
    places: Sequence[int | None], kinds: Sequence[str], at: int = 20
) -> dict[str, list[float]]:
    """Return recall at *at* and the number of queries of each kind."""
    hits: dict[str, list[bool]] = {}
    for place, kind in zip(places, kinds, strict=True):
        hits.setdefault(kind, []).append(place is not None and place <= at)
    return {
        kind: [round(float(np.mean(row)), 4), len(row)]
        for kind, row in sorted(hits.items())
    }


def interval(values: NDArray[np.float64]) -> list[float]:
    """Return the 95 % bootstrap interval of the mean of *values*."""
    if not len(values):
        return [0.0, 0.0]
    rng = np.random.default_rng(0)
    means = values[rng.integers(0, len(values), (_DRAWS, len(values)))].mean(1)
    return [round(float(v), 4) for v in np.percentile(means, (2.5, 97.5))]
