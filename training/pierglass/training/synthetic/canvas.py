"""The canvas: layers painted back to front, and for each pixel the layer that shows.

Nothing else holds the truth: groups, limbs and visibility are looked up from the one
map of layer numbers, so that they cannot disagree with each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.cloth import Cloth, dyed, weave
from pierglass.training.synthetic.light import (
    COARSE,
    Fold,
    Light,
    coarse_mask,
    shade,
    widened,
)
from pierglass.training.synthetic.palette import Colour
from pierglass.training.synthetic.shapes import Outline
from pierglass.vision.groups import group_index

__all__ = ["Canvas", "Layer", "Mask", "Stroke"]


_SMOOTH = 0.4
"""Cloth stiffer than this shows no threads: skin, leather, metal."""


@dataclass(frozen=True)
class Layer:
    """What a layer is a picture of."""

    group: str
    part: str = ""
    """The body's part that it is or covers, such as ``left_forearm``."""
    arm: bool = False
    """Whether it is an arm or hand before the trunk."""


@dataclass(frozen=True, eq=False)
class Mask:
    """A filled outline in its own box of the canvas."""

    left: int
    top: int
    pixels: NDArray[np.uint8]
    """(h, w), 0 or 255."""

    def area(self) -> tuple[slice, slice]:
        """Return the box as an index."""
        height, width = self.pixels.shape
        return slice(self.top, self.top + height), slice(self.left, self.left + width)


@dataclass(frozen=True, eq=False)
class Stroke:
    """A line drawn on a layer, inside of its outline alone."""

    path: Outline
    colour: Colour
    width_px: float = 1.0


