"""The body that garments are drawn on: joints of a standing person from the front.

One torso for all garments, so that their anchors agree. Proportions in shoulder widths:
trunk 1.35, upper arm 0.83, forearm 0.72, hips 0.65 wide.

Source: mean segment lengths of Drillis and Contini (1966), joint to joint.
"""

import math
from dataclasses import dataclass
from typing import Final

from pierglass.training.items.geometry import Point

__all__ = ["CENTRE_X", "TORSO", "Torso"]

CENTRE_X: Final = 500.0
_SHOULDER: Final = 180.0


@dataclass(frozen=True)
class Torso:
    """Joints in canvas pixels; those of the wearer's left arm (right in the picture)."""

    shoulder: Point
    elbow: Point
    wrist: Point
    hip: Point


def _down(start: Point, length: float, degrees: float) -> Point:
    angle = math.radians(degrees)
    return start[0] + length * math.sin(angle), start[1] + length * math.cos(angle)


_SHOULDER_POINT: Final = (CENTRE_X + _SHOULDER, 205.0)
_ELBOW: Final = _down(_SHOULDER_POINT, 1.66 * _SHOULDER, 25)

TORSO: Final = Torso(
    shoulder=_SHOULDER_POINT,
    elbow=_ELBOW,
    wrist=_down(_ELBOW, 1.44 * _SHOULDER, 16),
    hip=(CENTRE_X + 117, 205 + 2.7 * _SHOULDER),
)
