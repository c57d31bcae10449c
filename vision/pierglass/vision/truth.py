"""The truth table of occlusion: which of the camera's pixels hide an item's.

From a label map and key points it makes the ground truth that the occluder is trained
on, and from the person network's own label map the baseline that it is held against.

Source: US 2025/0259399, claims 4–6 and 13; the table of the design.
"""

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.groups import group_index, point_index

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["BEFORE_BACKS", "HIDDEN_BY", "Body", "arm_mask", "hidden"]

_UPPER = ("hair", "bag", "accessory", "face_skin", "hat", "eyewear", "arm_skin")
_LOWER = (
    "arm_skin",
    "bag",
    "upper_garment",
    "outer_garment",
    "dress",
    "footwear",
    "hair",
)

HIDDEN_BY: dict[str, tuple[str, ...]] = {
    "top": _UPPER,
    "jacket": _UPPER,
    "dress": _UPPER,
    "trousers": _LOWER,
    "shorts": _LOWER,
    "skirt": _LOWER,
    "shoe": ("lower_garment", "dress", "outer_garment", "leg_skin", "bag", "arm_skin"),
    "glasses": ("hair", "hat", "arm_skin"),
    "hat": ("arm_skin", "face_skin", "eyewear"),
    "watch": ("upper_garment", "outer_garment", "bag", "dress"),
    "bracelet": ("upper_garment", "outer_garment", "bag", "dress"),
    "necklace": ("hair", "outer_garment", "arm_skin", "bag", "hat", "face_skin"),
    "earring": ("hair", "hat", "arm_skin", "outer_garment"),
}
"""Groups that hide each kind, before the rules below narrow them down."""

BEFORE_BACKS = ("face_skin", "hair", "leg_skin", "lower_garment", "footwear")
"""Groups that lie before the back of an item: the neck before a collar's inside, the
foot, its boot or its trouser leg before a shoe's lining."""

_ARMS_HIDE = frozenset({"top", "jacket", "dress", "trousers", "shorts", "skirt"})

_FOREARM = 0.115
"""Half width of a forearm, in lengths of the trunk; a hand's is a little more."""

_BEHIND = 0.30
"""An arm whose elbow and wrist lie this much deeper than the hips, in lengths of the
trunk, is behind the body."""


@dataclass(frozen=True, eq=False)
class Body:
    """Key points in the coordinates of a label map."""

    points: NDArray[np.float32]
    """(23, 2): x, y in pixels of the map."""

    seen: NDArray[np.float32]
    """(23,) visibility in [0, 1]."""

    depth: NDArray[np.float32] | None = None
    """(23,) the teacher's depth in pixels, smaller towards the camera; None when only
    the picture is known: then arms count as in front."""

    def at(self, name: str) -> NDArray[np.float32]:
        """Return a key point's x and y."""
        return np.asarray(self.points[point_index(name)], np.float32)

    @property
    def trunk(self) -> float:
        """Length of the trunk in pixels."""
        shoulders = (self.at("left_shoulder") + self.at("right_shoulder")) / 2
        hips = (self.at("left_hip") + self.at("right_hip")) / 2
        across = np.linalg.norm(self.at("left_shoulder") - self.at("right_shoulder"))
        long = float(np.linalg.norm(shoulders - hips))
        return max(long, float(1.2 * across), 1.0)


def hidden(
    kind: str,
    groups: NDArray[np.uint8],
    body: Body,
    sleeves: NDArray[np.float32] | None = None,
    behind: NDArray[np.bool_] | None = None,
    arms: NDArray[np.bool_] | None = None,
) -> NDArray[np.bool_]:
    """Return where the camera's pixel stays in front of an item of *kind*.

    Args:
        kind: The item's kind.
        groups: uint8 (H, W), the group of each camera pixel.
        body: The wearer's key points in the same pixels.
        sleeves: float (H, W) in [0, 1]: where the item is a sleeve; its own arm does
            not hide it.
        behind: (H, W): where the item's own part lies behind the body, such as the
            inside of a collar's back; skin and hair hide it.
        arms: (H, W): where an arm or hand before the trunk is to be seen, where that
            is known exactly; by default capsules along the bones.

    Returns:
        (H, W); also true outside of the item's alpha, which the caller masks.
    """
    table = np.zeros(256, bool)
    table[[group_index(name) for name in HIDDEN_BY[kind]]] = True
    out = table[groups]
    narrow = _NARROW.get(kind)
    if narrow is not None:
        out = narrow(out, groups, body)
    if kind in _ARMS_HIDE:
        if arms is None:
            arms = arm_mask(groups.shape, body) & (groups != 0)
        else:  # and an arm behind the trunk hides nothing
            out = out & ((groups != group_index("arm_skin")) | arms)
        if sleeves is not None:
            own = sleeves > 0.5
            skin = groups == group_index("arm_skin")
            out = np.where(own & skin, False, out)
            arms = arms & ~own
        out = out | arms
    if behind is not None:
        inner = [group_index(name) for name in BEFORE_BACKS]
        out = out | (behind & np.isin(groups, inner))
    return np.asarray(out, np.bool_)


