"""Pre-processing: from a street photo to the garment, upright on white.

    photo -> upper, lower, whole body on white -> four key points -> homography
          -> garment's mask -> garment in the canonical pose, 128×128

Source: US 10,552,714, claims 2 and 3; column 9.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import NoGarmentError
from pierglass.vision.geometry import Box
from pierglass.vision.groups import group_index, point_index
from pierglass.vision.person import Person, estimate_person
from pierglass.vision.rectify_pose import POSES, canonical_matrix

__all__ = ["GARMENT_GROUPS", "SIDE", "Rectified", "guess_kind", "rectify", "unwarp"]

SIDE = 128
"""Pixels of a side of the canonical picture."""

GARMENT_GROUPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "top": (("upper_garment",), ("upper_garment", "outer_garment")),
    "jacket": (("outer_garment",), ("outer_garment", "upper_garment")),
    "dress": (("dress",), ("dress", "upper_garment", "lower_garment")),
    "trousers": (("lower_garment",),),
    "shorts": (("lower_garment",),),
    "skirt": (("lower_garment",), ("lower_garment", "dress")),
    "shoe": (("footwear",),),
    "hat": (("hat",),),
}
"""Groups of each kind's pixels; the second choice where the first are too few, since
the person network takes many a jacket for a top and the other way round."""

_UPPER = (
    "hair",
    "face_skin",
    "arm_skin",
    "upper_garment",
    "outer_garment",
    "dress",
    "hat",
    "eyewear",
    "bag",
    "accessory",
)
_LOWER = ("leg_skin", "lower_garment", "dress", "footwear")

_LEAST_SHARE = 0.03
"""Least share of the person's box that a garment covers to be rectified by points."""

_NO_GARMENT = 0.004
"""Less than this share of the person's box is the label map's noise."""

_OVERSAMPLE = 2


@dataclass(frozen=True, eq=False)
class Rectified:
    """A garment in the canonical pose, and every step on the way to it."""

    kind: str
    """The garment's kind."""

    photo: NDArray[np.uint8]
    """(H, W, 3): as it was given."""

    labels: NDArray[np.uint8]
    """(H, W): the person's label map."""

    names: tuple[str, ...]
    """The key points that the crop rests on; empty for a kind without any."""

    points: NDArray[np.float32]
    """(4, 3): x and y in photo pixels, visibility in [0, 1]; (0, 3) without any."""

    garment: NDArray[np.float32]
    """(H, W) in [0, 1]: the garment's mask in the photo."""

    matrix: NDArray[np.float64]
    """(3, 3): from photo pixels to pixels of *picture*."""

    unaligned: str | None
    """Why the crop is centred and not moved to the canonical pose; None when it is."""

    picture: NDArray[np.uint8]
    """(128, 128, 3): the garment on white in the canonical pose."""

    cloth: NDArray[np.uint8]
    """(128, 128), 0 to 255: where *picture* shows the garment."""

    # A search needs none of these: they are made when they are asked for.

    @cached_property
    def upper(self) -> NDArray[np.uint8]:
        """(H, W, 3): the upper body on white."""
        return _on_white(self.photo, _any_of(self.labels, _UPPER))

    @cached_property
    def lower(self) -> NDArray[np.uint8]:
        """(H, W, 3): the lower body on white."""
        return _on_white(self.photo, _any_of(self.labels, _LOWER))

    @cached_property
    def whole(self) -> NDArray[np.uint8]:
        """(H, W, 3): the whole person on white."""
        return _on_white(self.photo, self.labels > 0)

    @cached_property
    def masked(self) -> NDArray[np.uint8]:
        """(H, W, 3): the garment alone on white."""
        return _on_white(self.photo, self.garment)

    def steps(self) -> dict[str, NDArray[np.uint8]]:
        """Return every step's picture by name, in order."""
        grey = (self.garment * 255).astype(np.uint8)
        return {
            "upper": self.upper,
            "lower": self.lower,
            "whole": self.whole,
            "points": _dotted(self.whole, self.points),
            "garment": np.repeat(grey[..., None], 3, 2),
            "masked": self.masked,
            "cloth": np.repeat(self.cloth[..., None], 3, 2),
            "picture": self.picture,
        }


