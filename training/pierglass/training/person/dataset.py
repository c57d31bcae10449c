"""Crops of street photos for the person network: bodies, halves, selfies, feet, none.

Source: eye distance in the photos has a median of 27 pixels, so that a window of about
200 pixels around the head is a selfie at the network's own scale.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset

from pierglass.training.data.augment import photometric
from pierglass.training.data.borrow import borrow, lenders
from pierglass.training.data.scenes import recolour, replace_background
from pierglass.training.data.streetwear import UNKNOWN, StreetPhoto
from pierglass.vision.groups import FLIP_PAIRS, KEY_POINTS, group_index

__all__ = ["PADDING", "PersonCrops", "Window", "cut", "draw_window"]

PADDING = 114
"""Grey outside of the photo; the runtime's letterbox has the same."""

_BORROWING = {"accessory": 0.15, "bag": 0.08, "hat": 0.05}
"""How often a person wears somebody else's thing."""

_MODES = ("body", "upper", "selfie", "feet")
_SHARES = (0.38, 0.27, 0.27, 0.08)


@dataclass(frozen=True)
class Window:
    """A rotated square of the photo that becomes the network's input."""

    centre: tuple[float, float]
    size: float
    angle_deg: float = 0.0
    mirror: bool = False

    def matrix(self, side: int) -> NDArray[np.float32]:
        """Return the 2×3 transform from photo to input pixels."""
        scale = side / self.size
        turn = np.asarray(
            cv2.getRotationMatrix2D(self.centre, self.angle_deg, scale), np.float64
        )
        turn[:, 2] += side / 2 - np.array(self.centre)
        if self.mirror:
            turn[0] = -turn[0]
            turn[0, 2] += side - 1
        return turn.astype(np.float32)


def draw_window(
    photo: StreetPhoto, rng: np.random.Generator, mode: str | None = None
) -> Window:
    """Return a random window of one of the modes."""
    mode = mode or str(rng.choice(_MODES, p=_SHARES))
    at = {name: photo.points[i, :2] for i, name in enumerate(KEY_POINTS)}
    height, width = photo.rgb.shape[:2]
    head = (at["left_ear"] + at["right_ear"]) / 2
    trunk = np.linalg.norm(
        (at["left_shoulder"] + at["right_shoulder"] - at["left_hip"] - at["right_hip"])
        / 2
    )
    if mode == "body":
        size = max(height, width) * rng.uniform(0.75, 1.25)
        centre = np.array([width / 2, height / 2])
    elif mode == "upper":
        size = trunk * rng.uniform(1.6, 2.8)
        centre = np.add(head, (0, float(trunk * rng.uniform(0.3, 0.9))))
    elif mode == "selfie":
        size = trunk * rng.uniform(0.75, 1.7)
        centre = np.add(head, (0, float(size * rng.uniform(-0.05, 0.3))))
    else:
        side = "left" if rng.random() < 0.5 else "right"
        size = trunk * rng.uniform(0.7, 1.8)
        centre = (at[f"{side}_ankle"] + at[f"{side}_toe"]) / 2
        centre = centre - (0, float(size * rng.uniform(0.0, 0.3)))
    centre = centre + rng.normal(0, 0.05, 2) * size
    return Window(
        (float(centre[0]), float(centre[1])),
        float(max(size, 48.0)),
        float(rng.normal(0, 8)),
        bool(rng.random() < 0.5),
    )


