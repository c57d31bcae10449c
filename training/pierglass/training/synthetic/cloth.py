"""Cloth: a colour, and a pattern that repeats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.palette import (
    Colour,
    blend,
    cloth_colour,
    other_colour,
)

__all__ = ["Cloth", "draw_cloth", "dyed", "plain", "weave"]

_SIDE = 64
"""Pixels a side of a pattern's tile."""

_PHOTOGRAPHED = 0.5
"""Share of cloth that is cut from photos, where there are any."""

_WEAVE = np.clip(np.random.default_rng(7).normal(128, 7, (512, 512)), 0, 255).astype(
    np.uint8
)
"""Unevenness of threads; 128 leaves a colour as it is."""

Tile = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Cloth:
    """What a garment is made of."""

    colour: Colour
    tile: Tile | None = None
    """uint8 (S, S, 3), repeated; None for plain cloth."""
    period: float = 0.12
    """Side of a tile in lengths of the trunk."""
    relief: float = 1.0
    """How strong the folds are; stiff cloth has few."""
    mirrored: bool = False
    """Whether every other tile is mirrored: a photo of cloth does not repeat."""

    def patch(
        self, shape: tuple[int, int], unit_px: float, angle_rad: float
    ) -> NDArray[np.uint8]:
        """Return *shape* pixels of it, the pattern turned by *angle_rad*."""
        if self.tile is None:
            planes = [np.full(shape, c, np.uint8) for c in self.colour]
            return np.asarray(cv2.merge(planes), np.uint8)
        step = self.tile.shape[0] / max(self.period * unit_px, 4.0)
        cos, sin = np.cos(angle_rad) * step, np.sin(angle_rad) * step
        turn = np.array([[cos, sin, 3], [-sin, cos, 5]], np.float32)
        return np.asarray(
            cv2.warpAffine(
                self.tile,
                turn,
                (shape[1], shape[0]),
                flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REFLECT if self.mirrored else cv2.BORDER_WRAP,
            ),
            np.uint8,
        )

    def tinted(self, factor: float) -> "Cloth":
        """Return the same cloth in a colour brighter by *factor*."""
        return replace(self, colour=blend(self.colour, factor))

    def darker(self, share: float) -> "Cloth":
        """Return plain cloth of this colour times *share*."""
        return Cloth(blend(self.colour, share), relief=self.relief)


def plain(colour: Colour) -> Cloth:
    """Return cloth without a pattern and almost without folds."""
    return Cloth(colour, relief=0.4)


def dyed(bright: NDArray[np.uint8], colour: Colour) -> NDArray[np.uint8]:
    """Return *colour* times a shade, uint8 (h, w), 128 = one."""
    planes = [cv2.convertScaleAbs(bright, alpha=c / 128) for c in colour]
    return np.asarray(cv2.merge(planes), np.uint8)


