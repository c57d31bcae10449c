"""How near a generated picture is to its reference, pixel by pixel.

None of these judges identity: a blurred picture has the best of most of them.

Sources: Wang et al., "Image Quality Assessment", 2004 (SSIM); Sharma, Wu, Dalal, "The
CIEDE2000 Color-Difference Formula", 2005.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["ciede2000", "compare", "edge_f", "silhouette", "ssim"]

_WHITE = 244
_WINDOW, _SPREAD = (11, 11), 1.5


def compare(made: NDArray[np.uint8], wanted: NDArray[np.uint8]) -> dict[str, float]:
    """Return the distances of *made* from *wanted*.

    Args:
        made: uint8 (S, S, 3).
        wanted: uint8 (S, S, 4), the reference on white, and where the garment is.

    Returns:
        ``l2`` (root mean square, of 255), ``ssim``, ``edge_f``, ``colour`` (median
        CIEDE2000 in the silhouette) and ``silhouette_iou``.
    """
    reference = np.ascontiguousarray(wanted[..., :3])
    inside = wanted[..., 3] > 127
    gap = made.astype(np.float64) - reference
    shape = silhouette(made)
    union = (shape | inside).sum()
    one, other = (
        cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[inside]
        for picture in (made, reference)
    )
    far = ciede2000(one.astype(np.float32), other.astype(np.float32))
    return {
        "l2": float(np.sqrt((gap**2).mean())),
        "ssim": ssim(made, reference),
        "edge_f": edge_f(made, reference),
        "colour": float(np.median(far)) if inside.any() else 0.0,
        "silhouette_iou": float((shape & inside).sum() / max(int(union), 1)),
    }


def silhouette(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return where a picture on white is not white, holes filled."""
    seen = (picture.min(2) < _WHITE).astype(np.uint8)
    seen = np.asarray(cv2.medianBlur(seen, 3), np.uint8)
    outlines, _ = cv2.findContours(seen, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(seen * 0, outlines, -1, 1, -1) > 0, np.bool_)


def ssim(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the mean structural similarity of the grey pictures."""
    a, b = (
        cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float64)
        for picture in (one, other)
    )

    def mean(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(x, _WINDOW, _SPREAD), np.float64)

    ma, mb = mean(a), mean(b)
    va, vb, both = mean(a * a) - ma**2, mean(b * b) - mb**2, mean(a * b) - ma * mb
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    whole = (2 * ma * mb + c1) * (2 * both + c2)
    return float((whole / ((ma**2 + mb**2 + c1) * (va + vb + c2))).mean())


def edge_f(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Return the F-measure of Canny edges, two pixels apart at most."""
    a, b = (
        cv2.Canny(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), 60, 140) > 0
        for picture in (one, other)
    )
    if not a.any() or not b.any():
        return float(a.any() == b.any())
    disc = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)), np.uint8)
    wide = [cv2.dilate(edges.astype(np.uint8), disc) > 0 for edges in (a, b)]
    precision = float((a & wide[1]).sum() / a.sum())
    recall = float((b & wide[0]).sum() / b.sum())
    return 2 * precision * recall / max(precision + recall, 1e-9)


def ciede2000(
    one: NDArray[np.float32], other: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return the colour difference of Lab colours (N, 3), pair by pair."""
    l1, a1, b1 = one.astype(np.float64).T
    l2, a2, b2 = other.astype(np.float64).T
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = a1 * (1 + stretch), a2 * (1 + stretch)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(c1 * c2 == 0, 0.0, turn)
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue = np.where(c1 * c2 == 0, h1 + h2, (h1 + turn / 2) % 360)
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    sl = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * weight
    bend = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    rc = 2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    x, y, z = (l2 - l1) / sl, (c2 - c1) / sc, dh / sh
    whole = x**2 + y**2 + z**2 - np.sin(np.radians(bend)) * rc * y * z
    return np.asarray(np.sqrt(np.maximum(whole, 0)), np.float64)
