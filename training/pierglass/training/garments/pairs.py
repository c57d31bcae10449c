"""Pairs to train with: the garment as pre-processed, and its stock picture.

*Composed* pairs have a true reference: the garment photo itself, cut out, on white.
*Worn* pairs are real on both sides, but geometry alone knows the reference: the worn
garment unwarped by key points, and only its visible part counts.

Half of the photos are pre-processed as they are at run time, by the person network;
the others by label map and key points with a tracker's error.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.augment import photometric
from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.garments.compose import compose
from pierglass.training.garments.pack import Garment
from pierglass.vision.errors import NoGarmentError, NoPersonError
from pierglass.vision.groups import group_index, point_index
from pierglass.vision.rectify import GARMENT_GROUPS, SIDE, unwarp
from pierglass.vision.rectify_pose import POSES, canonical_matrix
from pierglass.vision.search import look

__all__ = ["KINDS", "Pair", "Pairs", "recoloured"]

KINDS = tuple(POSES)
"""Kinds in the order of the networks' numbers."""

_WORN_SHARE = 0.15
_SERVED_SHARE = 0.5
_LEAST_OVERLAP = 0.5
"""Where network and truth agree on less of a garment, little can be learned of it."""
_WORN_KINDS = ("top", "jacket", "dress", "trousers")
_LEAST_CLOTH = 0.05
_OUTSIDE = 0.5
"""Weight of a pixel outside of the silhouette: white is free."""


@dataclass(frozen=True, eq=False)
class Pair:
    """One sample."""

    picture: NDArray[np.uint8]
    """(S, S, 3): what pre-processing makes of the photo."""

    cloth: NDArray[np.uint8]
    """(S, S): where it shows the garment."""

    reference: NDArray[np.uint8]
    """(S, S, 3): the stock picture."""

    known: NDArray[np.float32]
    """(S, S) in [0, 1]: weight of each pixel of the reference in the loss."""

    kind: str
    garment: int
    """Index of the garment; -1 for a worn pair."""

    photo: str
    """Number of the street photo."""

    street: NDArray[np.uint8] | None = None
    """(H, W, 3): the photo that it came from; None in a pair that was kept."""