def rectify(
    photo: NDArray[np.uint8], kind: str | None = None, *, person: Person | None = None
) -> Rectified:
    """Return the garment of *kind* in *photo*, upright on white, with every step.

    Args:
        photo: uint8 (H, W, 3) RGB.
        kind: A key of `GARMENT_GROUPS`; the largest garment's by default.
        person: As `estimate_person` returns it; found in *photo* by default.

    Returns:
        Fails closed: where fewer than three of the four points are seen, or the garment
        covers less than 3 % of the person's box, the crop is centred on the garment and
        *unaligned* says why.

    Raises:
        NoPersonError: If nobody is to be seen.
        NoGarmentError: If the person wears nothing of *kind*, or no garment at all.
        ModelMissingError: If the person network is not installed.
        ValueError: If *kind* is unknown.
    """
    found = person or estimate_person(photo)
    labels = found.label_map()
    box = max(_box_area(labels > 0), 1.0)
    chosen = guess_kind(labels) if kind is None else kind
    if chosen is None:
        raise NoGarmentError("a garment", ())
    if chosen not in GARMENT_GROUPS:
        known = ", ".join(GARMENT_GROUPS)
        raise ValueError(f"found kind {chosen!r}; expected one of {known}")
    mask = _garment(labels, chosen, box)
    share = float(mask.sum()) / box
    if share < _NO_GARMENT:
        raise NoGarmentError(chosen, _kinds_seen(labels, box))
    soft = np.asarray(cv2.GaussianBlur(mask.astype(np.float32), (3, 3), 0), np.float32)
    names = POSES[chosen].names if chosen in POSES else ()
    points = found.points[[point_index(name) for name in names]].reshape(-1, 3)
    matrix, unaligned = _matrix(chosen, points, mask, share)
    picture, cloth = unwarp(photo, soft, matrix)
    return Rectified(
        kind=chosen,
        photo=photo,
        labels=labels,
        names=names,
        points=points,
        garment=soft,
        matrix=matrix,
        unaligned=unaligned,
        picture=picture,
        cloth=cloth,
    )


def guess_kind(labels: NDArray[np.uint8]) -> str | None:
    """Return the kind of the largest garment of a label map, or None."""
    seen = _kinds_seen(labels, max(_box_area(labels > 0), 1.0))
    return seen[0] if seen else None


