"""Where the line between shown and hidden lies, a kind at a time.

Training weighs hidden pixels more than shown ones, so that they are learned at all;
that moves the line. On the validation photos a shift of the logit is chosen for each
kind that gives the best sum of hidden IoU, visible IoU and boundary F; the exported
graph carries it.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.metrics import Counts, count
from pierglass.vision.kinds import KINDS
from pierglass.vision.occlusion import kind_index

__all__ = ["choose_shifts"]

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


def _best(counts: list[Counts]) -> float:
    figures = [c.figures() for c in counts]
    scores = [f["hidden_iou"] + f["visible_iou"] + f["boundary_f"] for f in figures]
    return float(_SHIFTS[int(np.argmax(scores))])
