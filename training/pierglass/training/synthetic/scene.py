"""Backgrounds: walls, blurred places, a drawn street; or pictures that are given."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.palette import Colour, blend, cloth_colour

__all__ = ["draw_scene"]

Picture = NDArray[np.uint8]

_REDUCED = 4
"""Backgrounds are out of focus: drawn at a quarter of the canvas."""


def draw_scene(
    shape: tuple[int, int],
    floor: float,
    rng: np.random.Generator,
    empties: Sequence[Picture] = (),
) -> Picture:
    """Return a background.

    Args:
        shape: Height and width of the canvas.
        floor: Row at which the floor meets what stands on it; may lie outside.
        rng: Draws it.
        empties: Pictures without people; half of the backgrounds are made of them.

    Returns:
        uint8 (H, W, 3).
    """
    small = (max(8, shape[0] // _REDUCED), max(8, shape[1] // _REDUCED))
    if len(empties) and rng.random() < 0.5:
        out = _cropped(empties[int(rng.integers(len(empties)))], small, rng)
    else:
        line = int(np.clip(floor / _REDUCED, 0.3 * small[0], 1.2 * small[0]))
        make = _SCENES[int(rng.choice(len(_SCENES), p=_SHARES))]
        out = make(small, line, rng)
    spread = float(rng.choice([0.0, rng.uniform(0.5, 2), rng.uniform(2, 6)]))
    if spread > 0:
        out = np.asarray(cv2.GaussianBlur(out, (0, 0), spread), np.uint8)
    return np.asarray(
        cv2.resize(out, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.uint8
    )


def _cropped(
    picture: Picture, size: tuple[int, int], rng: np.random.Generator
) -> Picture:
    height, width = picture.shape[:2]
    share = float(rng.uniform(0.5, 1.0))
    h, w = max(2, int(height * share)), max(2, int(width * share))
    y, x = int(rng.integers(height - h + 1)), int(rng.integers(width - w + 1))
    part = picture[y : y + h, x : x + w]
    return np.asarray(
        cv2.resize(part, (size[1], size[0]), interpolation=cv2.INTER_AREA), np.uint8
    )


def _ramp(shape: tuple[int, int], a: Colour, b: Colour) -> Picture:
    t = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None, None]
    column = np.array(a, np.float32) * (1 - t) + np.array(b, np.float32) * t
    return np.repeat(column, shape[1], 1).astype(np.uint8)


def _muted(rng: np.random.Generator, low: float = 60, high: float = 235) -> Colour:
    grey = rng.uniform(low, high)
    r, g, b = (int(v) for v in np.clip(grey + rng.normal(0, 18, 3), 0, 255))
    return r, g, b


def _wall(shape: tuple[int, int], line: int, rng: np.random.Generator) -> Picture:
    """A wall with or without tiles, and a floor."""
    colour = _muted(rng) if rng.random() < 0.7 else cloth_colour(rng)
    out = _ramp(shape, blend(colour, 1.08), blend(colour, 0.9))
    height, width = shape
    if rng.random() < 0.5:
        high, wide = int(rng.integers(5, 22)), int(rng.integers(8, 40))
        dark = blend(colour, float(rng.uniform(0.75, 0.93)))
        for row, y in enumerate(range(0, height, high)):
            cv2.line(out, (0, y), (width, y), dark, 1)
            start = (row % 2) * wide // 2
            for x in range(start, width, wide):
                cv2.line(out, (x, y), (x, y + high), dark, 1)
    _furnish(out, line, rng)
    _floor(out, line, _muted(rng, 40, 210), rng)
    return out


def _furnish(out: Picture, line: int, rng: np.random.Generator) -> None:
    """Doors, pictures, plants and shelves before a wall."""
    height, width = out.shape[:2]
    for _ in range(int(rng.integers(0, 4))):
        colour = cloth_colour(rng)
        w, h = int(rng.uniform(0.1, 0.5) * width), int(rng.uniform(0.1, 0.6) * height)
        x = int(rng.uniform(-0.2, 1) * width)
        y = line - h if rng.random() < 0.5 else int(rng.uniform(0, 0.5) * height)
        draw = rng.random()
        if draw < 0.4:
            cv2.rectangle(out, (x, y), (x + w, y + h), colour, -1)
            cv2.rectangle(
                out,
                (x + w // 8, y + h // 8),
                (x + w - w // 8, y + h - h // 8),
                blend(colour, 1.2),
                -1,
            )
        elif draw < 0.7:
            for _leaf in range(14):
                px = (int(x + rng.normal(0, w / 4)), int(y + rng.normal(0, h / 4)))
                axes = (int(rng.integers(2, 9)), int(rng.integers(4, 20)))
                green = (
                    int(rng.integers(20, 90)),
                    int(rng.integers(70, 150)),
                    int(rng.integers(20, 80)),
                )
                cv2.ellipse(
                    out, px, axes, float(rng.uniform(0, 180)), 0, 360, green, -1
                )
        else:
            for step in range(0, max(w, 1), 6):  # a curtain
                cv2.rectangle(
                    out,
                    (x + step, 0),
                    (x + step + 5, line),
                    blend(colour, float(rng.uniform(0.7, 1.2))),
                    -1,
                )


def _floor(out: Picture, line: int, colour: Colour, rng: np.random.Generator) -> None:
    height, width = out.shape[:2]
    start = line - int(rng.uniform(0.02, 0.22) * height)
    if start >= height:
        return
    start = max(0, start)
    out[start:] = _ramp(
        (height - start, width), blend(colour, 0.85), blend(colour, 1.1)
    )
    if rng.random() < 0.5:
        dark = blend(colour, 0.75)
        centre = int(rng.uniform(0.2, 0.8) * width)
        for x in range(-width, 2 * width, int(rng.integers(14, 40))):
            cv2.line(
                out,
                (centre + (x - centre) // 4, start),
                (x * 2 - centre, height * 2),
                dark,
                1,
            )
        y = float(start)
        while y < height:
            cv2.line(out, (0, int(y)), (width, int(y)), dark, 1)
            y += 3 + 0.25 * (y - start)


def _street(shape: tuple[int, int], line: int, rng: np.random.Generator) -> Picture:
    """Houses with windows, a pavement, poles, a car, a tree."""
    height, width = shape
    out = _ramp(shape, (150, 185, 225), (225, 230, 235))
    x = -int(rng.integers(0, 30))
    while x < width:
        w, top = int(rng.integers(25, 90)), int(rng.uniform(-0.2, 0.45) * height)
        colour = _muted(rng, 70, 220)
        cv2.rectangle(out, (x, top), (x + w, height), colour, -1)
        glass, step = _muted(rng, 30, 110), int(rng.integers(12, 26))
        for wy in range(top + 6, line - 10, step):
            for wx in range(x + 5, x + w - 8, int(step * 0.8)):
                cv2.rectangle(
                    out, (wx, wy), (wx + step // 3, wy + step // 2), glass, -1
                )
        x += w
    for _ in range(int(rng.integers(0, 3))):
        px, tall = int(rng.uniform(0, width)), int(rng.uniform(0.3, 0.9) * height)
        cv2.line(
            out,
            (px, line),
            (px, line - tall),
            _muted(rng, 20, 120),
            int(rng.integers(1, 4)),
        )
    if rng.random() < 0.5:
        cx, colour = int(rng.uniform(0, width)), cloth_colour(rng)
        base = line - int(0.06 * height)
        cv2.rectangle(out, (cx - 40, base - 18), (cx + 40, base), colour, -1)
        cv2.ellipse(out, (cx, base - 18), (26, 14), 0, 180, 360, blend(colour, 0.7), -1)
        for wheel in (-24, 24):
            cv2.circle(out, (cx + wheel, base), 8, (24, 24, 26), -1)
    if rng.random() < 0.5:
        cx, cy = int(rng.uniform(0, width)), int(rng.uniform(0.1, 0.4) * height)
        cv2.line(out, (cx, line), (cx, cy), (70, 52, 38), 4)
        for _leaf in range(40):
            at = (int(cx + rng.normal(0, 18)), int(cy + rng.normal(0, 16)))
            green = (
                int(rng.integers(30, 90)),
                int(rng.integers(80, 150)),
                int(rng.integers(30, 70)),
            )
            cv2.circle(out, at, int(rng.integers(3, 9)), green, -1)
    _floor(out, line, _muted(rng, 80, 190), rng)
    return out


def _blots(shape: tuple[int, int], line: int, rng: np.random.Generator) -> Picture:
    """A place far out of focus: soft noise of several sizes."""
    del line
    total = np.zeros((*shape, 3), np.float32)
    for cells, weight in ((3, 1.0), (7, 0.6), (20, 0.35), (60, 0.15)):
        rough = rng.normal(0, 1, (cells, cells, 3)).astype(np.float32)
        rough = rough.mean(2, keepdims=True) * 1.2 + rough * 0.2
        total += weight * cv2.resize(
            rough, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC
        )
    level = rng.uniform(50, 210)
    blots = np.clip(level + total * rng.uniform(15, 50), 0, 255)
    return np.asarray(blots, np.uint8)


def _studio(shape: tuple[int, int], line: int, rng: np.random.Generator) -> Picture:
    """An even backdrop, white or in a colour."""
    del line
    colour = (244, 244, 242) if rng.random() < 0.4 else cloth_colour(rng)
    return _ramp(
        shape,
        blend(colour, float(rng.uniform(0.9, 1.05))),
        blend(colour, float(rng.uniform(0.75, 1.05))),
    )


_SCENES: tuple[Callable[[tuple[int, int], int, np.random.Generator], Picture], ...] = (
    _wall,
    _street,
    _blots,
    _studio,
)
_SHARES = (0.34, 0.3, 0.22, 0.14)
