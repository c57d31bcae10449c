"""Frames that follow the body: where a point of the picture is on the wearer.

Every frame has an origin and two axes in picture pixels: *along*, down the trunk, the
face, the legs or the foot, up the shin or the forearm; and *across* it, towards the
wearer's left. The right limbs' frames mirror the left ones'.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.person import Person

__all__ = ["FRAMES", "BodyFrame"]

_Point = NDArray[np.float32]

_LEAST_PX = 3.0
"""Axes shorter than this many pixels have no direction."""

_HIP_DOWN = 1.42
"""Length of a trunk whose hips are not to be seen, in breadths of the shoulders."""

_SHIN = 2.05
"""Length of a leg in lengths of the thigh."""


@dataclass(frozen=True, eq=False)
class BodyFrame:
    """An origin and two axes, each (x, y) in pixels of the picture."""

    origin: _Point
    across: _Point
    along: _Point

    @property
    def matrix(self) -> NDArray[np.float32]:
        """The 2×3 matrix from (across, along) to pixels."""
        return np.column_stack([self.across, self.along, self.origin]).astype(
            np.float32
        )

    def point(self, across: float, along: float) -> _Point:
        """Return the pixel at (*across*, *along*)."""
        return np.asarray(
            self.origin + self.across * across + self.along * along, np.float32
        )

    @property
    def unit(self) -> float:
        """Mean length of the axes in pixels."""
        both = np.linalg.norm(self.across) * np.linalg.norm(self.along)
        return float(np.sqrt(both))


def _square(axis: NDArray[np.floating]) -> _Point:
    """Return *axis* turned by a quarter, from the wearer's left to downwards."""
    return np.array([-axis[1], axis[0]], np.float32)


def _trunk(person: Person) -> list[BodyFrame]:
    at = person.at
    across = at["left_shoulder"] - at["right_shoulder"]
    middle = (at["left_shoulder"] + at["right_shoulder"]) / 2
    down = _HIP_DOWN * _square(across)
    if person.sees("left_hip", "right_hip"):
        down = (at["left_hip"] + at["right_hip"]) / 2 - middle
    return _frames((middle, across, down))


def _head(person: Person) -> list[BodyFrame]:
    at = person.at
    across = at["left_eye"] - at["right_eye"]
    middle = (at["left_eye"] + at["right_eye"]) / 2
    return _frames((middle, across, _square(across)))


def _legs(person: Person) -> list[BodyFrame]:
    at = person.at
    hips = (at["left_hip"] + at["right_hip"]) / 2
    down = _SHIN * ((at["left_knee"] + at["right_knee"]) / 2 - hips)
    if person.sees("left_ankle", "right_ankle"):
        down = (at["left_ankle"] + at["right_ankle"]) / 2 - hips
    return _frames((hips, at["left_hip"] - at["right_hip"], down))


def _limb(start: str, end: str) -> Callable[[Person], list[BodyFrame]]:
    """Return the frames from each side's *start* to its *end*, where both are seen."""

    def frames(person: Person) -> list[BodyFrame]:
        axes = []
        for side, sign in (("left", -1.0), ("right", 1.0)):
            names = (f"{side}_{start}", f"{side}_{end}")
            if person.sees(*names):
                origin, tip = (person.at[name] for name in names)
                along = tip - origin
                axes.append((origin, sign * _square(along), along))
        return _frames(*axes)

    return frames


FRAMES: dict[str, Callable[[Person], list[BodyFrame]]] = {
    "trunk": _trunk,
    "head": _head,
    "legs": _legs,
    "feet": _limb("ankle", "toe"),
    "shins": _limb("ankle", "knee"),
    "forearms": _limb("wrist", "elbow"),
}
"""The frames of each part of a person; none where it is not to be seen."""


_Axis = NDArray[np.floating]


def _frames(*axes: tuple[_Axis, _Axis, _Axis]) -> list[BodyFrame]:
    return [
        BodyFrame(*(np.asarray(one, np.float32) for one in (origin, across, along)))
        for origin, across, along in axes
        if min(float(np.linalg.norm(across)), float(np.linalg.norm(along))) > _LEAST_PX
    ]
