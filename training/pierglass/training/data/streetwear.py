"""The street photos: pictures, label maps in our groups, and the teacher's key points.

Source: Clothing Co-Parsing (Yang, Luo, Lin, CVPR 2014); key points by BlazePose.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.groups import KEY_POINTS, group_index

__all__ = ["LABEL_GROUPS", "UNKNOWN", "StreetPhoto", "Streetwear"]

UNKNOWN = 255
"""Value of a group map where nobody labelled the pixel."""

LABEL_GROUPS: dict[str, tuple[str, ...]] = {
    "background": ("background",),
    "hair": ("hair",),
    "face_skin": ("skin",),
    "leg_skin": ("socks", "stockings", "tights"),
    "upper_garment": (
        "blouse",
        "bodysuit",
        "bra",
        "intimate",
        "jumper",
        "shirt",
        "sweater",
        "sweatshirt",
        "t-shirt",
        "top",
        "tie",
        "hoodie",
    ),
    "outer_garment": ("blazer", "cape", "cardigan", "coat", "jacket", "suit", "vest"),
    "lower_garment": (
        "belt",
        "jeans",
        "leggings",
        "panties",
        "pants",
        "shorts",
        "skirt",
    ),
    "dress": ("dress", "romper", "swimwear"),
    "footwear": (
        "boots",
        "clogs",
        "flats",
        "heels",
        "loafers",
        "pumps",
        "sandals",
        "shoes",
        "sneakers",
        "wedges",
    ),
    "hat": ("hat",),
    "eyewear": ("glasses", "sunglasses"),
    "bag": ("bag", "purse", "wallet"),
    "accessory": (
        "accessories",
        "bracelet",
        "earrings",
        "gloves",
        "necklace",
        "ring",
        "scarf",
        "watch",
    ),
}
"""Which of the 59 labels make each group; skin is split by the key points."""

_TEACHER = {
    "nose": 0,
    "left_eye": 2,
    "right_eye": 5,
    "left_ear": 7,
    "right_ear": 8,
    "left_shoulder": 11,
    "right_shoulder": 12,
    "left_elbow": 13,
    "right_elbow": 14,
    "left_wrist": 15,
    "right_wrist": 16,
    "left_hand": 19,
    "right_hand": 20,
    "left_hip": 23,
    "right_hip": 24,
    "left_knee": 25,
    "right_knee": 26,
    "left_ankle": 27,
    "right_ankle": 28,
    "left_heel": 29,
    "right_heel": 30,
    "left_toe": 31,
    "right_toe": 32,
}

_SKIN_BONES = {
    "face_skin": (("left_ear", "right_ear"), ("nose", "neck"), ("neck", "neck")),
    "arm_skin": tuple(
        (f"{side}_{a}", f"{side}_{b}")
        for side in ("left", "right")
        for a, b in (("shoulder", "elbow"), ("elbow", "wrist"), ("wrist", "hand"))
    ),
    "leg_skin": tuple(
        (f"{side}_{a}", f"{side}_{b}")
        for side in ("left", "right")
        for a, b in (("hip", "knee"), ("knee", "ankle"), ("heel", "toe"))
    ),
}


@dataclass(frozen=True)
class StreetPhoto:
    """One photo with what is known of it."""

    number: str
    rgb: NDArray[np.uint8]
    """(H, W, 3) RGB."""
    groups: NDArray[np.uint8] | None
    """(H, W) group indices; None where the photo has no label map."""
    labels: NDArray[np.uint8] | None
    """(H, W) indices into the data set's own 59 labels."""
    points: NDArray[np.float32]
    """(23, 4): x, y in pixels, visibility in [0, 1], teacher's depth."""
    arms: NDArray[np.bool_] | None = None
    """(H, W) where an arm or hand before the trunk is to be seen, bare or sleeved; None
    where only the key points say."""


class Streetwear:
    """Reads the data set under *folder* (``…/streetwear``)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.label_names: list[str] = json.loads((folder / "labels.json").read_text())[
            "labels"
        ]
        poses: dict[str, list[list[float]] | None] = json.loads(
            (folder / "poses.json").read_text()
        )
        self._poses = poses
        lookup = np.zeros(256, np.uint8)
        for group, names in LABEL_GROUPS.items():
            for name in names:
                lookup[self.label_names.index(name)] = group_index(group)
        self._lookup = lookup
        self.numbers = sorted(
            number
            for number, pose in poses.items()
            if pose is not None and (folder / "photos" / f"{number}.jpg").exists()
        )

    def has_labels(self, number: str) -> bool:
        """Return whether photo *number* has a label map."""
        return (self.folder / "labels" / f"{number}.png").exists()

    def read(self, number: str) -> StreetPhoto:
        """Return photo *number*."""
        bgr = cv2.imread(str(self.folder / "photos" / f"{number}.jpg"))
        if bgr is None:
            raise FileNotFoundError(f"photo {number} cannot be read")
        rgb = np.ascontiguousarray(bgr[:, :, ::-1], np.uint8)
        points = self.points(number)
        labels: NDArray[np.uint8] | None = None
        groups: NDArray[np.uint8] | None = None
        if self.has_labels(number):
            path = self.folder / "labels" / f"{number}.png"
            labels = np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), np.uint8)
            groups = self._split_skin(self._lookup[labels], labels, points)
        return StreetPhoto(number, rgb, groups, labels, points)

    def points(self, number: str) -> NDArray[np.float32]:
        """Return the teacher's key points of photo *number* in our order."""
        pose = self._poses[number]
        if pose is None:
            raise KeyError(f"photo {number} has no key points")
        return np.array([pose[_TEACHER[name]] for name in KEY_POINTS], np.float32)

    def _split_skin(
        self,
        groups: NDArray[np.uint8],
        labels: NDArray[np.uint8],
        points: NDArray[np.float32],
    ) -> NDArray[np.uint8]:
        """Give each skin pixel to the face, arm or leg bone that is nearest."""
        ys, xs = np.nonzero(labels == self.label_names.index("skin"))
        if len(ys) == 0:
            return groups
        at = {name: points[i, :2] for i, name in enumerate(KEY_POINTS)}
        shoulders = at["left_shoulder"] + at["right_shoulder"]
        at["neck"] = np.asarray(shoulders / 2, np.float32)
        pixels = np.stack([xs, ys], 1).astype(np.float32)
        names = list(_SKIN_BONES)
        distance = np.stack(
            [
                np.min(
                    [_to_bone(pixels, at[a], at[b]) for a, b in _SKIN_BONES[name]], 0
                )
                for name in names
            ]
        )
        chosen = np.array([group_index(name) for name in names], np.uint8)
        out = groups.copy()
        out[ys, xs] = chosen[np.argmin(distance, 0)]
        return out


def _to_bone(
    pixels: NDArray[np.float32], a: NDArray[np.float32], b: NDArray[np.float32]
) -> NDArray[np.float32]:
    along = b - a
    t = np.clip((pixels - a) @ along / max(float(along @ along), 1e-6), 0, 1)
    gap = pixels - (a + t[:, None] * along)
    return np.asarray(np.hypot(gap[:, 0], gap[:, 1]), np.float32)
