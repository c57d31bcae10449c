"""Motions made from a photo: where its pixels go, frame by frame.

A camera that pans, zooms, rolls and shakes before a still person; and a person who
turns the head, moves the forearms and sways before a still camera, the photo bent along
with the joints. Nothing is claimed of real motion from them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import bend
from pierglass.vision.groups import point_index

__all__ = ["FRAMES", "FRAME_S", "MOTIONS", "Moment", "moved"]

FRAMES = 24
"""Frames of one clip."""

FRAME_S = 1 / 30

_CELL = 8
"""Pixels between the places at which a bend is worked out."""

Points = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Moment:
    """One frame of a clip, as a bend of its first frame; the first one is no bend."""

    source: NDArray[np.float32]
    """(H, W, 2): the pixel of the first frame that each pixel shows."""

    carried: Callable[[Points], Points]
    """Takes points of the first frame, float32 (N, 2), to where they are now."""

    def picture(self, first: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the frame, uint8 as *first*; what comes into sight repeats its rim."""
        return np.asarray(self._sampled(first, cv2.BORDER_REPLICATE), np.uint8)

    def plane(self, first: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a map, float32 as *first*; what comes into sight is 0."""
        return np.asarray(self._sampled(first, cv2.BORDER_CONSTANT), np.float32)

    def _sampled(self, first: cv2.typing.MatLike, border: int) -> cv2.typing.MatLike:
        return _sampled(first, self.source, border)


def moved(
    shape: tuple[int, int], motion: str, joints: Points, seed: int
) -> list[Moment]:
    """Return the clip's frames.

    Args:
        shape: Height and width of the photo and the frames.
        motion: One of `MOTIONS`.
        joints: float32 (23, 2), the wearer's key points in the photo.
        seed: Of the shake.
    """
    rng = np.random.default_rng(seed)
    swing = np.sin(2 * np.pi * np.arange(FRAMES) / (FRAMES - 1))
    swing[-1] = 0.0
    return [MOTIONS[motion](shape, joints, float(at), rng) for at in swing]


_Motion = Callable[[tuple[int, int], Points, float, np.random.Generator], Moment]


def _camera(
    shape: tuple[int, int], across: float, down: float, scale: float, turn_deg: float
) -> Moment:
    """Return a moment of a camera; the shifts are in parts of the width."""
    height, width = shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, scale)
    matrix[:, 2] += np.array([across, down]) * width
    back = cv2.invertAffineTransform(matrix)
    source = _grid(shape) @ back[:, :2].T + back[:, 2]
    return Moment(
        source.astype(np.float32),
        lambda points: (points @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32),
    )


def _pan(
    shape: tuple[int, int], joints: Points, at: float, rng: np.random.Generator
) -> Moment:
    return _camera(shape, 0.05 * at, 0.01 * at, 1.0, 0.0)


def _zoom(
    shape: tuple[int, int], joints: Points, at: float, rng: np.random.Generator
) -> Moment:
    return _camera(shape, 0.0, 0.0, 1 + 0.08 * at, 0.0)


def _roll(
    shape: tuple[int, int], joints: Points, at: float, rng: np.random.Generator
) -> Moment:
    return _camera(shape, 0.0, 0.0, 1.0, 8.0 * at)


def _shake(
    shape: tuple[int, int], joints: Points, at: float, rng: np.random.Generator
) -> Moment:
    across, down, turn = rng.normal(0, 1, 3) * (at != 0)
    return _camera(shape, 0.004 * across, 0.004 * down, 1.0, 0.3 * turn)


_HEAD = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")
_ABOVE_HIPS = (
    *_HEAD,
    *(
        f"{side}_{joint}"
        for side in ("left", "right")
        for joint in ("shoulder", "elbow", "wrist", "hand")
    ),
)


def _head_tilt(
    shape: tuple[int, int], joints: Points, at: float, rng: np.random.Generator
) -> Moment:
    shoulders = _middle(joints, "left_shoulder", "right_shoulder")
    return _bent(shape, joints, _turned(joints, _HEAD, shoulders, 10.0 * at))


def _forearms(
    shape: tuple[int, int], joints: Points, at: float, rng: np.random.Generator
) -> Moment:
    now = joints
    for side, way in (("left", 1.0), ("right", -1.0)):
        hand = (f"{side}_wrist", f"{side}_hand")
        elbow = joints[point_index(f"{side}_elbow")]
        now = _turned(now, hand, elbow, 15.0 * way * at)
    return _bent(shape, joints, now)


def _sway(
    shape: tuple[int, int], joints: Points, at: float, rng: np.random.Generator
) -> Moment:
    hips = _middle(joints, "left_hip", "right_hip")
    return _bent(shape, joints, _turned(joints, _ABOVE_HIPS, hips, 5.0 * at))


MOTIONS: dict[str, _Motion] = {
    "pan": _pan,
    "zoom": _zoom,
    "roll": _roll,
    "shake": _shake,
    "head_tilt": _head_tilt,
    "forearms": _forearms,
    "sway": _sway,
}
"""Camera motions, then articulated ones; each by a swing from 0 over 1, 0 and -1 to 0:
an even movement would have no lag to be seen."""


def _grid(shape: tuple[int, int], step: int = 1) -> NDArray[np.float32]:
    """Return (H, W, 2): x and y of every *step*th pixel, the rim among them."""
    height, width = shape
    ys = np.linspace(0, height - 1, max(2, -(-height // step)), dtype=np.float32)
    xs = np.linspace(0, width - 1, max(2, -(-width // step)), dtype=np.float32)
    return np.stack(np.meshgrid(xs, ys), 2)


def _sampled(
    picture: cv2.typing.MatLike, places: NDArray[np.float32], border: int
) -> cv2.typing.MatLike:
    x, y = cv2.split(places)
    return cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=border)


def _middle(joints: Points, one: str, other: str) -> Points:
    pair = joints[[point_index(one), point_index(other)]]
    return np.asarray(pair.mean(0), np.float32)


def _turned(
    joints: Points, names: tuple[str, ...], about: Points, angle_deg: float
) -> Points:
    turn = np.deg2rad(angle_deg)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    chosen = [point_index(name) for name in names]
    out = joints.copy()
    out[chosen] = (joints[chosen] - about) @ matrix + about
    return out


def _bent(shape: tuple[int, int], joints: Points, now: Points) -> Moment:
    """Return the moment at which *joints* are at *now* and the rim stays."""
    rim = _grid(shape, max(shape) // 3)
    edge = np.concatenate([rim[0], rim[-1], rim[1:-1, 0], rim[1:-1, -1]])
    before, after = np.concatenate([joints, edge]), np.concatenate([now, edge])
    coarse = _grid(shape, _CELL)
    shift = bend(coarse.reshape(-1, 2), after, before).reshape(coarse.shape) - coarse
    # Corners of the coarse grid are corners of the picture: sample, do not resize.
    place = (
        _grid(shape)
        * (np.array(coarse.shape[1::-1], np.float32) - 1)
        / (np.array(shape[::-1], np.float32) - 1)
    )
    fine = _sampled(shift, place.astype(np.float32), cv2.BORDER_REPLICATE)
    return Moment(
        np.asarray(_grid(shape) + fine, np.float32),
        lambda points: bend(points, before, after),
    )
