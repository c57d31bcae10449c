"""Hats and glasses."""

from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth, draw_cloth
from pierglass.training.synthetic.figure import Figure
from pierglass.training.synthetic.head import Head
from pierglass.training.synthetic.palette import Colour, blend, other_colour
from pierglass.training.synthetic.shapes import Outline, ellipse, limb, outline, spline

__all__ = ["Glasses", "Hat", "draw_glasses", "draw_hat", "paint_glasses", "paint_hat"]


@dataclass(frozen=True, eq=False)
class Hat:
    """Something on the head."""

    cut: str
    """``cap``, ``beanie``, ``brim`` or ``bucket``."""
    cloth: Cloth
    band: Colour
    brim: float
    tall: float


@dataclass(frozen=True)
class Glasses:
    """Spectacles or sunglasses."""

    frame: Colour
    lens: Colour
    opacity: float
    """Of the lenses."""
    width: float
    height: float
    square: float
    thick: float
    on_hair: bool


def draw_hat(rng: np.random.Generator) -> Hat:
    """Return a hat."""
    cloth = draw_cloth(rng, lower=True)
    return Hat(
        cut=str(rng.choice(["cap", "beanie", "brim", "bucket"])),
        cloth=cloth,
        band=other_colour(cloth.colour, rng),
        brim=float(rng.uniform(0.08, 0.2)),
        tall=float(rng.uniform(0.85, 1.2)),
    )


def draw_glasses(rng: np.random.Generator) -> Glasses:
    """Return glasses; about half of them are dark."""
    dark = rng.random() < 0.5
    colours: tuple[Colour, ...] = (
        (20, 20, 22),
        (70, 44, 28),
        (190, 160, 90),
        (150, 150, 155),
        (150, 40, 50),
    )
    tint: tuple[Colour, ...] = ((16, 16, 20), (60, 40, 26), (30, 44, 60))
    return Glasses(
        frame=colours[int(rng.integers(len(colours)))],
        lens=tint[int(rng.integers(len(tint)))] if dark else (220, 230, 238),
        opacity=float(rng.uniform(0.75, 0.97))
        if dark
        else float(rng.uniform(0.05, 0.2)),
        width=float(rng.uniform(0.050, 0.064)),
        height=float(rng.uniform(0.034, 0.056)),
        square=float(rng.uniform(0, 1)),
        thick=float(rng.uniform(0.006, 0.018)),
        on_hair=bool(rng.random() < 0.08),
    )


def paint_glasses(canvas: Canvas, figure: Figure, glasses: Glasses) -> None:
    """Paint frame, lenses, bridge and what shows of the temples."""
    head = Head(figure)
    px = head.px
    up = -0.19 if glasses.on_hair else 0.004
    deep = 0.03 if glasses.on_hair else 0.0
    rings: list[Outline] = []
    lenses: list[Outline] = []
    for way in (-1.0, 1.0):
        turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        power = 1 - 0.45 * glasses.square
        x = np.sign(np.cos(turn)) * np.abs(np.cos(turn)) ** power
        y = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** power
        for scale, into in (
            (1.0, rings),
            (1.0 - glasses.thick / glasses.height, lenses),
        ):
            # Frames bend back towards the temples.
            away = -0.155 + deep + 0.35 * np.abs(x * glasses.width + way * 0.068) ** 1.5
            into.append(
                head.points(
                    np.stack(
                        [
                            way * 0.068 + x * glasses.width * scale,
                            up + 0.006 + y * glasses.height * scale,
                            away,
                        ],
                        1,
                    )
                )
            )
    bridge = head.points(
        [
            (-0.022, up - 0.004, -0.165 + deep),
            (0, up - 0.012, -0.17 + deep),
            (0.022, up - 0.004, -0.165 + deep),
        ]
    )
    thick = max(1.2, glasses.thick * 0.6 * px)
    shapes = [*rings, *limb(bridge, [thick, thick], steps=4)]
    for way in (-1.0, 1.0):
        temple = head.points(
            [(way * 0.122, up - 0.008, -0.10 + deep), (way * 0.158, up + 0.004, 0.01)]
        )
        shapes += limb(temple, [thick, thick], steps=3)
    layer = Layer("eyewear", "head")
    frame = Cloth(glasses.frame, relief=0.3)
    lens = canvas.mask(lenses)
    canvas.paint(
        layer,
        Cloth(glasses.lens, relief=0.3),
        lens,
        round_=0.05,
        opacity=glasses.opacity,
    )
    canvas.paint(
        layer, frame, canvas.mask(shapes, cuts=lenses), round_=0.01, throws=0.012
    )
    if glasses.opacity > 0.5:
        for ring in lenses:
            shine = ring[12:17] * 0.7 + ring.mean(0) * 0.3
            canvas.line(shine, blend(glasses.lens, 2.4), 0.008 * px)


def paint_hat(canvas: Canvas, figure: Figure, hat: Hat) -> None:
    """Paint *hat* over the hair."""
    _HATS[hat.cut](canvas, Head(figure), hat)


_LAYER = Layer("hat", "head")


def _dome(
    head: Head, line: float, wide: float, tall: float
) -> list[tuple[float, float, float]]:
    top = -0.245 - 0.06 * (tall - 0.8)
    return [
        (-wide, line, -0.03),
        (-wide * 0.99, line - 0.06, 0.0),
        (-wide * 0.78, top + 0.045, 0.0),
        (-wide * 0.35, top, 0.0),
        (wide * 0.35, top, 0.0),
        (wide * 0.78, top + 0.045, 0.0),
        (wide * 0.99, line - 0.06, 0.0),
        (wide, line, -0.03),
    ]


