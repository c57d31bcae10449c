"""`pierglass eval occluder`: the occluder and its baselines on held-out photos.

Baselines: the static map of each kind, and the person network's own label map put
through the truth table. Intervals are 95 % bootstrap intervals over photos.
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.metrics import Counts, count
from pierglass.training.occluder.recipe import held_cases
from pierglass.vision.drawing import draw_map
from pierglass.vision.occlusion import predict_in_box, tuck_in
from pierglass.vision.static_map import static_map
from pierglass.vision.truth import Body, hidden

__all__ = ["METHODS", "evaluate_occluder"]

_Map = NDArray[np.float32]


def _occluder(case: Case) -> _Map:
    placed = case.placed
    shown = predict_in_box(
        case.photo.rgb, placed.patch, placed.box, case.kind, case.person, placed.sleeves
    )
    return tuck_in(shown, placed, case.person)


def _bare(case: Case) -> _Map:
    """The network with what a bare call gives it: frame and overlay alone."""
    placed = case.placed
    return predict_in_box(
        case.photo.rgb, placed.patch, placed.box, None, case.person, None
    )


def _static(case: Case) -> _Map:
    return static_map(case.kind, case.placed.box)


def _on_top(case: Case) -> _Map:
    return np.ones(case.hidden.shape, np.float32)


def _label_rule(case: Case) -> _Map:
    left, top, right, bottom = case.placed.box
    size = (right - left, bottom - top)
    groups = case.person.groups_in(case.placed.box, size).argmax(2).astype(np.uint8)
    points = (case.person.points[:, :2] - (left, top)).astype(np.float32)
    body = Body(points, case.person.points[:, 2])
    return 1 - hidden(
        case.kind, groups, body, case.placed.sleeves, case.placed.behind > 0.5
    ).astype(np.float32)


METHODS: dict[str, Callable[[Case], _Map]] = {
    "occluder": _occluder,
    "occluder_without_hints": _bare,
    "label_map_rule": _label_rule,
    "static_map": _static,
    "item_on_top": _on_top,
}
"""What is measured, the network first."""


def evaluate_occluder(
    data: Path, split: str = "test", sheet: Path | None = None
) -> dict[str, object]:
    """Return every method's figures by kind and overall, inside of the overlay alone.

    Args:
        data: A folder laid out as the data README says.
        split: ``test`` or ``validation``.
        sheet: Where to write a contact sheet; nowhere by default.
    """
    cases = held_cases(data, split)
    report: dict[str, object] = {
        "split": split,
        "cases": len(cases),
        "items": sorted({case.item_id for case in cases}),
        "hidden_share": {
            kind: _hidden_share([c for c in cases if c.kind == kind])
            for kind in sorted({c.kind for c in cases})
        },
    }
    report |= _measure(cases)
    report["selfie_640x480"] = _measure(held_cases(data, split, selfies=True))
    if sheet is not None:
        _write_sheet(cases, sheet)
    return report


def _measure(cases: list[Case]) -> dict[str, object]:
    """Return every method's figures on *cases*."""
    out: dict[str, object] = {}
    for name, method in METHODS.items():
        counted = [
            (case.kind, count(method(case), case.hidden, case.inside)) for case in cases
        ]
        out[name] = _by_kind(counted)
    return out


def _by_kind(counted: list[tuple[str, Counts]]) -> dict[str, dict[str, object]]:
    kinds = sorted({kind for kind, _ in counted})
    groups = {kind: [c for k, c in counted if k == kind] for kind in kinds}
    groups["overall"] = [c for _, c in counted]
    out: dict[str, dict[str, object]] = {}
    for kind, counts in groups.items():
        figures = sum(counts, Counts()).figures()
        out[kind] = {name: round(value, 4) for name, value in figures.items()}
        out[kind] |= _intervals(counts)
    return out


def _intervals(counts: list[Counts]) -> dict[str, list[float]]:
    """Return a 95 % bootstrap interval of each figure, cases drawn with replacement."""
    if len(counts) < 2:
        return {}
    rng = np.random.default_rng(0)
    table = np.array([list(vars(one).values()) for one in counts], np.float64)
    sums = table[rng.integers(0, len(table), (1000, len(table)))].sum(1)
    spread = [Counts(*row).figures() for row in sums]
    return {
        f"{name}_95": [
            round(float(v), 4)
            for v in np.percentile([one[name] for one in spread], (2.5, 97.5))
        ]
        for name in spread[0]
        if name != "samples"
    }


def _hidden_share(cases: list[Case]) -> float:
    inside = sum(float(case.inside.sum()) for case in cases)
    out = sum(float((case.hidden & case.inside).sum()) for case in cases)
    return round(out / max(inside, 1.0), 4)


def _write_sheet(cases: list[Case], path: Path) -> None:
    """Write 48 cases: the network's map above the truth; green shows, red hides."""
    rng = np.random.default_rng(0)
    chosen = rng.permutation(len(cases))[:48]
    tiles = []
    for case in (cases[i] for i in chosen):
        left, top, right, bottom = case.placed.box
        part = case.photo.rgb[top:bottom, left:right]
        alpha = case.placed.patch[..., 3].astype(np.float32) / 255
        truth = np.where(case.hidden, 0, alpha).astype(np.float32)
        maps = (np.minimum(_occluder(case), alpha), truth)
        tiles.append(
            np.vstack([cv2.resize(draw_map(part, alpha, m), (150, 180)) for m in maps])
        )
    rows = [np.hstack(tiles[i : i + 12]) for i in range(0, len(tiles) - 11, 12)]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows)[:, :, ::-1])