@dataclass(eq=False)
class Canvas:
    """A picture in the making.

    Args:
        rgb: uint8 (H, W, 3), the background; painted over.
        light: Of the scene.
        unit_px: Pixels in a length of the trunk.
    """

    rgb: NDArray[np.uint8]
    light: Light
    unit_px: float
    layers: list[Layer] = field(default_factory=lambda: [Layer("background")])

    def __post_init__(self) -> None:
        self.height, self.width = self.rgb.shape[0], self.rgb.shape[1]
        self.ids: NDArray[np.uint8] = np.zeros((self.height, self.width), np.uint8)

    def mask(
        self,
        shapes: Sequence[Outline],
        *,
        cuts: Sequence[Outline] = (),
        within: Sequence[Outline] = (),
    ) -> Mask | None:
        """Return the union of *shapes* without *cuts*; None outside of the canvas.

        Args:
            shapes: Polygons.
            cuts: Polygons taken away.
            within: Polygons; what is outside of all of them is taken away.
        """
        every = np.concatenate(list(shapes))
        height, width = self.height, self.width
        # Whole cells of the shade, and two more around.
        low = (np.floor(every.min(0) / COARSE).astype(int) - 2) * COARSE
        high = (np.ceil(every.max(0) / COARSE).astype(int) + 2) * COARSE
        left, top = max(0, int(low[0])), max(0, int(low[1]))
        right, bottom = min(width, int(high[0])), min(height, int(high[1]))
        if right - left < COARSE or bottom - top < COARSE:
            return None
        pixels = self._filled(shapes, (left, top), (bottom - top, right - left))
        if within:
            inside = self._filled(within, (left, top), pixels.shape)
            cv2.bitwise_and(pixels, inside, dst=pixels)
        for cut in cuts:
            _fill(pixels, cut, (left, top), 0)
        return Mask(left, top, pixels)

    def _filled(
        self,
        shapes: Sequence[Outline],
        corner: tuple[int, int],
        shape: tuple[int, ...],
    ) -> NDArray[np.uint8]:
        pixels = np.zeros(shape, np.uint8)
        every = _whole(np.concatenate(list(shapes))) - np.asarray(corner, np.int32)
        start = 0
        for one in shapes:
            cv2.fillPoly(pixels, [every[start : start + len(one)]], 255)
            start += len(one)
        return pixels

    def paint(
        self,
        layer: Layer,
        cloth: Cloth,
        mask: Mask | None,
        *,
        round_: float = 0.08,
        angle_rad: float = 0.0,
        folds: Sequence[Fold] = (),
        strokes: Sequence[Stroke] = (),
        throws: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Paint a layer over everything so far.

        Args:
            layer: What it is.
            cloth: Its colour and pattern.
            mask: Where; nothing happens without it.
            round_: How far from its limb it curves, in lengths of the trunk.
            angle_rad: Turn of the pattern.
            folds: Creases, in canvas pixels.
            strokes: Lines, in canvas pixels.
            throws: How far its shadow falls, in lengths of the trunk; 0 for none.
            opacity: Less than 1 for lenses and stockings.
        """
        if mask is None:
            return
        if throws > 0:
            self._throw(mask, throws)
        height, width = mask.pixels.shape
        bright = widened(
            shade(
                mask.pixels,
                self.light,
                round_ * self.unit_px,
                folds,
                (mask.left, mask.top),
            ),
            (height, width),
        )
        if cloth.tile is None and cloth.relief > _SMOOTH:
            thread = weave((height, width))
            bright = np.asarray(cv2.multiply(bright, thread, scale=1 / 128), np.uint8)
        if cloth.tile is None and not strokes:
            patch = dyed(bright, cloth.colour)
        else:
            patch = cloth.patch((height, width), self.unit_px, angle_rad)
            for stroke in strokes:
                path = _whole(stroke.path - (mask.left, mask.top))
                thick = max(1, round(stroke.width_px))
                cv2.polylines(patch, [path], False, stroke.colour, thick)
            shades = cv2.merge([bright] * 3)
            patch = np.asarray(cv2.multiply(patch, shades, scale=1 / 128), np.uint8)
        target = self.rgb[mask.area()]
        if opacity < 1:
            mixed = cv2.addWeighted(patch, opacity, target, 1 - opacity, 0)
            patch = np.asarray(mixed, np.uint8)
        cv2.copyTo(patch, mask.pixels, target)
        self.ids[mask.area()][mask.pixels > 0] = self._number(layer)

    def mark(self, base: Layer, layer: Layer, mask: Mask | None) -> None:
        """Let what shows of *base* within *mask* be *layer*; no pixel changes."""
        if mask is not None and base in self.layers:
            ids = self.ids[mask.area()]
            ids[(mask.pixels > 0) & (ids == self._number(base))] = self._number(layer)

    def line(self, path: Outline, colour: Colour, width_px: float) -> None:
        """Draw a line on what is there, such as a lip; it belongs to what it is on."""
        thick = max(1, round(width_px))
        cv2.polylines(self.rgb, [_whole(path)], False, colour, thick, cv2.LINE_AA)

    def fill(
        self,
        path: Outline,
        colour: Colour,
        opacity: float = 1.0,
        *,
        soft_px: int = 5,
        layer: Layer | None = None,
    ) -> None:
        """Fill a small outline on what is there, such as an eye.

        Args:
            path: The outline.
            colour: Of the filling.
            opacity: Less than 1 for what has soft limits.
            soft_px: How soft they are.
            layer: Fill what shows of this layer alone.
        """
        if opacity >= 1:
            cv2.fillPoly(self.rgb, [_whole(path)], colour, cv2.LINE_AA)
            return
        mask = self.mask([path])
        if mask is not None:
            soft = cv2.blur(mask.pixels, (soft_px, soft_px))
            if layer is not None:
                soft[self.ids[mask.area()] != self._number(layer)] = 0
            weight = soft.astype(np.float32)[..., None] * np.float32(opacity / 255)
            target = self.rgb[mask.area()]
            colours = np.array(colour, np.float32)
            target[:] = (target + weight * (colours - target)).astype(np.uint8)

    def groups(self, step: int = 1) -> NDArray[np.uint8]:
        """Return the group of every pixel, or of each *step*-th, uint8 (H, W)."""
        return self._lookup([group_index(one.group) for one in self.layers], step)

    def arms(self, step: int = 1) -> NDArray[np.bool_]:
        """Return where an arm before the trunk is to be seen, (H, W)."""
        return self._lookup([one.arm for one in self.layers], step) > 0

    def part_at(self, x: int, y: int) -> Layer:
        """Return the layer that shows at a pixel."""
        return self.layers[int(self.ids[y, x])]

    def _lookup(self, values: Sequence[int], step: int) -> NDArray[np.uint8]:
        table = np.zeros(256, np.uint8)
        table[: len(values)] = values
        return np.asarray(
            cv2.LUT(np.ascontiguousarray(self.ids[::step, ::step]), table), np.uint8
        )

    def _number(self, layer: Layer) -> int:
        if layer not in self.layers:
            if len(self.layers) > 255:
                raise ValueError("found more than 255 different layers")
            self.layers.append(layer)
        return self.layers.index(layer)

    def _throw(self, mask: Mask, reach: float) -> None:
        """Darken what is behind, never the background, which is further away."""
        reach_px = reach * self.unit_px
        grow = (int(2 * reach_px) // COARSE + 1) * COARSE
        height, width = self.height, self.width
        left, top = max(0, mask.left - grow), max(0, mask.top - grow)
        h, w = mask.pixels.shape
        right, bottom = (
            min(width, mask.left + w + grow),
            min(height, mask.top + h + grow),
        )
        area = (slice(top, bottom), slice(left, right))
        small = coarse_mask(mask.pixels)
        canvas = np.zeros(
            ((bottom - top) // COARSE, (right - left) // COARSE), np.float32
        )
        x = round((mask.left - left - self.light.x * reach_px) / COARSE)
        y = round((mask.top - top - self.light.y * reach_px) / COARSE)
        x, y = max(0, x), max(0, y)
        part = canvas[y : y + small.shape[0], x : x + small.shape[1]]
        part[:] = small[: part.shape[0], : part.shape[1]]
        size = max(3, int(reach_px / COARSE * 1.2) | 1)
        soft = cv2.blur(cv2.blur(canvas, (size, size)), (size, size))
        shape = (bottom - top, right - left)
        dark = widened(1 - np.float32(self.light.shadow) * soft, shape)
        target = self.rgb[area]
        darker = cv2.multiply(target, cv2.merge([dark] * 3), scale=1 / 128)
        # Ids are not zero on the body: a mask as they are.
        cv2.copyTo(darker, self.ids[area], target)


def _whole(path: Outline) -> NDArray[np.int32]:
    return np.rint(path).astype(np.int32)


def _fill(
    pixels: NDArray[np.uint8], one: Outline, corner: tuple[int, int], value: int
) -> None:
    cv2.fillPoly(pixels, [_whole(one - np.asarray(corner, np.float32))], value)
