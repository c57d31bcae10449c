"""How far a map's probabilities can be believed: the expected calibration error.

Pixels inside of the overlay are sorted into 15 bins by the probability that the item
shows. In each bin the mean probability is held against the share of pixels that truly
show; the error is the mean gap, weighted by the bins' pixels. Bins of several samples
are summed before any gap is taken.

Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks",
ICML 2017.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["BINS", "bins", "calibration_error"]

BINS = 15


def bins(
    shown: NDArray[np.float32],
    truth_hidden: NDArray[np.bool_],
    inside: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return pixels, sum of probabilities and pixels that show, a bin a row.

    Args:
        shown: float32 (h, w) in [0, 1], the map.
        truth_hidden: (h, w), where something hides the item.
        inside: (h, w), where the item is.

    Returns:
        (15, 3).
    """
    guess = np.clip(shown[inside].astype(np.float64), 0, 1)
    index = np.minimum((guess * BINS).astype(np.int64), BINS - 1)
    columns = (None, guess, (~truth_hidden[inside]).astype(np.float64))
    sums = [np.bincount(index, weights, BINS) for weights in columns]
    return np.stack(sums, 1).astype(np.float64)


def calibration_error(table: NDArray[np.float64]) -> float:
    """Return the expected calibration error of summed `bins`; 0 without a pixel."""
    pixels = float(table[:, 0].sum())
    gap = float(np.abs(table[:, 1] - table[:, 2]).sum())
    return gap / pixels if pixels else 0.0