def arm_mask(shape: tuple[int, ...], body: Body) -> NDArray[np.bool_]:
    """Return forearms and hands in front of the body, as capsules along the bones."""
    canvas = np.zeros(shape[:2], np.uint8)
    width = max(1, round(2 * _FOREARM * body.trunk * 0.8))
    for side in ("left", "right"):
        if _is_behind(body, side) or body.seen[point_index(f"{side}_wrist")] < 0.3:
            continue
        chain = [body.at(f"{side}_{joint}") for joint in ("elbow", "wrist", "hand")]
        chain.append(chain[2] + (chain[2] - chain[1]) * 0.35)
        for a, b in itertools.pairwise(chain):
            cv2.line(canvas, _pixel(a), _pixel(b), 1, width)
    return canvas > 0


def _is_behind(body: Body, side: str) -> bool:
    if body.depth is None:
        return False
    depth: Mapping[str, float] = {
        name: float(body.depth[point_index(name)])
        for name in (f"{side}_elbow", f"{side}_wrist", f"{side}_hip")
    }
    margin = _BEHIND * body.trunk
    return min(depth[f"{side}_elbow"], depth[f"{side}_wrist"]) > (
        depth[f"{side}_hip"] + margin
    )


def _no_neck(
    out: NDArray[np.bool_], groups: NDArray[np.uint8], body: Body
) -> NDArray[np.bool_]:
    """What is worn lies over neck and chest; only the face is in front of it."""
    face = groups == group_index("face_skin")
    return np.asarray(out & ~(face & _below(groups.shape, _chin(body))), np.bool_)


def _opening(
    out: NDArray[np.bool_], groups: NDArray[np.uint8], body: Body
) -> NDArray[np.bool_]:
    """A leg hides a shoe above its opening alone; below, the shoe covers it."""
    leg = groups == group_index("leg_skin")
    below = np.zeros(groups.shape, bool)
    xs = np.arange(groups.shape[1], dtype=np.float32)[None, :]
    ys = np.arange(groups.shape[0], dtype=np.float32)[:, None]
    feet = [(body.at(f"{s}_ankle"), body.at(f"{s}_toe")) for s in ("left", "right")]
    middle = (feet[0][0][0] + feet[1][0][0]) / 2
    for ankle, toe in feet:
        near = (xs - middle) * (ankle[0] - middle) >= 0
        line = ankle[1] + 0.25 * max(0.0, float(toe[1] - ankle[1]))
        below |= near & (ys > line)
    return np.asarray(out & ~(leg & below), np.bool_)


def _under_brow(
    out: NDArray[np.bool_], groups: NDArray[np.uint8], body: Body
) -> NDArray[np.bool_]:
    """The face hides a hat below the brow; the forehead lies under it."""
    face = groups == group_index("face_skin")
    left, right = body.at("left_eye"), body.at("right_eye")
    ipd = float(np.linalg.norm(left - right))
    up = np.array([left[1] - right[1], right[0] - left[0]], np.float32)
    up /= max(float(np.linalg.norm(up)), 1e-3)
    if up[1] > 0:
        up = -up
    brow = (left + right) / 2 + up * 0.45 * ipd
    return np.asarray(out & ~(face & ~_below(groups.shape, (brow, -up))), np.bool_)


def _chin(body: Body) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    eyes = (body.at("left_eye") + body.at("right_eye")) / 2
    nose = body.at("nose")
    down = nose - eyes
    length = float(np.linalg.norm(down))
    shoulders = (body.at("left_shoulder") + body.at("right_shoulder")) / 2
    ipd = float(np.linalg.norm(body.at("left_eye") - body.at("right_eye")))
    down = shoulders - eyes if length < 0.3 * ipd else down
    down = down / max(float(np.linalg.norm(down)), 1e-3)
    reach = max(1.95 * ipd, 0.42 * float(np.linalg.norm(shoulders - eyes)))
    return np.asarray(eyes + down * reach, np.float32), np.asarray(down, np.float32)


def _below(
    shape: tuple[int, ...], line: tuple[NDArray[np.float32], NDArray[np.float32]]
) -> NDArray[np.bool_]:
    """Return the side of the line through a point to which its normal points."""
    point, normal = line
    xs = np.arange(shape[1], dtype=np.float32)[None, :] - point[0]
    ys = np.arange(shape[0], dtype=np.float32)[:, None] - point[1]
    return np.asarray(xs * normal[0] + ys * normal[1] > 0, np.bool_)


def _pixel(point: NDArray[np.float32]) -> tuple[int, int]:
    x, y = np.clip(point, -4096, 8192)
    return round(float(x)), round(float(y))


_NARROW = {
    "top": _no_neck,
    "jacket": _no_neck,
    "dress": _no_neck,
    "shoe": _opening,
    "hat": _under_brow,
    "necklace": _no_neck,
}
"""What narrows the table down, by kind."""
