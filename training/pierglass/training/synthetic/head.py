"""The head: skull, ears and a face that turns with it.

The head's frame: origin between the ears, x to the wearer's left, y down, z away from
the camera, in lengths of the trunk; eyes are 0.132 apart, as in photos.
"""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import SIDES, Figure, sign
from pierglass.training.synthetic.palette import blend
from pierglass.training.synthetic.shapes import (
    Outline,
    ellipse,
    spline,
)

__all__ = ["HEAD_SKIN", "Head", "paint_head"]

HEAD_SKIN = Layer("face_skin", "head")
"""The layer of ears and face."""

_FACE = (
    (0.0, -0.225),
    (0.085, -0.205),
    (0.135, -0.14),
    (0.152, -0.05),
    (0.148, 0.04),
    (0.132, 0.12),
    (0.100, 0.180),
    (0.055, 0.220),
    (0.0, 0.232),
)
"""Right half of a face's outline from its top to the chin."""


@dataclass(frozen=True, eq=False)
class Head:
    """Where points of the head are in the picture."""

    figure: Figure

    @property
    def px(self) -> float:
        """Pixels in a length of the head's frame."""
        return self.figure.px * self.figure.build.head

    @cached_property
    def origin(self) -> NDArray[np.float32]:
        """The middle between the ears."""
        pose = self.figure.pose
        neck = self.figure.trunk(0.0, -0.10, -0.02)
        up = np.array([np.sin(pose.lean + pose.head_roll), -np.cos(pose.head_roll)])
        forward = np.array([np.sin(pose.head_yaw) * 0.05, pose.head_pitch * 0.08])
        return np.asarray(neck + self.px * (0.322 * up + forward), np.float32)

    def points(self, places: ArrayLike) -> Outline:
        """Return (K, 3) points of the head's frame in the picture, (K, 2)."""
        at = np.asarray(places, np.float64).reshape(-1, 3)
        pose = self.figure.pose
        cos, sin = math.cos(pose.head_yaw), math.sin(pose.head_yaw)
        right = at[:, 0] * cos - at[:, 2] * sin
        away = at[:, 0] * sin + at[:, 2] * cos
        down = at[:, 1] - away * math.sin(pose.head_pitch)
        roll = pose.head_roll + pose.lean
        cos, sin = math.cos(roll) * self.px, math.sin(roll) * self.px
        out = np.empty((len(at), 2), np.float32)
        out[:, 0] = right * cos - down * sin + self.origin[0]
        out[:, 1] = right * sin + down * cos + self.origin[1]
        return out

    def at(self, x: float, y: float, z: float) -> NDArray[np.float32]:
        """Return one point of the head's frame in the picture."""
        return np.asarray(self.points([(x, y, z)])[0], np.float32)

    def depth(self, x: float, z: float) -> float:
        """Return how far away a point is, in lengths of the trunk."""
        yaw = self.figure.pose.head_yaw
        return float(x * np.sin(yaw) + z * np.cos(yaw)) - 0.05

    def oval(
        self, centre: tuple[float, float, float], wide: float, high: float
    ) -> Outline:
        """Return an ellipse about a point, flattened by the head's turn."""
        pose = self.figure.pose
        flat = max(
            0.35, float(np.cos(pose.head_yaw + 0.5 * _side(centre[0], pose.head_yaw)))
        )
        return ellipse(
            self.at(*centre),
            (wide * self.px * flat, high * self.px),
            pose.head_roll + pose.lean,
        )

    def skull(self, grown: float = 0.0) -> Outline:
        """Return the outline of the head's upper part, *grown* by some hair."""
        pose = self.figure.pose
        turn = abs(float(np.sin(pose.head_yaw)))
        return ellipse(
            self.at(0, -0.065, 0.03),
            ((0.152 + 0.025 * turn + grown) * self.px, (0.172 + grown) * self.px),
            pose.head_roll + pose.lean,
        )

    def face(self) -> Outline:
        """Return the outline of the face."""
        jaw = self.figure.build.jaw
        half = [
            (x * (jaw if y > 0.05 else 1.0), y, -0.03 - 0.08 * (y > 0.15))
            for x, y in _FACE
        ]
        other = [(-x, y, z) for x, y, z in half[-2:0:-1]]
        return spline(self.points(half + other), steps=3)

    @property
    def shadowed(self) -> float:
        """Pixels of a thin line on the face."""
        return max(1.0, 0.008 * self.px)


def _side(x: float, yaw: float) -> float:
    return float(np.sign(x) * np.sign(yaw)) * abs(yaw)


def paint_head(canvas: Canvas, figure: Figure, skin: Cloth) -> None:
    """Paint ears and skull over the neck, without a face."""
    head = Head(figure)
    px = head.px
    layer = HEAD_SKIN
    for side in SIDES:
        place = (sign(side) * 0.152, 0.03, 0.02)
        ear = ellipse(head.at(*place), (0.026 * px, 0.05 * px), figure.pose.head_roll)
        inner = ellipse(head.at(*place), (0.012 * px, 0.03 * px), figure.pose.head_roll)
        stroke = Stroke(inner, blend(skin.colour, 0.75), head.shadowed)
        canvas.paint(layer, skin, canvas.mask([ear]), round_=0.02, strokes=[stroke])
    shape = canvas.mask([head.skull(), head.face()])
    canvas.paint(layer, skin, shape, round_=0.13, throws=0.07)
