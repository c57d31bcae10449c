"""Tops and dresses: what covers the trunk."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import SIDES, Figure, sign
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.palette import blend, other_colour
from pierglass.training.synthetic.shapes import Outline, ellipse, limb, outline, spline
from pierglass.training.synthetic.trunk import trunk_outline

__all__ = ["SLEEVES", "Top", "draw_top", "paint_skirt_of", "paint_top"]

SLEEVES = {"none": 0.0, "short": 0.5, "elbow": 1.0, "three_quarter": 1.55, "long": 2.0}
"""Lengths of sleeves; 1 is the elbow, 2 the wrist."""

_NECKS = {
    # (depth, half width, shape) in lengths of the trunk.
    "crew": (-0.035, 0.095, "round"),
    "scoop": (0.10, 0.135, "round"),
    "vee": (0.17, 0.11, "vee"),
    "deep_vee": (0.28, 0.12, "vee"),
    "boat": (-0.01, 0.19, "round"),
    "shirt": (0.06, 0.085, "vee"),
    "high": (-0.13, 0.08, "round"),
    "polo": (0.05, 0.08, "vee"),
    "square": (0.10, 0.14, "square"),
}


@dataclass(frozen=True, eq=False)
class Top:
    """A top, or the upper part of a dress."""

    group: str
    cloth: Cloth
    neck: str
    sleeve: float
    """Length; see `SLEEVES`."""
    ease: float
    hem: float
    """Height of the hem below the shoulders, in lengths of the trunk."""
    tucked: bool
    buttons: bool
    picture: bool
    """Whether something is printed on the chest."""
    skirt: float = 0.0
    """Of a dress: how far it hangs below the hips; 0 for none."""
    flare: float = 0.0
    seed: int = 0
    straps: bool = field(default=False)


def draw_top(
    rng: np.random.Generator, cloth: Cloth, *, dress: bool, woman: bool
) -> Top:
    """Return a top, or a dress."""
    necks = (
        list(_NECKS)
        if woman
        else ["crew", "crew", "vee", "shirt", "shirt", "polo", "high"]
    )
    neck = str(rng.choice(necks))
    lengths = list(SLEEVES.values())
    shares = [0.22, 0.30, 0.08, 0.1, 0.30] if woman else [0.04, 0.46, 0.04, 0.04, 0.42]
    sleeve = float(rng.choice(lengths, p=shares))
    sleeve = 2.0 if neck == "high" and rng.random() < 0.7 else sleeve
    ease = float(rng.choice([0.008, 0.02, 0.045, 0.075], p=[0.3, 0.3, 0.25, 0.15]))
    return Top(
        group="dress" if dress else "upper_garment",
        cloth=cloth,
        neck=neck,
        sleeve=sleeve,
        ease=ease,
        hem=0.69 if dress else float(rng.uniform(0.68 if woman else 0.95, 1.32)),
        tucked=bool(rng.random() < 0.4),
        buttons=neck in ("shirt", "polo"),
        picture=bool(not dress and cloth.tile is None and rng.random() < 0.25),
        skirt=float(rng.uniform(0.2, 1.35)) if dress else 0.0,
        flare=float(rng.uniform(0.0, 0.35)) if dress else 0.0,
        seed=int(rng.integers(1 << 30)),
        straps=sleeve == 0 and neck in ("scoop", "square", "deep_vee"),
    )


def paint_top(
    canvas: Canvas, figure: Figure, top: Top, *, bottom: float | None = None
) -> None:
    """Paint the part of *top* on the trunk, down to *bottom* or its hem."""
    rng = np.random.default_rng(top.seed)
    hem = top.hem if bottom is None else bottom
    shape = trunk_outline(figure, top.ease, hem)
    cuts = [neck_hole(figure, top.neck)]
    if top.sleeve == 0:
        cuts += _armholes(figure, top)
    strokes = _details(figure, top, hem, rng)
    canvas.paint(
        Layer(top.group, "trunk"),
        top.cloth,
        canvas.mask([shape], cuts=cuts),
        round_=0.3,
        angle_rad=-figure.pose.lean,
        strokes=strokes,
        throws=0.025,
        folds=_trunk_folds(figure, top, hem, rng),
    )
    if top.neck == "high":
        _paint_roll(canvas, figure, top)
    if top.neck in ("shirt", "polo"):
        _paint_collar(canvas, figure, top)
    if top.picture:
        _print(canvas, figure, top, rng)


def neck_hole(figure: Figure, neck: str) -> Outline:
    """Return the outline that a neckline leaves free."""
    depth, wide, kind = _NECKS[neck]
    low = figure.trunk(0, depth, -0.16)
    right, left = figure.trunk(-wide, -0.09, 0), figure.trunk(wide, -0.09, 0)
    above = [figure.trunk(wide, -0.5, 0), figure.trunk(-wide, -0.5, 0)]
    if kind == "vee":
        return outline(right, low, left, *above)
    if kind == "square":
        corners = [
            figure.trunk(-wide * 0.9, depth, -0.14),
            figure.trunk(wide * 0.9, depth, -0.14),
        ]
        return outline(right, *corners, left, *above)
    curve = spline(
        outline(
            right,
            figure.trunk(-wide * 0.62, -0.09 + 0.75 * (depth + 0.09), -0.13),
            low,
            figure.trunk(wide * 0.62, -0.09 + 0.75 * (depth + 0.09), -0.13),
            left,
        ),
        closed=False,
        steps=4,
    )
    return np.vstack([curve, *(p[None] for p in above)]).astype(np.float32)


def _armholes(figure: Figure, top: Top) -> list[Outline]:
    out = []
    for side in SIDES:
        way = sign(side)
        inner = 0.20 if not top.straps else 0.15
        out.append(
            spline(
                outline(
                    figure.trunk(way * inner, -0.3),
                    figure.trunk(way * inner, -0.02),
                    figure.trunk(way * (inner + 0.035), 0.14),
                    figure.trunk(way * 0.31, 0.235),
                    figure.trunk(way * 0.6, 0.20),
                    figure.trunk(way * 0.6, -0.3),
                ),
                steps=3,
            )
        )
    return out


def _details(
    figure: Figure, top: Top, hem: float, rng: np.random.Generator
) -> list[Stroke]:
    """Return seams, a row of buttons, a pocket."""
    px, dark = figure.px, blend(top.cloth.colour, 0.7)
    right, left = figure.level(hem - 0.03, top.ease + 0.05)
    out = [Stroke(outline(right, left), dark, 0.006 * px)]
    depth = _NECKS[top.neck][0]
    if top.buttons:
        low = hem if top.neck == "shirt" else 0.28
        start, end = figure.trunk(0, depth, -0.16), figure.trunk(0, low, -0.16)
        out.append(Stroke(outline(start, end), dark, 0.006 * px))
        light = blend(top.cloth.colour, 1.4) if sum(top.cloth.colour) < 380 else dark
        for height in np.arange(depth + 0.05, low, 0.13):
            spot = figure.trunk(0.012, float(height), -0.16)
            ring = ellipse(spot, (0.009 * px, 0.009 * px))
            out.append(Stroke(ring, light, max(1.0, 0.008 * px)))
    if rng.random() < 0.2:
        corner = [(0.09, 0.22), (0.09, 0.36), (0.19, 0.36), (0.19, 0.22), (0.09, 0.22)]
        path = outline(*(figure.trunk(x, y, -0.15) for x, y in corner))
        out.append(Stroke(path, dark, 0.006 * px))
    if top.sleeve > 0:
        for side in SIDES:
            way = sign(side)
            seam = outline(
                figure.trunk(way * 0.315, -0.08),
                figure.trunk(way * 0.29, 0.08),
                figure.trunk(way * 0.285, 0.24),
            )
            out.append(Stroke(seam, blend(top.cloth.colour, 0.8), 0.005 * px))
    return out


def _trunk_folds(
    figure: Figure, top: Top, hem: float, rng: np.random.Generator
) -> list[Fold]:
    """Return creases from armpits, under the bust, about the waist and down a skirt."""
    px, out = figure.px, []
    strength = 0.13 * top.cloth.relief
    for side in SIDES:
        way = sign(side)
        for _ in range(2):
            start = figure.trunk(way * 0.25, float(rng.uniform(0.12, 0.3)), -0.1)
            end = figure.trunk(
                way * float(rng.uniform(0.02, 0.15)),
                float(rng.uniform(0.25, 0.6)),
                -0.14,
            )
            out.append(Fold(outline(start, end), strength, 0.014 * px))
    count = 2 + int(60 * top.ease)
    for _ in range(count):
        x, y = float(rng.uniform(-0.22, 0.22)), float(rng.uniform(0.45, 0.85))
        dx, dy = float(rng.uniform(-0.16, 0.16)), float(rng.uniform(0.02, 0.25))
        path = outline(
            figure.trunk(x, y, -0.12),
            figure.trunk(x + 0.6 * dx, y + 0.4 * dy, -0.14),
            figure.trunk(x + dx, y + dy, -0.12),
        )
        out.append(Fold(path, strength, 0.013 * px))
    if figure.build.woman and top.ease < 0.05:
        for side in SIDES:
            way = sign(side)
            arc = spline(
                outline(
                    figure.trunk(way * 0.03, 0.33, -0.17),
                    figure.trunk(way * 0.12, 0.385, -0.19),
                    figure.trunk(way * 0.22, 0.33, -0.12),
                ),
                closed=False,
                steps=3,
            )
            out.append(Fold(arc, 0.12, 0.03 * px))
    return out


def _paint_roll(canvas: Canvas, figure: Figure, top: Top) -> None:
    """Paint a high neck."""
    px = figure.px
    wide = 0.088 * (0.5 + 0.5 * figure.build.girth) * px
    path = outline(figure.trunk(0, -0.19, -0.02), figure.trunk(0, -0.09, -0.03))
    shapes = limb(path, [wide, 1.05 * wide, 1.12 * wide], steps=5)
    cut = ellipse(figure.trunk(0, -0.19 - 0.07, -0.02), (1.3 * wide, 0.075 * px))
    canvas.paint(
        Layer(top.group, "neck"),
        top.cloth.darker(0.95),
        canvas.mask(shapes, cuts=[cut]),
        round_=0.1,
    )


def _paint_collar(canvas: Canvas, figure: Figure, top: Top) -> None:
    low = _NECKS[top.neck][0]
    wings = []
    for side in SIDES:
        way = sign(side)
        wings.append(
            outline(
                figure.trunk(way * 0.085, -0.16, 0.0),
                figure.trunk(0.004 * way, low, -0.16),
                figure.trunk(way * 0.07, low + 0.055, -0.17),
                figure.trunk(way * 0.145, -0.045, -0.08),
                figure.trunk(way * 0.115, -0.13, -0.02),
            )
        )
    canvas.paint(
        Layer(top.group, "neck"),
        top.cloth.tinted(1.04),
        canvas.mask(wings),
        round_=0.03,
        throws=0.02,
        angle_rad=0.5,
    )


def _print(canvas: Canvas, figure: Figure, top: Top, rng: np.random.Generator) -> None:
    """Print something on the chest."""
    ink = other_colour(top.cloth.colour, rng)
    make = _PRINTS[int(rng.integers(len(_PRINTS)))]
    layer = Layer(top.group, "trunk")
    shapes = [
        np.array([figure.trunk(x, y, -0.16) for x, y in one], np.float32)
        for one in make(rng)
    ]
    canvas.paint(layer, Cloth(ink, relief=0.3), canvas.mask(shapes), round_=0.3)


def _disc(rng: np.random.Generator) -> list[Outline]:
    return [ellipse((0, 0.32), (rng.uniform(0.06, 0.13),) * 2)]


def _bars(rng: np.random.Generator) -> list[Outline]:
    out, y = [], 0.24
    for _ in range(int(rng.integers(1, 4))):
        x = -0.15
        while x < 0.13:
            step = float(rng.uniform(0.02, 0.06))
            out.append(
                outline((x, y), (x + step, y), (x + step, y + 0.045), (x, y + 0.045))
            )
            x += step + 0.012
        y += 0.07
    return out


def _band(rng: np.random.Generator) -> list[Outline]:
    low = float(rng.uniform(0.18, 0.4))
    return [outline((-0.2, low), (0.2, low), (0.2, low + 0.09), (-0.2, low + 0.09))]


def _star(rng: np.random.Generator) -> list[Outline]:
    turn = np.linspace(-np.pi / 2, 1.5 * np.pi, 10, endpoint=False)
    size = np.where(np.arange(10) % 2, 0.05, 0.12) * rng.uniform(0.7, 1.1)
    return [outline(*zip(size * np.cos(turn), 0.32 + size * np.sin(turn), strict=True))]


_PRINTS: tuple[Callable[[np.random.Generator], list[Outline]], ...] = (
    _disc,
    _bars,
    _band,
    _star,
)


def paint_skirt_of(canvas: Canvas, figure: Figure, top: Top) -> None:
    """Paint a dress's skirt."""
    from pierglass.training.synthetic.bottoms import Bottom, paint_bottom

    skirt = Bottom(
        "dress", "skirt", top.cloth, top.skirt, top.ease, top.flare, 0.64, top.seed + 1
    )
    paint_bottom(canvas, figure, skirt)