def cut(
    photo: StreetPhoto, window: Window, side: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]:
    """Return the window's picture, group map and key points (in input pixels)."""
    matrix = window.matrix(side)
    rgb = photo.rgb
    scale = window.size / side
    if scale > 1.5:  # keep thin things from aliasing away
        rgb = np.asarray(cv2.blur(rgb, (int(scale), int(scale))), np.uint8)
    picture = cv2.warpAffine(
        rgb,
        matrix,
        (side, side),
        flags=cv2.INTER_LINEAR,
        borderValue=(PADDING, PADDING, PADDING),
    )
    known = photo.groups
    if known is None:
        groups = np.full((side, side), UNKNOWN, np.uint8)
    else:
        groups = np.asarray(
            cv2.warpAffine(known, matrix, (side, side), flags=cv2.INTER_NEAREST),
            np.uint8,
        )
    points = photo.points.copy()
    points[:, :2] = points[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    if window.mirror:
        for a, b in FLIP_PAIRS:
            points[[a, b]] = points[[b, a]]
    inside = ((points[:, :2] >= 0) & (points[:, :2] < side)).all(1)
    points[:, 2] = np.where(inside, points[:, 2], 0.0)
    points[:, 3] = inside
    return np.asarray(picture, np.uint8), groups, points


class PersonCrops(IterableDataset[dict[str, torch.Tensor]]):
    """Endless random crops.

    Args:
        photos: What to cut from.
        empties: Pictures without a person.
        side: Input size.
        seed: Of the whole stream; with *start* it says every sample.
        start: Index of the first sample.
    """

    def __init__(
        self,
        photos: list[StreetPhoto],
        empties: list[NDArray[np.uint8]],
        side: int,
        seed: int,
        start: int,
    ) -> None:
        self.photos = photos
        self.empties = empties
        self.side = side
        self.seed = seed
        self.start = start
        self.lenders = lenders(photos)
        worth = np.array([_worth(photo) for photo in photos], np.float64)
        self.shares = worth / worth.sum()

    def __iter__(self) -> Iterator[dict[str, torch.Tensor]]:
        worker = torch.utils.data.get_worker_info()
        step = worker.num_workers if worker else 1
        index = self.start + (worker.id if worker else 0)
        while True:
            yield self.sample(np.random.default_rng((self.seed, index)))
            index += step

    def sample(self, rng: np.random.Generator) -> dict[str, torch.Tensor]:
        """Return one sample drawn with *rng*."""
        side = self.side
        if self.empties and rng.random() < 0.05:
            picture = self.empties[rng.integers(len(self.empties))]
            top = rng.integers(0, picture.shape[0] // 3)
            picture = np.asarray(cv2.resize(picture[top:], (side, side)), np.uint8)
            groups = np.zeros((side, side), np.uint8)
            points = np.zeros((len(KEY_POINTS), 4), np.float32)
        else:
            photo = self.photos[rng.choice(len(self.photos), p=self.shares)]
            picture, groups, points = cut(photo, draw_window(photo, rng), side)
            if photo.groups is not None:
                picture = self._borrowing(picture, groups, points, rng)
                picture = self._restage(picture, groups, rng)
            if rng.random() < 0.35:
                _letterbox(picture, groups, points, rng)
        return {
            "rgb": torch.from_numpy(
                photometric(picture, rng).transpose(2, 0, 1).copy()
            ),
            "groups": torch.from_numpy(groups.astype(np.int64)),
            "points": torch.from_numpy(points),
        }

    def _borrowing(
        self,
        picture: NDArray[np.uint8],
        groups: NDArray[np.uint8],
        points: NDArray[np.float32],
        rng: np.random.Generator,
    ) -> NDArray[np.uint8]:
        """Put somebody else's scarf, bag or hat on now and then."""
        for name, share in _BORROWING.items():
            others = self.lenders[name]
            if others and rng.random() < share:
                lender = others[rng.integers(len(others))]
                picture = borrow(picture, groups, points, lender, name, rng)
        return picture

    def _restage(
        self,
        picture: NDArray[np.uint8],
        groups: NDArray[np.uint8],
        rng: np.random.Generator,
    ) -> NDArray[np.uint8]:
        """Dye cloth now and then, and move the person elsewhere now and then."""
        if rng.random() < 0.5:
            picture = recolour(picture, groups, rng)
        if self.empties and rng.random() < 0.12:
            place = self.empties[rng.integers(len(self.empties))]
            picture = replace_background(picture, groups, place, rng)
        return picture


def _worth(photo: StreetPhoto) -> float:
    """Return how often the photo is drawn: what few wear is drawn more."""
    if photo.groups is None:
        return 0.5
    rare = max(
        3.0 * float((photo.groups == group_index("hat")).sum() > 50),
        2.5 * float((photo.groups == group_index("accessory")).sum() > 2000),
    )
    return max(rare, 1.0)


def _letterbox(
    picture: NDArray[np.uint8],
    groups: NDArray[np.uint8],
    points: NDArray[np.float32],
    rng: np.random.Generator,
) -> None:
    """Grey bars above and below, or at the sides, as the runtime's letterbox makes."""
    side = picture.shape[0]
    bar = int(side * rng.uniform(0.05, 0.22))
    rows = rng.random() < 0.6
    for part in (slice(0, bar), slice(side - bar, side)):
        where = (part, slice(None)) if rows else (slice(None), part)
        picture[where] = PADDING
        groups[where] = 0
    axis = points[:, 1 if rows else 0]
    gone = (axis < bar) | (axis >= side - bar)
    points[gone, 2:] = 0