def _front(
    wide: float, line: float, drop: float, away: float
) -> list[tuple[float, float, float]]:
    """Return the curve around the brow from left to right."""
    return [
        (wide * x, line + drop * (1 - x * x), away * (1 - abs(x)) - 0.03)
        for x in (0.7, 0.35, 0, -0.35, -0.7)
    ]


def _paint_cap(canvas: Canvas, head: Head, hat: Hat) -> None:
    line, wide = -0.10, 0.172
    dome = [*_dome(head, line, wide, hat.tall), *_front(wide, line, 0.015, -0.12)]
    ring = spline(head.points(dome), steps=3)
    seams = [
        Stroke(
            spline(
                head.points(
                    [(0, -0.25, -0.02), (x, -0.18, -0.10), (x * 1.6, line, -0.10)]
                ),
                closed=False,
                steps=3,
            ),
            blend(hat.cloth.colour, 0.75),
            0.006 * head.px,
        )
        for x in (-0.06, 0.0, 0.06)
    ]
    canvas.paint(
        _LAYER, hat.cloth, canvas.mask([ring]), round_=0.1, strokes=seams, throws=0.04
    )
    reach = 0.7 * hat.brim
    visor = [
        (-0.14, line - 0.005, -0.08),
        (-0.115, line + 0.035, -0.17 - reach),
        (0, line + 0.05, -0.19 - 1.2 * reach),
        (0.115, line + 0.035, -0.17 - reach),
        (0.14, line - 0.005, -0.08),
        (0.07, line - 0.025, -0.14),
        (0, line - 0.03, -0.15),
        (-0.07, line - 0.025, -0.14),
    ]
    canvas.paint(
        _LAYER,
        Cloth(blend(hat.cloth.colour, 0.88), relief=0.3),
        canvas.mask([spline(head.points(visor), steps=3)]),
        round_=0.03,
        throws=0.06,
    )


def _paint_beanie(canvas: Canvas, head: Head, hat: Hat) -> None:
    line, wide = -0.085, 0.178
    top = _dome(head, line, wide, hat.tall + 0.35)
    ring = spline(head.points([*top, *_front(wide, line, 0.01, -0.1)]), steps=3)
    ribs = [
        Stroke(
            head.points([(x * 0.6, -0.27, 0), (x, line, -0.06)]),
            blend(hat.cloth.colour, 0.8),
            0.005 * head.px,
        )
        for x in np.linspace(-wide, wide, 13)
    ]
    canvas.paint(
        _LAYER, hat.cloth, canvas.mask([ring]), round_=0.1, strokes=ribs, throws=0.03
    )
    fold = [
        (-wide * 1.02, line - 0.065, -0.02),
        *_front(wide, line - 0.065, 0.01, -0.1)[::-1],
        (wide * 1.02, line - 0.065, -0.02),
        (wide * 1.02, line + 0.01, -0.02),
        *_front(wide, line + 0.01, 0.012, -0.1),
        (-wide * 1.02, line + 0.01, -0.02),
    ]
    canvas.paint(
        _LAYER,
        Cloth(blend(hat.cloth.colour, 1.1), relief=0.6),
        canvas.mask([head.points(fold)]),
        round_=0.03,
        throws=0.02,
        strokes=ribs,
    )


def _paint_brim(canvas: Canvas, head: Head, hat: Hat) -> None:
    """A fedora, a straw hat, a wide sun hat."""
    line, wide = -0.10, 0.165
    brim = wide + hat.brim
    flat = 0.05 + 0.1 * max(0.0, head.figure.pose.head_pitch + 0.1)
    ring = ellipse(
        head.at(0, line, -0.02),
        (brim * head.px, (flat + 0.02) * head.px),
        head.figure.pose.head_roll + head.figure.pose.lean,
    )
    canvas.paint(
        _LAYER, hat.cloth.darker(0.9), canvas.mask([ring]), round_=0.03, throws=0.07
    )
    crown = [
        *_dome(head, line + 0.005, wide * 0.98, hat.tall + 0.2),
        *_front(wide, line, 0.022, -0.06),
    ]
    canvas.paint(
        _LAYER,
        hat.cloth,
        canvas.mask([spline(head.points(crown), steps=3)]),
        round_=0.1,
    )
    band = [
        (-wide, line - 0.05, -0.02),
        *_front(wide, line - 0.05, 0.022, -0.06)[::-1],
        (wide, line - 0.05, -0.02),
        (wide, line, -0.02),
        *_front(wide, line, 0.022, -0.06),
        (-wide, line, -0.02),
    ]
    canvas.paint(
        _LAYER,
        Cloth(hat.band, relief=0.3),
        canvas.mask([head.points(band)]),
        round_=0.06,
    )


def _paint_bucket(canvas: Canvas, head: Head, hat: Hat) -> None:
    line, wide = -0.11, 0.168
    crown = [*_dome(head, line, wide, hat.tall), *_front(wide, line, 0.015, -0.1)]
    canvas.paint(
        _LAYER,
        hat.cloth,
        canvas.mask([spline(head.points(crown), steps=3)]),
        round_=0.1,
        throws=0.03,
    )
    wider = wide + 0.35 * hat.brim + 0.02
    brim = [
        (-wide, line - 0.02, -0.02),
        *_front(wide, line - 0.02, 0.02, -0.1)[::-1],
        (wide, line - 0.02, -0.02),
        (wider, line + 0.06, -0.02),
        *_front(wider, line + 0.06, 0.03, -0.14),
        (-wider, line + 0.06, -0.02),
    ]
    canvas.paint(
        _LAYER,
        hat.cloth.darker(0.93),
        canvas.mask([outline(*head.points(brim))]),
        round_=0.05,
        throws=0.05,
    )


_HATS = {
    "cap": _paint_cap,
    "beanie": _paint_beanie,
    "brim": _paint_brim,
    "bucket": _paint_bucket,
}
