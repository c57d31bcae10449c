"""Cutting a garment out of its photo, and fitting it into the stock frame."""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["cut_out", "fit_frame"]

_WORK = 200
"""Longer side that GrabCut works at; finer edges cost time and show nothing at 128."""

_LEAST, _MOST = 0.06, 0.85
_MOST_RIM = 0.22
"""Largest share of the photo's rim under the mask: more is the floor, or cut off."""

_LEAST_WAIST = 0.25
"""Of the largest width of trousers; less is the floor between the legs, cut out."""

_MOST_RAGGED = 13.0
"""Longest outline in roots of the area: a square has 4, trousers some 8; of 72 cut-outs
looked at, those above were tiles of a floor and heaps."""


def cut_out(rgb: NDArray[np.uint8], kind: str = "top") -> NDArray[np.uint8] | None:
    """Return the garment as uint8 (h, w, 4) straight RGBA, or None when it is unsure.

    The rim of the photo is background, its middle is likely garment; GrabCut decides.
    The gap between the legs of trousers is likely floor.

    Source: Rother, Kolmogorov, Blake, "GrabCut", SIGGRAPH 2004.
    """
    scale = _WORK / max(rgb.shape[:2])
    small = np.asarray(
        cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA),
        np.uint8,
    )
    height, width = small.shape[:2]
    marks, rim = _marks(height, width, kind)
    models = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    cv2.setRNGSeed(0)
    whole = (0, 0, width, height)  # not looked at: the marks say everything
    cv2.grabCut(small, marks, whole, *models, 4, cv2.GC_INIT_WITH_MASK)
    found = ((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.uint8)
    mask = _largest(np.asarray(cv2.medianBlur(found, 5) > 0, np.bool_))
    if kind == "trousers":
        mask = _largest(_parted(small, mask))
        if _waist(mask) < _LEAST_WAIST:
            return None
    inner = mask[rim : height - rim, rim : width - rim]
    edge = np.concatenate([inner[0], inner[-1], inner[:, 0], inner[:, -1]])
    if not _LEAST < mask.mean() < _MOST or edge.mean() > _MOST_RIM:
        return None
    if _raggedness(mask) > _MOST_RAGGED:
        return None
    # The outermost pixels are half floor: they go, and their neighbours' colour is
    # taken from within.
    cross = np.asarray(cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3)), np.uint8)
    kept = np.asarray(cv2.erode(mask.astype(np.uint8), cross), np.uint8)
    core = np.asarray(cv2.erode(kept, cross), np.uint8)
    if not kept.any():
        return None
    soft = cv2.GaussianBlur(kept.astype(np.float32), (3, 3), 0)
    rgba = np.dstack([_bled(small, core), (soft * 255).astype(np.uint8)])
    ys, xs = np.nonzero(kept)
    return rgba[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].copy()


