"""How high the figures can be at all: the truth made twice, and held against itself.

The truth comes from a label map drawn by hand and from a teacher's key points; neither
is exact. Here it is made a second time with one more draw of the same errors:

- *Label map*: within three pixels of a boundary the picture decides anew. What is
  farther inside of a region, or the core of a thin one, floods outwards to the edges
  that the picture has (watershed).
- *Key points*: every point is moved by a normal error of the teacher's own size, and
  so is its depth. The size is measured on training photos against the hand-drawn
  labels, which the teacher never saw: for limbs, how far the bone from elbow to wrist
  lies beside the middle of the bare forearm; for the head, how far the eyes lie above
  or below the middle of their eyewear, about its median.

Assumption: if the errors of the truth are of that size and independent of each other,
then the first truth is to the second as reality is to the first, and a map that knows
reality would score against the truth what the second truth scores: the cap.

It is an estimate. Left out are errors with no trace in the picture (a
bag taken for a garment, a strap that nobody drew), skin given to the wrong limb, and
forearms that the teacher missed altogether; depth surely errs by more than the
picture's plane does. Against that, the labels' own error and the glasses' fit are part
of what is measured as the teacher's, so that the head's is rather too large and the
cap of hats rather too low. A network that learns the labels' habits may be above it.
"""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.dataset import truth_in_box
from pierglass.training.occluder.summary import Measured, by_kind, measured
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index, point_index

__all__ = ["TeacherError", "noise_cap", "redrawn", "shifted", "teacher_error"]

_BAND_PX = 3
"""How far from a boundary the label map is decided anew."""

_CORE = 0.6
"""What of a region thinner than the band is kept: pixels at least this far inside, in
parts of its innermost one's distance."""

_DRAWS = 2

_REACH = 0.3
"""How far beside a bone the forearm is looked for, in lengths of the trunk."""

_HEAD = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")

_NORMAL = 1.4826
"""Standard deviation of a normal error in its median absolute deviations."""


@dataclass(frozen=True)
class TeacherError:
    """Standard deviation of the teacher's key points, in x and in y alike."""

    limbs: float
    """In lengths of the trunk."""

    head: float
    """In distances between the eyes."""

    forearms: int
    """How many bare forearms it was measured on."""

    eyewear: int
    """How many glasses."""


def teacher_error(photos: Iterable[StreetPhoto]) -> TeacherError:
    """Return the teacher's error on *photos*; 0 where nothing can be measured."""
    limbs: list[float] = []
    heads: list[float] = []
    for photo in photos:
        limbs += [
            gap
            for side in ("left", "right")
            if (gap := _beside(photo, side)) is not None
        ]
        if (gap := _above(photo)) is not None:
            heads.append(gap)
    # Either gap is of the mean of two points, whose error is smaller by the root of 2.
    root = float(np.sqrt(2))
    heads = [gap - float(np.median(heads)) for gap in heads]
    return TeacherError(
        root * _spread(limbs), root * _spread(heads), len(limbs), len(heads)
    )


def noise_cap(
    cases: Sequence[Case], error: TeacherError, seed: int = 0
) -> dict[str, dict[str, object]]:
    """Return what the truth scores against itself, by kind and overall.

    Args:
        cases: As the methods are measured on.
        error: The teacher's.
        seed: Of the key points' errors.

    Returns:
        The figures, and beside them the hidden IoU with one of the two errors alone.
    """
    rng = np.random.default_rng(seed)
    sources = ("both", "label_map_alone", "key_points_alone")
    found: dict[str, list[Measured]] = {name: [] for name in sources}
    again: dict[str, dict[str, list[StreetPhoto]]] = {}
    for case in cases:
        photo = case.photo
        if photo.number not in again:
            new = dataclasses.replace(photo, groups=redrawn(photo))
            points = [shifted(photo.points, error, rng) for _ in range(_DRAWS)]
            again[photo.number] = {
                "both": [dataclasses.replace(new, points=one) for one in points],
                "label_map_alone": [new],
                "key_points_alone": [
                    dataclasses.replace(photo, points=one) for one in points
                ],
            }
        for name, versions in again[photo.number].items():
            for version in versions:
                second = truth_in_box(version, case.placed, case.kind)
                found[name].append(measured(case, 1 - second.astype(np.float32)))
    out = by_kind(found["both"], soft=False)
    for name in sources[1:]:
        for kind, figures in by_kind(found[name], soft=False).items():
            out[kind][name] = figures["hidden_iou"]
    for figures in out.values():
        figures.pop("samples", None)
    return out


