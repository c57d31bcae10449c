"""Where the line between shown and hidden lies, a kind at a time.

Training weighs hidden pixels more than shown ones, so that they are learned at all;
that moves the line. On the validation photos a shift of the logit is chosen for each
kind that gives the best sum of hidden IoU, visible IoU and boundary F; the exported
graph carries it. Where the wearer's label map is known, it may lean the logit once
more, by one weight where the truth table would show the item and one where it would
hide it; they are chosen likewise, with what a shopper minds most counted against:
holes where nothing is in front, and an item that stays on top of everything.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.metrics import Counts, count
from pierglass.vision.kinds import KINDS
from pierglass.vision.occlusion import kind_index, lean

__all__ = ["choose_leans", "choose_shifts"]

_WHERE_SHOWN = (0.0, 0.5, 1.0, 2.0, 8.0)
_WHERE_HIDDEN = (-8.0, -3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)

_FALSE_COUNTS = 3.0
"""How much heavier a hole where nothing is in front weighs than the overlap that it
costs: it is seen at once."""

_LEAST_HIDDEN = {"top": 0.55}
_LEAST_HIDDEN_ELSE = 0.45
"""Hidden IoU under which an item counts as on top of everything."""

_SHIFTS = np.round(np.arange(-0.5, 3.01, 0.25), 2)


def choose_shifts(
    cases: list[Case], predict: Callable[[Case], NDArray[np.float32]]
) -> list[float]:
    """Return the shift of each kind's logit, by the network's number of the kind.

    Args:
        cases: Validation cases.
        predict: Returns the unshifted map of a case, float32 (h, w) in [0, 1].
    """
    totals = {kind: [Counts() for _ in _SHIFTS] for kind in KINDS}
    for case in cases:
        shown = np.clip(predict(case), 1e-6, 1 - 1e-6)
        logit = np.log(shown / (1 - shown))
        for index, shift in enumerate(_SHIFTS):
            moved = (logit + shift > 0).astype(np.float32)
            totals[case.kind][index] += count(moved, case.hidden, case.inside)
    best = {kind: _best(counts) for kind, counts in totals.items()}
    known = [shift for kind, shift in best.items() if totals[kind][0].samples]
    shifts = [float(np.median(known))] + [0.0] * len(KINDS)
    for kind, shift in best.items():
        seen = totals[kind][0].samples >= 10
        shifts[kind_index(kind)] = shift if seen else shifts[0]
    return shifts


def choose_leans(
    sets: Sequence[list[Case]],
    predict: Callable[[Case], NDArray[np.float32]],
    rule: Callable[[Case], NDArray[np.bool_]],
    static: Callable[[Case], NDArray[np.float32]],
    finish: Callable[[Case], Callable[[NDArray[np.float32]], NDArray[np.float32]]],
) -> dict[str, list[float]]:
    """Return what the label-map rule adds to each kind's logit, shown and hidden.

    Args:
        sets: Validation cases: of whole photos, of selfies. Each set counts alike.
        predict: Returns the shifted map of a case, float32 (h, w) in [0, 1].
        rule: Returns where the rule shows the item, (h, w).
        static: Returns the static map, which no figure should fall below.
        finish: Returns what does to a case's leaned map as the runtime does.
    """
    pairs = [(a, b) for a in _WHERE_SHOWN for b in _WHERE_HIDDEN]
    worth: dict[str, list[NDArray[np.float64]]] = {}
    for cases in sets:
        for kind in {case.kind for case in cases}:
            chosen = [case for case in cases if case.kind == kind]
            totals = [Counts() for _ in pairs]
            least = Counts()
            for case in chosen:
                guess, shown, end = predict(case), rule(case), finish(case)
                for index, pair in enumerate(pairs):
                    leaned = end(lean(guess, shown, pair))
                    totals[index] += count(leaned, case.hidden, case.inside)
                least += count(static(case), case.hidden, case.inside)
            values = [_worth(kind, counts, least) for counts in totals]
            worth.setdefault(kind, []).append(np.array(values))
    return {
        kind: list(pairs[int(np.mean(values, 0).argmax())])
        for kind, values in sorted(worth.items())
    }


def _worth(kind: str, counts: Counts, least: Counts) -> float:
    found, bar = counts.figures(), least.figures()
    measures = ("hidden_iou", "visible_iou", "boundary_f")
    short = sum(max(0.0, bar[name] - found[name]) for name in measures)
    good = sum(found[name] for name in measures)
    wanted = _LEAST_HIDDEN.get(kind, _LEAST_HIDDEN_ELSE)
    on_top = max(0.0, wanted - found["hidden_iou"])
    holes = _FALSE_COUNTS * found["false_occlusion"]
    return good - holes - 2 * on_top - 5 * short


def _best(counts: list[Counts]) -> float:
    figures = [c.figures() for c in counts]
    scores = [f["hidden_iou"] + f["visible_iou"] + f["boundary_f"] for f in figures]
    return float(_SHIFTS[int(np.argmax(scores))])