def fit_frame(
    rgba: NDArray[np.uint8], side: int, share: float = 0.92
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return the cut-out in a square frame, and the matrix that put it there.

    Args:
        rgba: uint8 (h, w, 4) straight alpha, cut to its bounds.
        side: Of the frame in pixels.
        share: Of the frame that the longer side takes.

    Returns:
        uint8 (side, side, 4), white where transparent, and (2, 3).
    """
    height, width = rgba.shape[:2]
    scale = share * side / max(height, width)
    shift = (side - scale * width) / 2, (side - scale * height) / 2
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float64)
    alpha = rgba[..., 3:].astype(np.float32)
    stack = np.concatenate([rgba[..., :3] * (alpha / 255), alpha], 2)
    if scale < 1:
        stack = cv2.GaussianBlur(stack, (0, 0), 0.4 / scale)
    moved = cv2.warpAffine(stack, matrix, (side, side), flags=cv2.INTER_LINEAR)
    laid = np.asarray(moved, np.float32)
    laid[..., :3] += 255 - laid[..., 3:]
    return np.clip(laid + 0.5, 0, 255).astype(np.uint8), matrix


def _marks(height: int, width: int, kind: str) -> tuple[NDArray[np.uint8], int]:
    """Return GrabCut's marks and the rim's width."""
    marks = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    marks[height // 6 : -height // 6, width // 6 : -width // 6] = cv2.GC_PR_FGD
    if kind == "trousers":
        wedge = np.array(
            [
                (0.5 * width, 0.5 * height),
                (0.56 * width, height),
                (0.44 * width, height),
            ],
            np.int32,
        )
        cv2.fillConvexPoly(marks, wedge, cv2.GC_PR_BGD)
    rim = max(2, round(0.02 * _WORK))
    marks[:rim], marks[-rim:] = cv2.GC_BGD, cv2.GC_BGD
    marks[:, :rim], marks[:, -rim:] = cv2.GC_BGD, cv2.GC_BGD
    return marks, rim


def _parted(rgb: NDArray[np.uint8], mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return trousers without the floor between the legs.

    What lies between them is floor where it is nearer in colour to the floor beside
    the legs than to the legs.
    """
    ys, xs = np.nonzero(mask)
    if not len(ys):
        return mask
    left, right, top, bottom = xs.min(), xs.max(), ys.min(), ys.max()
    rows, columns = np.indices(mask.shape)
    across = np.abs(columns - (left + right) / 2) / max(right - left, 1)
    low = (rows > top + 0.4 * (bottom - top)) & (rows <= bottom)
    middle = mask & low & (across < 0.2)
    near = cv2.dilate(mask.astype(np.uint8), np.ones((25, 25), np.uint8)) > 0
    legs, floor = mask & low & ~middle, near & ~mask & low
    if min(legs.sum(), floor.sum(), middle.sum()) < 50:
        return mask
    lab = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).astype(np.float64)
    lab = np.asarray(cv2.GaussianBlur(lab, (0, 0), 1.5), np.float64)
    nearer = _far(lab[middle], lab[floor]) < _far(lab[middle], lab[legs])
    gap = np.zeros(mask.shape, np.uint8)
    gap[middle] = nearer
    gap = np.asarray(cv2.medianBlur(gap, 7), np.uint8)
    if gap[: round(top + 0.9 * (bottom - top))].sum() < 40:
        return mask
    return np.asarray(mask & (gap == 0), np.bool_)


def _waist(mask: NDArray[np.bool_]) -> float:
    """Return the width near the top as a share of the largest."""
    widths = mask.sum(1)[mask.any(1)]
    if not len(widths):
        return 0.0
    upper = widths[len(widths) // 10 : len(widths) // 5 + 1]
    return float(upper.mean() / widths.max())


def _far(
    pixels: NDArray[np.float64], sample: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how unlikely *pixels* are among *sample*, as a normal distribution."""
    spread = np.cov(sample.T) + 4 * np.eye(3)
    gap = pixels - sample.mean(0)
    squared = (gap @ np.linalg.inv(spread) * gap).sum(1)
    return np.asarray(squared + np.log(np.linalg.det(spread)), np.float64)


def _raggedness(mask: NDArray[np.bool_]) -> float:
    outlines, _ = cv2.findContours(
        mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE
    )
    length = sum(cv2.arcLength(outline, closed=True) for outline in outlines)
    return float(length / np.sqrt(max(int(mask.sum()), 1)))


def _bled(rgb: NDArray[np.uint8], core: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return *rgb* with the core's colours spread over its neighbourhood."""
    weight = core.astype(np.float32)
    cover = cv2.GaussianBlur(weight, (0, 0), 2.0)[..., None]
    spread = cv2.GaussianBlur(rgb * weight[..., None], (0, 0), 2.0)
    near = np.where(cover > 0.01, spread / np.maximum(cover, 0.01), rgb)
    return np.where(core[..., None] > 0, rgb, np.clip(near, 0, 255)).astype(np.uint8)


def _largest(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return mask
    best = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    whole = (parts == best).astype(np.uint8)
    outer, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    # Holes of less than a hundredth are the mask's, not the garment's.
    filled = cv2.drawContours(np.zeros_like(whole), outer, -1, 1, -1)
    holes, tags, sizes, _ = cv2.connectedComponentsWithStats(filled - whole)
    for hole in range(1, holes):
        if sizes[hole, cv2.CC_STAT_AREA] < 0.01 * stats[best, cv2.CC_STAT_AREA]:
            whole[tags == hole] = 1
    return np.asarray(whole > 0, np.bool_)
