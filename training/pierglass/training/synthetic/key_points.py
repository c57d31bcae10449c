"""Key points of a drawn figure, where the photos' teacher would put them.

The offsets are what a person network that learned from photos alone said of forty drawn
people: its teacher marks a shoulder a little inside of and below the joint.
"""

import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.camera import SUPERSAMPLED
from pierglass.training.synthetic.canvas import Canvas, Layer
from pierglass.training.synthetic.figure import Figure, sign
from pierglass.training.synthetic.head import Head
from pierglass.vision.groups import KEY_POINTS

__all__ = ["key_points"]

_COVERED = 0.25
"""Visibility of a joint that an arm, a bag or the trunk hides."""

_FACE_POINTS = {
    "nose": (0.0, 0.055, -0.18),
    "left_eye": (0.066, -0.010, -0.13),
    "right_eye": (-0.066, -0.010, -0.13),
    "left_ear": (0.130, 0.025, 0.0),
    "right_ear": (-0.130, 0.025, 0.0),
}

_TAUGHT = {"shoulder": (-0.025, 0.025), "elbow": (-0.02, 0.0), "ankle": (0.0, -0.025)}
"""How far outwards and down the teacher sees a joint, in lengths of the trunk."""

_FAR_EAR = 0.3
"""Turn of the head in radians that hides an ear."""

_HIDES = {"_hand", "_forearm", "_upper_arm", "_wrist"}
"""Parts that hide what they are not."""


def key_points(canvas: Canvas, figure: Figure) -> NDArray[np.float32]:
    """Return (23, 4): x, y, visibility and depth in pixels of the picture."""
    head = Head(figure)
    out = np.zeros((len(KEY_POINTS), 4), np.float32)
    for row, name in zip(out, KEY_POINTS, strict=True):
        if name in _FACE_POINTS:
            place = _FACE_POINTS[name]
            at, depth = head.at(*place), head.depth(place[0], place[2])
        else:
            at, depth = _taught(figure, name), float(figure.joints[name][2])
        row[:2] = at / SUPERSAMPLED
        row[3] = depth * figure.px / SUPERSAMPLED
        if 0 <= at[0] < canvas.width and 0 <= at[1] < canvas.height:
            x, y = (int(v) * SUPERSAMPLED for v in row[:2])
            shows = _shows(name, canvas.part_at(x, y)) and not _turned_away(
                figure, name
            )
            row[2] = 1.0 if shows else _COVERED
    return out


def _turned_away(figure: Figure, name: str) -> bool:
    """Return whether *name* is an ear on the far side of the head."""
    way = sign("left" if name.startswith("left") else "right")
    return name.endswith("ear") and way * figure.pose.head_yaw > _FAR_EAR


def _taught(figure: Figure, name: str) -> NDArray[np.float32]:
    side, _, joint = name.partition("_")
    out, down = _TAUGHT.get(joint, (0.0, 0.0))
    way = sign("left" if side == "left" else "right")
    offset = np.array([way * out, down], np.float32) * figure.px
    return np.asarray(figure.at(name) + offset, np.float32)


def _shows(name: str, layer: Layer) -> bool:
    """Return whether *layer*, seen at a key point, lets the point count as seen."""
    side = name.partition("_")[0]
    arm_part = next((end for end in _HIDES if layer.part.endswith(end)), None)
    if name.endswith(("elbow", "wrist", "hand")):
        return arm_part is not None and layer.part.startswith(side)
    if arm_part is not None:
        return layer.part.startswith(side) and name.endswith("shoulder")
    return layer.group != "bag"
