"""Figures by bucket: for whom, in what and how seen the networks are worse.

Four axes. *Skin tone* is the individual typology angle of the labelled face skin in
CIELAB, in the six usual classes; what the camera's exposure did to the skin is in it.
*Garment darkness* is the L* of the cloth that is worn. *Pose* is where the wrists are.
*Picture quality* is the sharpness of the head, in thirds of the photos. Neighbouring
classes of the first two are merged until each has ten photos.

Source: Chardon, Cretois, Hourseau, "Skin colour typology and suntanning pathways",
International Journal of Cosmetic Science 13, 1991; the six classes of Del Bino and
Bernerd, British Journal of Dermatology 169, 2013.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.vision.groups import GROUPS, group_index, point_index

__all__ = ["AXES", "Traits", "by_bucket", "cloth_lightness", "merged", "traits_of"]

_CLOTH = tuple(
    group_index(name)
    for name in GROUPS
    if name.endswith("_garment") or name in ("dress", "footwear", "hat")
)

_LEAST_PIXELS = 40

_LEAST_PHOTOS = 10

_SEEN = 0.3
"""Least visibility of a wrist that says where an arm is."""

_TONES = ("dark", "brown", "tan", "intermediate", "light", "very light")
_TONE_EDGES = (-30.0, 10.0, 28.0, 41.0, 55.0)
"""Degrees of the typology angle between neighbouring classes."""

_SHADES = ("dark", "middle", "light")
_SHADE_EDGES = (30.0, 60.0)
"""L* between neighbouring classes."""

_POSES = ("arms down", "arms crossed", "arms raised")

_QUALITIES = ("blurred", "middling", "sharp")


@dataclass(frozen=True)
class Traits:
    """What of one photo, or of one case on it, sorts it into buckets."""

    photo: str
    skin_tone: float | None
    """Individual typology angle in degrees; None without face skin."""

    garment: float | None
    """L* of the cloth in [0, 100]; None without cloth."""

    pose: str
    sharpness: float | None
    """Variance of the Laplacian about the head; None without a head."""


def traits_of(photo: StreetPhoto) -> Traits:
    """Return the traits of *photo*, its whole cloth for the garment."""
    whole = np.ones(photo.rgb.shape[:2], np.bool_)
    return Traits(
        photo.number,
        _typology_angle(photo),
        cloth_lightness(photo, whole),
        _pose(photo.points),
        _sharpness(photo),
    )


def cloth_lightness(photo: StreetPhoto, where: NDArray[np.bool_]) -> float | None:
    """Return the median L* of the labelled cloth in *where*, (H, W), or None."""
    if photo.groups is None:
        return None
    cloth = where & np.isin(photo.groups, _CLOTH)
    lab = _lab(photo.rgb, cloth)
    return float(np.median(lab[:, 0])) if len(lab) >= _LEAST_PIXELS else None


def _typology_angle(photo: StreetPhoto) -> float | None:
    if photo.groups is None:
        return None
    face = (photo.groups == group_index("face_skin")).astype(np.uint8)
    # The outermost pixels are partly hair and cloth.
    inner = cv2.erode(face, np.ones((3, 3), np.uint8)) > 0
    lab = _lab(photo.rgb, np.asarray(inner))
    if len(lab) < _LEAST_PIXELS:
        return None
    lightness, yellow = np.median(lab[:, 0]), np.median(lab[:, 2])
    return float(np.degrees(np.arctan2(lightness - 50, max(float(yellow), 1e-3))))


def _lab(rgb: NDArray[np.uint8], where: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return L*, a* and b* of the pixels in *where*, (N, 3)."""
    pixels = rgb[where].astype(np.float32)[None] / np.float32(255)
    if pixels.shape[1] == 0:
        return np.zeros((0, 3), np.float32)
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)[0], np.float32)


def _pose(points: NDArray[np.float32]) -> str:
    """Return where the higher wrist is: over a shoulder, before the trunk, or down."""
    at = {
        f"{side}_{joint}": points[point_index(f"{side}_{joint}")]
        for side in ("left", "right")
        for joint in ("shoulder", "hip", "wrist")
    }
    left, right = at["left_shoulder"][:2], at["right_shoulder"][:2]
    middle = (left + right) / 2
    down = (at["left_hip"][:2] + at["right_hip"][:2]) / 2 - middle
    axes = np.column_stack([left - right, down]).astype(np.float64)
    if abs(float(np.linalg.det(axes))) < 1.0:
        return _POSES[0]
    wrists = [at[f"{side}_wrist"] for side in ("left", "right")]
    seen = [
        np.linalg.solve(axes, wrist[:2] - middle)
        for wrist in wrists
        if wrist[2] > _SEEN
    ]
    if any(along < 0 for _, along in seen):
        return _POSES[2]
    return _POSES[any(abs(across) < 0.45 and along < 0.95 for across, along in seen)]


