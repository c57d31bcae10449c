"""How good an occlusion map is, inside of the overlay alone.

Counts are summed over the samples of a kind before any ratio is taken, so that a photo
in which nothing hides the item weighs by its pixels, not as a whole photo.
"""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["Counts", "count"]

_EDGE_PX = 2


@dataclass
class Counts:
    """Pixels of one kind, or one photo."""

    both_hidden: float = 0
    either_hidden: float = 0
    both_shown: float = 0
    either_shown: float = 0
    false_hidden: float = 0
    truly_shown: float = 0
    edge_right: float = 0
    edge_guessed: float = 0
    edge_found: float = 0
    edge_true: float = 0
    samples: int = 0

    def __add__(self, other: Self) -> Self:
        mine, theirs = vars(self), vars(other)
        return type(self)(**{name: mine[name] + theirs[name] for name in mine})

    def figures(self) -> dict[str, float]:
        """Return hidden and visible IoU, boundary F at 2 px, false-occlusion rate."""
        precision = _ratio(self.edge_right, self.edge_guessed)
        recall = _ratio(self.edge_found, self.edge_true)
        return {
            "hidden_iou": _ratio(self.both_hidden, self.either_hidden),
            "visible_iou": _ratio(self.both_shown, self.either_shown),
            "boundary_f": _ratio(2 * precision * recall, precision + recall),
            "false_occlusion": _ratio(self.false_hidden, self.truly_shown),
            "samples": float(self.samples),
        }


def count(
    shown: NDArray[np.float32],
    truth_hidden: NDArray[np.bool_],
    inside: NDArray[np.bool_],
) -> Counts:
    """Return the counts of one sample.

    Args:
        shown: float32 (h, w), the map; 1 = the item shows; threshold 0.5.
        truth_hidden: (h, w), where something hides the item.
        inside: (h, w), where the item is.
    """
    guess = (shown < 0.5) & inside
    truth = truth_hidden & inside
    seen_guess, seen_truth = inside & ~guess, inside & ~truth
    guess_edge, truth_edge = _contour(seen_guess), _contour(seen_truth)
    near_truth, near_guess = _near(truth_edge), _near(guess_edge)
    return Counts(
        float((guess & truth).sum()),
        float((guess | truth).sum()),
        float((seen_guess & seen_truth).sum()),
        float((seen_guess | seen_truth).sum()),
        float((guess & ~truth).sum()),
        float(seen_truth.sum()),
        float((guess_edge & near_truth).sum()),
        float(guess_edge.sum()),
        float((truth_edge & near_guess).sum()),
        float(truth_edge.sum()),
        1,
    )


def _contour(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(mask.astype(np.uint8), 1)
    inner = cv2.erode(padded, np.ones((3, 3), np.uint8))
    return np.asarray((padded > inner)[1:-1, 1:-1])


def _near(edge: NDArray[np.bool_]) -> NDArray[np.bool_]:
    side = 2 * _EDGE_PX + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return np.asarray(cv2.dilate(edge.astype(np.uint8), kernel) > 0)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