class Pairs:
    """Endless pairs, each said by seed and index alone.

    Args:
        photos: Street photos with label maps, halved; of one side of the split.
        garments: Cut-out garments of the same side.
        side: Of the pictures in pixels.
        seed: Of the whole stream.
        worn: Share of worn pairs.
        served: Share of photos that the person network pre-processes; that many pairs
            ask for its weights.
    """

    def __init__(
        self,
        photos: list[StreetPhoto],
        garments: list[Garment],
        side: int = SIDE,
        *,
        seed: int = 0,
        worn: float = _WORN_SHARE,
        served: float = _SERVED_SHARE,
    ) -> None:
        self.photos = [photo for photo in photos if photo.groups is not None]
        self.garments = garments
        self.side = side
        self.seed = seed
        self.worn = worn
        self.served = served

    def at(self, index: int) -> Pair:
        """Return pair *index*; the garments come round in turn."""
        rng = np.random.default_rng((self.seed, index))
        pair = self._worn(rng) if rng.random() < self.worn else None
        for attempt in range(200):
            if pair is not None:
                return pair
            mine = attempt < 40 and len(self.garments) > 0
            drawn = index if mine else int(rng.integers(len(self.garments)))
            pair = self.composed(drawn % len(self.garments), rng)
        raise ValueError("200 photos in a row show no place for a garment")

    def composed(self, garment: int, rng: np.random.Generator) -> Pair | None:
        """Return the pair of *garment* on a random body, or None where it fails."""
        chosen = self.garments[garment]
        photo = self.photos[rng.integers(len(self.photos))]
        street = compose(photo, chosen.item, rng)
        if street is None:
            return None
        rgb = photometric(street.rgb, rng)
        made = self._processed(rgb, street.mask, photo, chosen.kind, rng)
        if made is None:
            return None
        stock = chosen.stock(self.side)
        inside = stock[..., 3].astype(np.float32) / 255
        return Pair(
            *made,
            reference=np.ascontiguousarray(stock[..., :3]),
            known=np.asarray(_OUTSIDE + (1 - _OUTSIDE) * inside, np.float32),
            kind=chosen.kind,
            garment=garment,
            photo=photo.number,
            street=rgb,
        )

    def _worn(self, rng: np.random.Generator) -> Pair | None:
        kind = str(rng.choice(_WORN_KINDS))
        photo = self.photos[rng.integers(len(self.photos))]
        groups = photo.groups
        if groups is None:
            return None
        own = [group_index(g) for g in GARMENT_GROUPS[kind][0]]
        mask = np.isin(groups, own).astype(np.float32)
        if mask.mean() < 0.03:
            return None
        names = POSES[kind].names
        points = photo.points[[point_index(name) for name in names]]
        matrix = canonical_matrix(kind, points[:, :2], points[:, 2], SIDE)
        if matrix is None:
            return None
        reference, seen = unwarp(photo.rgb, mask, matrix, self.side)
        rgb = photometric(photo.rgb, rng)
        made = self._processed(rgb, _holed(mask, rng), photo, kind, rng)
        if made is None:
            return None
        known = np.asarray(seen > 200, np.float32)
        return Pair(
            *made,
            reference=reference,
            known=known,
            kind=kind,
            garment=-1,
            photo=photo.number,
            street=rgb,
        )

    def _processed(
        self,
        rgb: NDArray[np.uint8],
        mask: NDArray[np.float32],
        photo: StreetPhoto,
        kind: str,
        rng: np.random.Generator,
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
        """Return picture and cloth as pre-processing gives them, one way or another."""
        if rng.random() < self.served and self.side == SIDE:
            made = _as_served(rgb, mask, kind)
            if made is not None:
                return made
        return self._rectified(rgb, mask, photo, kind, rng)

    def _rectified(
        self,
        rgb: NDArray[np.uint8],
        mask: NDArray[np.float32],
        photo: StreetPhoto,
        kind: str,
        rng: np.random.Generator,
    ) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
        """Pre-process with a tracker's error in points and mask."""
        points = photo.points[[point_index(n) for n in POSES[kind].names]].copy()
        size = float(np.linalg.norm(np.ptp(points[:, :2], 0)))
        points[:, :2] += rng.normal(0, 0.018 * size, (4, 2))
        matrix = canonical_matrix(kind, points[:, :2], points[:, 2], SIDE)
        if matrix is None:
            return None
        picture, cloth = unwarp(rgb, _unsure(mask, rng), matrix, self.side)
        return (picture, cloth) if cloth.mean() > 255 * _LEAST_CLOTH else None


def _as_served(
    rgb: NDArray[np.uint8], mask: NDArray[np.float32], kind: str
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]] | None:
    """Return picture and cloth as at run time; None where another garment is found."""
    try:
        found = look(rgb, kind).rectified
    except (NoPersonError, NoGarmentError):
        return None
    both = np.minimum(found.garment, mask).sum()
    if both < _LEAST_OVERLAP * np.maximum(found.garment, mask).sum():
        return None
    return found.picture, found.cloth


def recoloured(
    picture: NDArray[np.uint8], inside: NDArray[np.bool_], rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return a stock picture with what is *inside* in clearly another colour."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB).astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    far = rng.uniform(30, 60)
    lab[..., 0] += inside * rng.choice((-1, 1)) * rng.uniform(10, 50)
    lab[..., 1] += inside * far * np.cos(angle)
    lab[..., 2] += inside * far * np.sin(angle)
    out = cv2.cvtColor(np.clip(lab, 0, 255).astype(np.uint8), cv2.COLOR_LAB2RGB)
    return np.asarray(out, np.uint8)


def _unsure(mask: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a mask with a label map's faults: too wide, too narrow, ragged, holed."""
    size = int(rng.integers(1, 5))
    change = (cv2.dilate, cv2.erode)[int(rng.integers(2))]
    out = np.asarray(change(mask, np.ones((size, size), np.uint8)), np.float32)
    if rng.random() < 0.5:
        coarse = cv2.resize(out, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)
        grown = cv2.resize(coarse, mask.shape[::-1], interpolation=cv2.INTER_LINEAR)
        out = np.asarray(np.clip((grown - 0.5) * 4 + 0.5, 0, 1), np.float32)
    return _holed(out, rng) if rng.random() < 0.4 else out


def _holed(mask: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return a mask with one or two ellipses missing, as behind a bag or a hand."""
    ys, xs = np.nonzero(mask > 0.5)
    out = mask.copy()
    if len(ys) == 0:
        return out
    size = np.sqrt(len(ys))
    for _ in range(int(rng.integers(1, 3))):
        pick = int(rng.integers(len(ys)))
        axes = (rng.uniform(0.04, 0.22, 2) * size).astype(int) + 1
        centre = (int(xs[pick]), int(ys[pick]))
        turn = float(rng.uniform(0, 180))
        cv2.ellipse(out, centre, (int(axes[0]), int(axes[1])), turn, 0, 360, 0.0, -1)
    return out