def unwarp(
    photo: NDArray[np.uint8],
    mask: NDArray[np.float32],
    matrix: NDArray[np.float64],
    side: int = SIDE,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the masked photo on white, and its mask, moved by *matrix*.

    Args:
        photo: uint8 (H, W, 3) RGB.
        mask: float32 (H, W) in [0, 1].
        matrix: (3, 3) from photo pixels to pixels of a frame of `SIDE`.
        side: Of the result in pixels.

    Returns:
        uint8 (side, side, 3) and uint8 (side, side).
    """
    large = side * _OVERSAMPLE
    left, top, right, bottom = _bounds(mask)
    grown = np.diag([large / SIDE, large / SIDE, 1.0]) @ matrix
    grown = grown @ np.array([[1, 0, left], [0, 1, top], [0, 0, 1.0]])
    weight = mask[top:bottom, left:right, None]
    part = photo[top:bottom, left:right]
    stack = np.concatenate([part * weight, weight * 255], 2).astype(np.float32)
    moved = cv2.warpPerspective(stack, grown, (large, large), flags=cv2.INTER_LINEAR)
    small = cv2.resize(moved, (side, side), interpolation=cv2.INTER_AREA)
    cloth = small[..., 3:]
    picture = small[..., :3] + (255 - cloth)
    return (
        np.clip(picture + 0.5, 0, 255).astype(np.uint8),
        np.clip(cloth[..., 0] + 0.5, 0, 255).astype(np.uint8),
    )


def _bounds(mask: NDArray[np.float32]) -> Box:
    """Return the box of what is masked, and two pixels about it."""
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    if not len(rows):
        return 0, 0, 1, 1
    return (
        max(int(columns[0]) - 2, 0),
        max(int(rows[0]) - 2, 0),
        int(columns[-1]) + 3,
        int(rows[-1]) + 3,
    )


def _matrix(
    kind: str, points: NDArray[np.float32], mask: NDArray[np.bool_], share: float
) -> tuple[NDArray[np.float64], str | None]:
    """Return the way to the canonical picture, and why it is a mere crop if it is."""
    if kind not in POSES:
        return _centred(mask), f"a {kind} has no four key points"
    if share < _LEAST_SHARE:
        return _centred(mask), "the garment is too small in the photo"
    matrix = canonical_matrix(kind, points[:, :2], points[:, 2], SIDE)
    if matrix is None:
        return _centred(mask), "fewer than three key points are seen from the front"
    return matrix, None


def _centred(mask: NDArray[np.bool_]) -> NDArray[np.float64]:
    ys, xs = np.nonzero(mask)
    size = max(float(np.ptp(xs)), float(np.ptp(ys)), 4.0) / 0.92
    scale = SIDE / size
    middle = np.array([xs.min() + xs.max(), ys.min() + ys.max()]) / 2
    shift = SIDE / 2 - middle * scale
    return np.array([[scale, 0, shift[0]], [0, scale, shift[1]], [0, 0, 1.0]])


def _garment(labels: NDArray[np.uint8], kind: str, box: float) -> NDArray[np.bool_]:
    """Return the garment's pixels, without specks."""
    mask = np.zeros(labels.shape, np.bool_)
    for groups in GARMENT_GROUPS[kind]:
        mask = _any_of(labels, groups)
        if mask.sum() >= _LEAST_SHARE * box:
            break
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA].astype(np.float64)
    areas[0] = 0
    return np.asarray((areas >= 0.05 * areas.max())[parts] & mask, np.bool_)


def _kinds_seen(labels: NDArray[np.uint8], box: float) -> tuple[str, ...]:
    first = ("top", "jacket", "dress", "trousers", "shoe", "hat")
    sizes = {
        kind: float(_any_of(labels, GARMENT_GROUPS[kind][0]).sum()) for kind in first
    }
    seen = [kind for kind in first if sizes[kind] >= _NO_GARMENT * box]
    return tuple(sorted(seen, key=lambda kind: -sizes[kind]))


def _any_of(labels: NDArray[np.uint8], groups: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.asarray(np.isin(labels, [group_index(g) for g in groups]), np.bool_)


def _box_area(mask: NDArray[np.bool_]) -> float:
    rows, columns = mask.any(1), mask.any(0)
    if not rows.any():
        return 0.0
    height = np.ptp(np.nonzero(rows)[0]) + 1
    return float(height * (np.ptp(np.nonzero(columns)[0]) + 1))


def _on_white(
    photo: NDArray[np.uint8], mask: NDArray[np.bool_] | NDArray[np.float32]
) -> NDArray[np.uint8]:
    weight = mask[..., None].astype(np.float32)
    return (photo * weight + 255 * (1 - weight) + 0.5).astype(np.uint8)


def _dotted(
    picture: NDArray[np.uint8], points: NDArray[np.float32]
) -> NDArray[np.uint8]:
    out = picture.copy()
    radius = max(2, round(float(min(out.shape[:2])) / 100))
    for x, y, seen in points:
        colour = (20, 160, 40) if seen >= 0.35 else (200, 40, 40)
        cv2.circle(out, (round(float(x)), round(float(y))), radius, colour, -1)
    return out
