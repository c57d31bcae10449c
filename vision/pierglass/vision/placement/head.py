"""Glasses, hats, earrings and necklaces: what follows the head and the neck.

Distances are in units of the distance between the pupils (ipd, 63 mm in an adult); the
head is about 2.4 ipd wide and the brow 0.4 ipd above the eyes.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.layer import Layer, controls, mirrored

__all__ = [
    "hat_line",
    "place_earrings",
    "place_glasses",
    "place_hat",
    "place_necklace",
]

_LEAST_EYES = 4.0
"""Eyes closer than this many pixels are too small, or one behind the other."""

_HEAD_WIDTH = 2.42
_HAT_LINE = 0.26

_NOSE = 0.55
"""How far the nose stands out from the eyes."""

_DEPTH = 0.9
"""How far the middle of the skull lies behind the eyes."""

_LONGER = 0.25
"""How much longer than wide a skull is."""

_SLIGHT = 0.35
"""Sine of a turn from which it begins to count; at twice as much it counts wholly."""

_MOST_TURN = 1.5
"""Tangent of the farthest turn that key points are believed in."""

_LOBE = 0.05
"""Half a lobe's width."""

_EAR_REACH, _EAR_STEPS = 0.8, 25
"""How far from an ear's key point the face may end, and the steps on the way there."""

_Point = NDArray[np.float32]


class _Head:
    """The head's own axes: right to left along the eyes, and up."""

    def __init__(self, item: Item, person: Person) -> None:
        if not person.sees("left_eye", "right_eye"):
            raise CannotPlaceError(item.kind, "both eyes must be in the picture")
        at = person.at
        across = at["left_eye"] - at["right_eye"]
        self.ipd = float(np.linalg.norm(across))
        if self.ipd < _LEAST_EYES:
            raise CannotPlaceError(item.kind, "the face is too small or turned away")
        if across[0] < 0:
            raise CannotPlaceError(
                item.kind, "the head is upside down or seen from behind"
            )
        self.across = across / self.ipd
        self.up = np.array([self.across[1], -self.across[0]], np.float32)
        self.eyes = (at["left_eye"] + at["right_eye"]) / 2
        self.width = _head_width(person, self.ipd)
        ears = (at["left_ear"] + at["right_ear"]) / 2
        # Turned heads show their middle between the ears, not between the eyes.
        self.middle = (
            self.eyes + self.across * float((ears - self.eyes) @ self.across) * 0.5
        )

    def point(self, across: float, up: float) -> _Point:
        """Return the point *across* and *up* pixels from the head's middle."""
        return np.asarray(self.middle + self.across * across + self.up * up, np.float32)


def _head_width(person: Person, ipd: float) -> float:
    width = _HEAD_WIDTH * ipd
    if person.sees("left_ear", "right_ear"):
        ears = float(np.linalg.norm(person.at["left_ear"] - person.at["right_ear"]))
        width = max(width, min(1.02 * ears, 1.35 * width))
    return width


def place_glasses(item: Item, person: Person) -> list[Layer]:
    """Pupil centres of the item go to the eyes."""
    _Head(item, person)
    at = person.at
    pairs = [
        (item.anchors["right_eye"], at["right_eye"]),
        (item.anchors["left_eye"], at["left_eye"]),
    ]
    return [Layer(*controls(pairs))]


def place_hat(item: Item, person: Person) -> list[Layer]:
    """The hat's lower edge goes around the skull above the brow."""
    right, left = hat_line(item, person)
    pairs = [(item.anchors["brow_right"], right), (item.anchors["brow_left"], left)]
    return [Layer(*controls(pairs))]


def hat_line(item: Item, person: Person) -> tuple[_Point, _Point]:
    """Return where a hat's lower edge meets the sides of the head, right and left."""
    head = _Head(item, person)
    width, back = _turned(head, person)
    half, line = width / 2 * 1.2, _HAT_LINE * width / _HEAD_WIDTH
    return head.point(back - half, line), head.point(back + half, line)


