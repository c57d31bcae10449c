"""Figures with intervals, from what was counted on each case.

Counts are summed before any ratio is taken. Intervals are 95 % bootstrap intervals,
photos drawn with replacement a thousand times: cases of one photo stand or fall
together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.calibration import BINS, bins, calibration_error
from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.metrics import Counts, count

__all__ = ["Measured", "against", "by_kind", "figures", "measured"]

_DRAWS = 1000

_COUNTS = len(vars(Counts()))

_MEASURES = ("hidden_iou", "visible_iou", "boundary_f")


@dataclass(frozen=True, eq=False)
class Measured:
    """What one method's map of one case counts."""

    photo: str
    kind: str
    row: NDArray[np.float64]
    """(11 + 45,) `Counts`, then the bins of calibration."""


def measured(case: Case, shown: NDArray[np.float32]) -> Measured:
    """Return the counts of the map *shown* of *case*."""
    counts = count(shown, case.hidden, case.inside)
    table = bins(shown, case.hidden, case.inside)
    row = np.concatenate([np.array(list(vars(counts).values())), table.ravel()])
    return Measured(case.photo.number, case.kind, row.astype(np.float64))


def by_kind(cases: Sequence[Measured], *, soft: bool) -> dict[str, dict[str, object]]:
    """Return `figures` of each kind, and ``overall``."""
    kinds = sorted({case.kind for case in cases})
    groups = {kind: [case for case in cases if case.kind == kind] for kind in kinds}
    groups["overall"] = list(cases)
    return {kind: figures(group, soft=soft) for kind, group in groups.items()}


def figures(cases: Sequence[Measured], *, soft: bool) -> dict[str, object]:
    """Return the figures over *cases*, and their intervals as ``NAME_95``.

    Args:
        cases: What was counted, one method's.
        soft: Whether the maps are probabilities; else they have no calibration.
    """
    table = _table(cases, sorted({case.photo for case in cases}))
    whole = _of(table.sum(0), soft=soft)
    out: dict[str, object] = {name: round(value, 4) for name, value in whole.items()}
    if len(table) < 2:
        return out
    spread = [_of(row, soft=soft) for row in _drawn(table)]
    for name in whole:
        if name != "samples":
            out[f"{name}_95"] = _interval([one[name] for one in spread])
    return out


def against(
    ours: Sequence[Measured], theirs: Sequence[Measured]
) -> dict[str, dict[str, dict[str, object]]]:
    """Return by how much one method is better than another, by kind and overall.

    Args:
        ours: What the one's maps count.
        theirs: What the other's count, on the same cases in the same order.

    Returns:
        For each kind and measure the gap, its interval over the same draws of photos
        for both, and whether that makes it ``better``, ``worse`` or a ``tie``.
    """
    kinds = sorted({case.kind for case in ours})
    chosen = {
        kind: [i for i, case in enumerate(ours) if case.kind == kind] for kind in kinds
    }
    if ours:
        chosen["overall"] = list(range(len(ours)))
    return {
        kind: _gaps([ours[i] for i in picked], [theirs[i] for i in picked])
        for kind, picked in chosen.items()
    }


def _gaps(ours: list[Measured], theirs: list[Measured]) -> dict[str, dict[str, object]]:
    photos = sorted({case.photo for case in ours})
    tables = [_table(cases, photos) for cases in (ours, theirs)]
    whole = [_of(table.sum(0), soft=False) for table in tables]
    draws = [[_of(row, soft=False) for row in _drawn(table)] for table in tables]
    out: dict[str, dict[str, object]] = {}
    for name in _MEASURES:
        low, high = _interval([a[name] - b[name] for a, b in zip(*draws, strict=True)])
        out[name] = {
            "gap": round(whole[0][name] - whole[1][name], 4),
            "gap_95": [low, high],
            "verdict": "better" if low > 0 else "worse" if high < 0 else "tie",
        }
    return out


def _table(cases: Sequence[Measured], photos: list[str]) -> NDArray[np.float64]:
    """Return the sum of the cases' counts, a photo a row."""
    row_of = {photo: index for index, photo in enumerate(photos)}
    out = np.zeros((len(photos), _COUNTS + 3 * BINS))
    for case in cases:
        out[row_of[case.photo]] += case.row
    return out


def _drawn(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums of a thousand draws of the table's rows; always the same ones."""
    rng = np.random.default_rng(0)
    even = [1 / max(len(table), 1)] * len(table)
    return np.asarray(rng.multinomial(len(table), even, _DRAWS) @ table, np.float64)


def _interval(values: list[float]) -> list[float]:
    return [round(float(bound), 4) for bound in np.percentile(values, (2.5, 97.5))]


def _of(row: NDArray[np.float64], *, soft: bool) -> dict[str, float]:
    out = Counts(*row[:_COUNTS]).figures()
    if soft:
        table = row[_COUNTS:].reshape(BINS, 3)
        out["calibration_error"] = calibration_error(table)
    return out