def _sharpness(photo: StreetPhoto) -> float | None:
    at = photo.points[:, :2]
    eyes = (at[point_index("left_eye")] + at[point_index("right_eye")]) / 2
    shoulders = at[point_index("left_shoulder")] + at[point_index("right_shoulder")]
    reach = 0.6 * float(np.linalg.norm(shoulders / 2 - eyes))
    low = np.maximum(eyes - reach, 0).astype(int)
    high = np.maximum(eyes + reach, 0).astype(int)
    head = photo.rgb[low[1] : high[1], low[0] : high[0]]
    if min(head.shape[:2]) < 8:
        return None
    grey = cv2.cvtColor(head, cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())


_Labels = tuple[Sequence[str], list[str | None]]
"""The classes in order, and the class of each element."""


def _by_tone(traits: Sequence[Traits]) -> _Labels:
    values = [one.skin_tone for one in traits]
    return _mergeable(traits, _TONES, _classed(values, _TONES, _TONE_EDGES))


def _by_garment(traits: Sequence[Traits]) -> _Labels:
    values = [one.garment for one in traits]
    return _mergeable(traits, _SHADES, _classed(values, _SHADES, _SHADE_EDGES))


def _by_pose(traits: Sequence[Traits]) -> _Labels:
    return _POSES, [one.pose for one in traits]


def _by_quality(traits: Sequence[Traits]) -> _Labels:
    of_photo = {one.photo: one.sharpness for one in traits}
    known = [value for value in of_photo.values() if value is not None]
    edges = np.quantile(known, (1 / 3, 2 / 3)).tolist() if known else (0.0, 0.0)
    values = [one.sharpness for one in traits]
    return _QUALITIES, _classed(values, _QUALITIES, edges)


AXES: dict[str, Callable[[Sequence[Traits]], _Labels]] = {
    "skin_tone": _by_tone,
    "garment_darkness": _by_garment,
    "pose": _by_pose,
    "picture_quality": _by_quality,
}
"""How each axis sorts."""


def by_bucket(
    traits: Sequence[Traits],
    figures: Callable[[list[int]], dict[str, object]],
    key: str,
) -> dict[str, dict[str, object]]:
    """Return the figures of each bucket of each axis, and the worst one's name.

    Args:
        traits: Of each element: a photo, or a case.
        figures: Returns the figures over some elements, by their indices.
        key: The figure that says which bucket is the worst; more is better.
    """
    out: dict[str, dict[str, object]] = {}
    for axis, sort in AXES.items():
        names, labels = sort(traits)
        rows: dict[str, dict[str, object]] = {}
        for name in names:
            chosen = [i for i, label in enumerate(labels) if label == name]
            if chosen:
                photos = len({traits[i].photo for i in chosen})
                rows[name] = {"photos": photos} | figures(chosen)
        known = {traits[i].photo for i, label in enumerate(labels) if label}
        out[axis] = {"buckets": rows, "unknown": _photos(traits) - len(known)}
        if rows:
            worst = min(rows, key=lambda name: cast("float", rows[name][key]))
            kept = ("photos", key, f"{key}_95")
            row = rows[worst]
            out[axis]["worst"] = {"bucket": worst} | {
                name: row[name] for name in kept if name in row
            }
    return out


def merged(
    names: Sequence[str], counts: dict[str, int], least: int = _LEAST_PHOTOS
) -> dict[str, str]:
    """Return the merged class of each of *names*, which are in order.

    The class with the fewest photos joins its smaller neighbour until every class has
    *least*, or one is left. Classes without a photo are left out.
    """
    groups = [[name] for name in names if counts.get(name)]
    sizes = [counts[group[0]] for group in groups]
    while len(groups) > 1 and min(sizes) < least:
        small = sizes.index(min(sizes))
        near = [i for i in (small - 1, small + 1) if 0 <= i < len(groups)]
        other = min(near, key=sizes.__getitem__)
        low, high = sorted((small, other))
        groups[low] += groups.pop(high)
        sizes[low] += sizes.pop(high)
    return {name: " to ".join(_ends(group)) for group in groups for name in group}


def _ends(group: list[str]) -> list[str]:
    return group if len(group) == 1 else [group[0], group[-1]]


def _photos(traits: Sequence[Traits]) -> int:
    return len({one.photo for one in traits})


def _classed(
    values: Sequence[float | None], names: Sequence[str], edges: Sequence[float]
) -> list[str | None]:
    return [
        None if value is None else names[int(np.digitize(value, edges))]
        for value in values
    ]


def _mergeable(
    traits: Sequence[Traits], names: Sequence[str], labels: list[str | None]
) -> _Labels:
    counts = {
        name: len(
            {
                one.photo
                for one, label in zip(traits, labels, strict=True)
                if label == name
            }
        )
        for name in names
    }
    joined = merged(names, counts)
    return (
        list(dict.fromkeys(joined.values())),
        [None if label is None else joined[label] for label in labels],
    )
