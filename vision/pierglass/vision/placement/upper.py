"""Tops, jackets and dresses: a trunk that bends, and sleeves that follow the arms.

Distances are in units of the distance between the shoulder joints.
"""

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.layer import Layer, Part, controls

__all__ = ["Trunk", "place_upper"]

_Point = NDArray[np.float32]

_OUT, _UP = 0.03, 0.05
"""A garment's shoulder lies a little outside of and above the joint."""

_HIP_DOWN = 1.42
"""Length of the trunk where the hips are outside of the picture."""

_HIP_GAP = 0.62
"""Distance between the hip joints where they are outside of the picture."""

_ARM_SEEN = 0.3
"""Least visibility of an elbow or wrist that a sleeve follows."""

_LEAST_ARM = 0.5
"""Least length of an upper arm or forearm in a sleeve."""

_STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)

_SLEEVES: tuple[tuple[str, Part], ...] = (
    ("right", "right_sleeve"),
    ("left", "left_sleeve"),
)


class Trunk:
    """Shoulders and hips in the frame, the hips guessed when they are not seen."""

    def __init__(self, item: Item, person: Person) -> None:
        if not person.sees("left_shoulder", "right_shoulder"):
            raise CannotPlaceError(item.kind, "both shoulders must be in the picture")
        at = person.at
        self.right, self.left = at["right_shoulder"], at["left_shoulder"]
        across = self.left - self.right
        self.width = float(np.linalg.norm(across))
        if self.width < 12:
            raise CannotPlaceError(
                item.kind, "the person is too small or seen sideways"
            )
        if across[0] <= 0:
            raise CannotPlaceError(item.kind, "the person is seen from behind")
        self.across: _Point = np.asarray(across / self.width, np.float32)
        self.middle: _Point = np.asarray((self.left + self.right) / 2, np.float32)
        square = np.array([-self.across[1], self.across[0]], np.float32)
        if person.sees("left_hip", "right_hip"):
            self.right_hip, self.left_hip = at["right_hip"], at["left_hip"]
        else:
            hips = self.middle + square * _HIP_DOWN * self.width
            half = self.across * _HIP_GAP * self.width / 2
            self.right_hip = np.asarray(hips - half, np.float32)
            self.left_hip = np.asarray(hips + half, np.float32)
        down = (self.right_hip + self.left_hip) / 2 - self.middle
        self.length = max(float(np.linalg.norm(down)), 0.6 * self.width)
        long = max(float(np.linalg.norm(down)), 1e-3)
        self.down: _Point = np.asarray(down / long, np.float32)

    def shoulder(self, side: str) -> _Point:
        """Return where a garment's shoulder goes."""
        sign = 1.0 if side == "left" else -1.0
        joint = self.left if side == "left" else self.right
        away = self.across * sign * _OUT - self.down * _UP
        return np.asarray(joint + away * self.width, np.float32)

    def hip(self, side: str) -> _Point:
        """Return a hip's joint."""
        return self.left_hip if side == "left" else self.right_hip


def place_upper(item: Item, person: Person) -> list[Layer]:
    """Trunk by shoulders, hips and hem; then one layer a sleeve."""
    trunk = Trunk(item, person)
    pairs = []
    for side in ("right", "left"):
        hip = trunk.hip(side)
        pairs.append((item.anchors[f"{side}_shoulder"], trunk.shoulder(side)))
        pairs.append((item.anchors[f"{side}_hip"], hip))
        pairs.append((item.anchors[f"{side}_hem"], hip + _hem(item, trunk, side)))
    layers = [Layer(*controls(pairs), part="trunk", stretch=True)]
    named = {part.name for part in item.parts}
    for side, part in _SLEEVES:
        if part in named and f"{side}_elbow" in item.anchors:
            layers.append(_sleeve(item, person, trunk, side, part))
    return layers


def _hem(item: Item, trunk: Trunk, side: str) -> _Point:
    """Return the way from hip to hem, with the trunk's width and length."""
    at = {name: np.array(point) for name, point in item.anchors.items()}
    shoulders = (at["left_shoulder"] + at["right_shoulder"]) / 2
    hips = (at["left_hip"] + at["right_hip"]) / 2
    wide = trunk.width / max(
        float(at["left_shoulder"][0] - at["right_shoulder"][0]), 1.0
    )
    long = trunk.length / max(float(hips[1] - shoulders[1]), 1.0)
    way = at[f"{side}_hem"] - at[f"{side}_hip"]
    return np.asarray(
        trunk.across * way[0] * wide + trunk.down * way[1] * long, np.float32
    )


def _sleeve(item: Item, person: Person, trunk: Trunk, side: str, part: Part) -> Layer:
    """Control points along the upper arm and, in a long sleeve, the forearm."""
    chain = [f"{side}_shoulder", f"{side}_elbow"]
    if f"{side}_wrist" in item.anchors:
        chain.append(f"{side}_wrist")
    places = [trunk.shoulder(side)]
    for name in chain[1:]:
        places.append(_arm_point(person, trunk, side, name, places))
    pairs: list[tuple[tuple[float, float], _Point]] = []
    for a, b, p, q in zip(chain, chain[1:], places, places[1:], strict=False):
        start, end = np.array(item.anchors[a]), np.array(item.anchors[b])
        for t in _STEPS[0 if not pairs else 1 :]:
            x, y = start + (end - start) * t
            pairs.append(
                ((float(x), float(y)), np.asarray(p + (q - p) * t, np.float32))
            )
    return Layer(*controls(pairs), part=part)


def _arm_point(
    person: Person, trunk: Trunk, side: str, name: str, places: list[_Point]
) -> _Point:
    """Return the elbow or wrist; hanging down where it is not to be seen."""
    height, width = person.shape
    point = person.at[name]
    inside = -0.05 * width < point[0] < 1.05 * width and point[1] < 1.05 * height
    if person.visibility[name] < _ARM_SEEN or not inside:
        sign = 1.0 if side == "left" else -1.0
        step = trunk.down * 0.78 + trunk.across * sign * 0.18
        return np.asarray(places[-1] + step * trunk.width, np.float32)
    # An arm that points at the camera is short in the picture, but as wide as ever.
    way = point - places[-1]
    length = float(np.linalg.norm(way))
    least = _LEAST_ARM * trunk.width
    if 1.0 < length < least:
        return np.asarray(places[-1] + way * (least / length), np.float32)
    return point