def redrawn(photo: StreetPhoto) -> NDArray[np.uint8]:
    """Return the photo's group map with its boundaries where the picture has edges.

    Raises:
        ValueError: If the photo has no label map.
    """
    if photo.groups is None:
        raise ValueError(f"photo {photo.number}: found no label map, expected one")
    marks = np.zeros(photo.groups.shape, np.int32)
    for group in range(len(GROUPS)):
        mask = (photo.groups == group).astype(np.uint8)
        if mask.any():
            marks[_core(mask)] = group + 1
    cv2.watershed(photo.rgb, marks)
    # Watershed leaves a line between regions; there the old map stands.
    drawn = np.where(marks > 0, marks - 1, photo.groups)
    return np.asarray(drawn, np.uint8)


def shifted(
    points: NDArray[np.float32], error: TeacherError, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Return the teacher's *points*, (23, 4), with one more error of its own."""
    head = np.isin(np.arange(len(KEY_POINTS)), [point_index(name) for name in _HEAD])
    scale = np.where(
        head, error.head * _eye_gap(points), error.limbs * _trunk_length(points)
    )
    out = points.copy()
    for column in (0, 1, 3):
        out[:, column] += (rng.normal(0, 1, len(points)) * scale).astype(np.float32)
    return out


def _core(mask: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return what of each region of *mask* is surely its own."""
    count, found = cv2.connectedComponents(mask, connectivity=8)
    labels = np.asarray(found, np.int32)
    inside = np.asarray(cv2.distanceTransform(mask, cv2.DIST_L2, 5), np.float32)
    deepest = np.zeros(count, np.float32)
    np.maximum.at(deepest, labels.ravel(), inside.ravel())
    bar = np.minimum(_BAND_PX, _CORE * deepest)[labels]
    return np.asarray((mask > 0) & (inside > bar))


def _beside(photo: StreetPhoto, side: str) -> float | None:
    """Return how far the forearm's bone is beside the middle of its bare skin."""
    if photo.groups is None:
        return None
    skin = photo.groups == group_index("arm_skin")
    elbow, wrist = (
        photo.points[point_index(f"{side}_{j}")] for j in ("elbow", "wrist")
    )
    trunk = _trunk_length(photo.points)
    bone = wrist[:2] - elbow[:2]
    long = float(np.linalg.norm(bone))
    if min(elbow[2], wrist[2]) < 0.5 or long < 0.25 * trunk:
        return None
    square = np.array([-bone[1], bone[0]]) / long
    reach = np.arange(-round(_REACH * trunk), round(_REACH * trunk) + 1)
    middles = []
    for along in (0.3, 0.5, 0.7):
        line = elbow[:2] + bone * along + square * reach[:, None]
        x, y = np.rint(line).astype(int).T
        there = (x >= 0) & (y >= 0) & (x < skin.shape[1]) & (y < skin.shape[0])
        row = np.zeros(len(reach), np.bool_)
        row[there] = skin[y[there], x[there]]
        middle = _middle(row)
        if middle is not None:
            middles.append(float(middle + reach[0]) / trunk)
    return float(np.mean(middles)) if len(middles) >= 2 else None


def _middle(row: NDArray[np.bool_]) -> float | None:
    """Return the middle of the one run in *row*; None unless there is one, inside."""
    steps = np.flatnonzero(np.diff(row.astype(np.int8)))
    if row[0] or row[-1] or len(steps) != 2 or steps[1] - steps[0] < 3:
        return None
    return float(steps[0] + 1 + steps[1]) / 2


def _above(photo: StreetPhoto) -> float | None:
    """Return how far the eyes are above the middle of the eyewear before them."""
    if photo.groups is None:
        return None
    ys, xs = np.nonzero(photo.groups == group_index("eyewear"))
    left, right = (photo.points[point_index(f"{s}_eye"), :2] for s in ("left", "right"))
    gap = _eye_gap(photo.points)
    if len(ys) < 40 or gap < 8:
        return None
    middle = np.array([xs.mean(), ys.mean()])
    off = middle - (left + right) / 2
    if float(np.linalg.norm(off)) > 1.5 * gap:  # held in a hand, or in the hair
        return None
    across = (left - right) / gap
    return float(off @ np.array([-across[1], across[0]])) / gap


def _spread(gaps: list[float]) -> float:
    return _NORMAL * float(np.median(np.abs(gaps))) if gaps else 0.0


def _eye_gap(points: NDArray[np.float32]) -> float:
    eyes = points[[point_index("left_eye"), point_index("right_eye")], :2]
    return float(np.linalg.norm(eyes[0] - eyes[1]))


def _trunk_length(points: NDArray[np.float32]) -> float:
    at = {name: points[point_index(name), :2] for name in KEY_POINTS}
    shoulders = (at["left_shoulder"] + at["right_shoulder"]) / 2
    hips = (at["left_hip"] + at["right_hip"]) / 2
    return float(np.linalg.norm(shoulders - hips))