def weave(shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return unevenness of threads, uint8 *shape*, 128 = none."""
    if shape[0] <= _WEAVE.shape[0] and shape[1] <= _WEAVE.shape[1]:
        return _WEAVE[: shape[0], : shape[1]]
    times = (shape[0] // 512 + 1, shape[1] // 512 + 1)
    return np.tile(_WEAVE, times)[: shape[0], : shape[1]]


def draw_cloth(
    rng: np.random.Generator,
    *,
    lower: bool = False,
    fabrics: Sequence[NDArray[np.uint8]] = (),
) -> Cloth:
    """Return cloth as people wear it: mostly plain, on the legs almost always.

    Args:
        rng: Draws it.
        lower: For the legs.
        fabrics: Photos of cloth, uint8 (H, W, 3); half of all cloth is cut from them.
    """
    colour = cloth_colour(rng)
    relief = float(rng.uniform(0.5, 1.5))
    if len(fabrics) and rng.random() < _PHOTOGRAPHED:
        return _cut(fabrics[int(rng.integers(len(fabrics)))], relief, rng)
    if rng.random() < (0.75 if lower else 0.5):
        return Cloth(colour, None, 0.1, relief)
    names = list(_TILES)
    make, low, high = _TILES[names[int(rng.integers(len(names)))]]
    tile = np.empty((_SIDE, _SIDE, 3), np.uint8)
    tile[:] = colour
    make(tile, other_colour(colour, rng), rng)
    return Cloth(colour, tile, float(rng.uniform(low, high)), relief)


def _cut(photo: NDArray[np.uint8], relief: float, rng: np.random.Generator) -> Cloth:
    """Return cloth of a square of *photo*, with its own folds."""
    side = max(8, int(min(photo.shape[:2]) * rng.uniform(0.4, 1.0)))
    side = min(side, *photo.shape[:2])
    y = int(rng.integers(photo.shape[0] - side + 1))
    x = int(rng.integers(photo.shape[1] - side + 1))
    part = photo[y : y + side, x : x + side]
    size = (3 * _SIDE, 3 * _SIDE)
    tile = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
    red, green, blue = (int(v) for v in np.median(tile.reshape(-1, 3)[::7], axis=0))
    period = float(rng.uniform(0.4, 1.3))
    return Cloth((red, green, blue), tile, period, 0.7 * relief, mirrored=True)


def _stripes(tile: Tile, ink: Colour, rng: np.random.Generator) -> None:
    wide = int(rng.integers(8, 40))
    tile[:wide] = ink
    if rng.random() < 0.3:
        tile[wide + 4 : wide + 8] = ink
    if rng.random() < 0.3:  # upright
        tile[:] = tile.transpose(1, 0, 2).copy()


def _check(tile: Tile, ink: Colour, rng: np.random.Generator) -> None:
    wide = int(rng.integers(14, 36))
    part = np.zeros((_SIDE, _SIDE), np.float32)
    part[:wide] += 0.5
    part[:, :wide] += 0.5
    if rng.random() < 0.5:
        part[wide + 8 : wide + 12] += 0.4
        part[:, wide + 8 : wide + 12] += 0.4
    weight = np.clip(part, 0, 1)[..., None]
    tile[:] = (tile * (1 - weight) + np.array(ink) * weight).astype(np.uint8)


def _dots(tile: Tile, ink: Colour, rng: np.random.Generator) -> None:
    size = int(rng.integers(6, 15))
    for x, y in ((16, 16), (48, 48)):
        cv2.circle(tile, (x, y), size, ink, -1)


def _flowers(tile: Tile, ink: Colour, rng: np.random.Generator) -> None:
    second = other_colour(ink, rng)
    for x, y in ((16, 18), (46, 48), (50, 10)):
        size = int(rng.integers(4, 8))
        cv2.line(tile, (x, y), (x + 8, y + 14), second, 2)
        for turn in np.linspace(0, 2 * np.pi, 5, endpoint=False):
            dx, dy = size * np.cos(turn), size * np.sin(turn)
            cv2.circle(tile, (int(x + dx), int(y + dy)), size - 1, ink, -1)
        cv2.circle(tile, (x, y), size - 2, second, -1)


def _spots(tile: Tile, ink: Colour, rng: np.random.Generator) -> None:
    """Camouflage or fur: blots without an order."""
    rough = rng.normal(0, 1, (_SIDE // 4, _SIDE // 4)).astype(np.float32)
    wide = np.tile(rough, (3, 3))
    soft = cv2.GaussianBlur(wide, (0, 0), float(rng.uniform(0.8, 1.8)))
    big = cv2.resize(soft, (3 * _SIDE, 3 * _SIDE), interpolation=cv2.INTER_CUBIC)
    middle = big[_SIDE : 2 * _SIDE, _SIDE : 2 * _SIDE]
    tile[middle > middle.std() * 0.5] = ink
    if rng.random() < 0.6:
        tile[middle < -middle.std() * 0.7] = other_colour(ink, rng)


def _ribs(tile: Tile, ink: Colour, rng: np.random.Generator) -> None:
    """Knitted ribs or corduroy: the same colour, lighter and darker."""
    del ink
    wave = 0.82 + 0.18 * np.cos(np.arange(_SIDE) * 2 * np.pi / (_SIDE / 4))
    tile[:] = (tile * wave[None, :, None]).astype(np.uint8)
    if rng.random() < 0.4:
        tile[:] = tile.transpose(1, 0, 2).copy()


def _melange(tile: Tile, ink: Colour, rng: np.random.Generator) -> None:
    """Denim or tweed: threads of two colours."""
    rough = cv2.blur(rng.random((_SIDE, _SIDE)).astype(np.float32), (1, 3))
    weight = (np.clip(rough, 0, 1) * rng.uniform(0.2, 0.6))[..., None]
    tile[:] = (tile * (1 - weight) + np.array(ink) * weight).astype(np.uint8)


_TILES: dict[
    str, tuple[Callable[[Tile, Colour, np.random.Generator], None], float, float]
] = {
    "stripes": (_stripes, 0.05, 0.2),
    "check": (_check, 0.06, 0.25),
    "dots": (_dots, 0.05, 0.18),
    "flowers": (_flowers, 0.12, 0.35),
    "spots": (_spots, 0.15, 0.5),
    "ribs": (_ribs, 0.08, 0.2),
    "melange": (_melange, 0.15, 0.4),
}
"""Each pattern, and the range of its period in lengths of the trunk."""