def _turned(head: _Head, person: Person) -> tuple[float, float]:
    """Return the skull's width in the picture, and how far beside the head's middle.

    The nose says how far a head is turned: it stands out from the line between the
    eyes, which grows shorter, while the skull behind it is longer than wide.
    """
    beside = float((person.at["nose"] - head.eyes) @ head.across) / head.ipd
    tangent = float(np.clip(beside / _NOSE, -_MOST_TURN, _MOST_TURN))
    sine = tangent / math.hypot(1.0, tangent)
    ipd = head.ipd * math.hypot(1.0, tangent)
    width = _HEAD_WIDTH * ipd * (1 + _LONGER * sine**2)
    share = float(np.clip((abs(sine) - _SLIGHT) / _SLIGHT, 0, 1))
    behind = float((head.eyes - head.middle) @ head.across) - sine * _DEPTH * ipd
    return head.width + share * max(width - head.width, 0.0), share * behind


def place_earrings(item: Item, person: Person) -> list[Layer]:
    """One at each ear that is to be seen; they hang down, whatever the head does."""
    head = _Head(item, person)
    length = 0.45 * head.ipd
    layers = []
    for side in ("right", "left"):
        if not person.sees(f"{side}_ear"):
            continue
        sign = -1.0 if side == "right" else 1.0
        lobe = person.at[f"{side}_ear"] - head.up * 0.35 * head.ipd
        lobe = _rim_of_face(person, lobe, head.across * sign * head.ipd)
        lower = lobe + np.array([0, length], np.float32)
        width, mirror = item.image.shape[1], side == "right"
        ends = [item.anchors["lobe"], item.anchors["bottom"]]
        if mirror:
            ends = [mirrored(end, width) for end in ends]
        pairs = list(zip(ends, (lobe, lower), strict=True))
        layers.append(Layer(*controls(pairs), mirror=mirror))
    if not layers:
        raise CannotPlaceError(item.kind, "no ear is to be seen")
    return layers


def _rim_of_face(person: Person, lobe: _Point, outwards: _Point) -> _Point:
    """Return where the face ends beside a lobe; key points of ears lie within it.

    Args:
        person: Whose face it is.
        lobe: Where the key points say that the lobe is.
        outwards: One ipd away from the nose.
    """
    usual = lobe + _LOBE * outwards
    steps = np.linspace(0, _EAR_REACH, _EAR_STEPS, dtype=np.float32)
    path = lobe + steps[:, None] * outwards
    low, high = np.floor(path.min(0)), np.ceil(path.max(0)) + 1
    box = (int(low[0]), int(low[1]), int(high[0]), int(high[1]))
    size = (box[2] - box[0], box[3] - box[1])
    (skin,) = person.planes_in(box, size, ("face_skin",))
    where = np.asarray(path - low, np.float32)
    along = cv2.remap(skin, where[:, 0], where[:, 1], cv2.INTER_LINEAR).ravel()
    ends = np.flatnonzero(along < 0.5)
    if len(ends) == 0 or ends[0] == 0:
        return np.asarray(usual, np.float32)
    before, after = float(along[ends[0] - 1]), float(along[ends[0]])
    end = ends[0] - 1 + (before - 0.5) / max(before - after, 1e-6)
    step = _EAR_REACH / (_EAR_STEPS - 1)
    return np.asarray(lobe + outwards * (end * step - _LOBE), np.float32)


def place_necklace(item: Item, person: Person) -> list[Layer]:
    """Around the neck, its lowest point on the line of the trunk."""
    if not person.sees("left_shoulder", "right_shoulder"):
        raise CannotPlaceError(item.kind, "both shoulders must be in the picture")
    at = person.at
    across = at["left_shoulder"] - at["right_shoulder"]
    width = float(np.linalg.norm(across))
    if width < 2 * _LEAST_EYES or across[0] < 0:
        raise CannotPlaceError(item.kind, "the trunk is turned away")
    across = across / width
    up = np.array([across[1], -across[0]], np.float32)
    middle = (at["left_shoulder"] + at["right_shoulder"]) / 2
    base = middle + up * 0.30 * width
    pairs = [
        (item.anchors["right_neck"], base - across * 0.17 * width),
        (item.anchors["left_neck"], base + across * 0.17 * width),
        (item.anchors["pendant"], middle - up * 0.18 * width),
    ]
    return [Layer(*controls(pairs))]
