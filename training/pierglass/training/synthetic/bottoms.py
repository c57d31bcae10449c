"""Trousers, shorts and skirts."""

from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import SIDES, Figure, sign
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.limbs import leg_path
from pierglass.training.synthetic.palette import blend
from pierglass.training.synthetic.pose import Side
from pierglass.training.synthetic.shapes import (
    Outline,
    along,
    limb,
    moved,
    outline,
    spline,
)

__all__ = ["Bottom", "draw_bottom", "paint_bottom"]


@dataclass(frozen=True, eq=False)
class Bottom:
    """What is worn about hips and legs."""

    group: str
    cut: str
    """``trousers`` (also shorts) or ``skirt``."""
    cloth: Cloth
    length: float
    """Share of the leg that it covers for trousers; lengths of the trunk for skirts."""
    ease: float
    flare: float
    """How much wider it is at the hem, in lengths of the trunk."""
    waist: float
    """Height of its upper edge below the shoulders."""
    seed: int


def draw_bottom(rng: np.random.Generator, cloth: Cloth, *, woman: bool) -> Bottom:
    """Return trousers, shorts or a skirt."""
    waist = float(rng.uniform(0.70, 0.92) if woman else rng.uniform(0.86, 0.96))
    seed = int(rng.integers(1 << 30))
    draw = rng.random()
    if woman and draw < 0.32:
        length, flare = float(rng.uniform(0.3, 1.35)), float(rng.uniform(-0.03, 0.3))
        return Bottom(
            "lower_garment", "skirt", cloth, length, 0.015, flare, waist, seed
        )
    if draw < 0.47:
        length = float(rng.uniform(0.22, 0.52))
        ease, flare = float(rng.uniform(0.01, 0.05)), float(rng.uniform(0.01, 0.05))
        return Bottom(
            "lower_garment", "trousers", cloth, length, ease, flare, waist, seed
        )
    slim = rng.random() < 0.55
    ease = 0.008 if slim else float(rng.uniform(0.015, 0.05))
    flare = 0.012 if slim else float(rng.uniform(0.03, 0.13))
    length = float(rng.uniform(0.88, 1.03))
    return Bottom("lower_garment", "trousers", cloth, length, ease, flare, waist, seed)


def paint_bottom(canvas: Canvas, figure: Figure, bottom: Bottom) -> None:
    """Paint *bottom* over the legs."""
    rng = np.random.default_rng(bottom.seed)
    if bottom.cut == "skirt":
        _paint_skirt(canvas, figure, bottom, rng)
        return
    order = (
        SIDES
        if figure.joints["right_ankle"][2] > figure.joints["left_ankle"][2]
        else SIDES[::-1]
    )
    for side in order:
        _paint_trouser_leg(canvas, figure, bottom, side, rng)
    canvas.paint(
        Layer(bottom.group, "trunk"),
        bottom.cloth,
        canvas.mask([_hips(figure, bottom)]),
        round_=0.25,
        strokes=_fly(figure, bottom),
        folds=_crotch_folds(figure, bottom, rng),
    )


def _hips(figure: Figure, bottom: Bottom) -> Outline:
    """Return the outline from the waist to the crotch."""
    rims = [
        figure.level(h, bottom.ease + 0.006)
        for h in (bottom.waist, 0.5 * (bottom.waist + 1.0), 1.0, 1.1)
    ]
    crotch = (figure.at("left_hip") + figure.at("right_hip")) / 2
    crotch = crotch + np.array([0, (0.20 + bottom.ease) * figure.px], np.float32)
    aside = np.array([0.05 * figure.px, -0.01 * figure.px], np.float32)
    right = [rim[0] for rim in rims]
    left = [rim[1] for rim in rims]
    return outline(*right, crotch - aside, crotch + aside, *left[::-1])


def _paint_trouser_leg(
    canvas: Canvas, figure: Figure, bottom: Bottom, side: Side, rng: np.random.Generator
) -> None:
    px, thick = figure.px, figure.build.limbs
    path = along(leg_path(figure, side), np.linspace(0, bottom.length, 9))
    base = np.interp(
        np.linspace(0, bottom.length, 7),
        np.linspace(0, 1, 7),
        (0.118, 0.138, 0.112, 0.092, 0.090, 0.070, 0.054),
    )
    ease = (
        bottom.ease * np.linspace(0.5, 1, 7)
        + bottom.flare * np.linspace(0, 1, 7) ** 1.5
    )
    radii = [float(r) for r in (base * thick + ease) * px]
    shapes = limb(path, radii, steps=13)
    way = path[-1] - path[0]
    cut = _below(path, px)
    folds = []
    knee = figure.at(f"{side}_knee")
    for middle, count in (
        (knee, 3),
        (path[-1], 3 if bottom.length > 0.85 else 1),
        (path[1], 2),
    ):
        for _ in range(count):
            at = middle + rng.normal(0, 0.05, 2) * px
            reach = px * np.array(
                [
                    rng.uniform(0.04, 0.09) * rng.choice([-1, 1]),
                    rng.uniform(-0.02, 0.05),
                ]
            )
            folds.append(
                Fold(
                    outline(at - reach, at + reach),
                    0.12 * bottom.cloth.relief,
                    0.012 * px,
                )
            )
    crease = Stroke(
        outline(moved(path[0], 0.01 * px, 0), path[-1]),
        blend(bottom.cloth.colour, 0.88),
        0.005 * px,
    )
    hem = Stroke(
        outline(moved(path[-1], -px, -0.025 * px), moved(path[-1], px, -0.025 * px)),
        blend(bottom.cloth.colour, 0.75),
        0.006 * px,
    )
    canvas.paint(
        Layer(bottom.group, f"{side}_leg"),
        bottom.cloth,
        canvas.mask(shapes, cuts=[cut]),
        round_=0.2,
        angle_rad=float(np.arctan2(way[0], way[1])),
        folds=folds,
        strokes=[crease, hem] if rng.random() < 0.6 else [hem],
        throws=0.04,
    )


def _below(path: Outline, px: float) -> Outline:
    """Return what lies below the path's end: a hem is straight, not round."""
    way = path[-1] - path[-2]
    way = way / max(float(np.hypot(*way)), 1e-3)
    across = np.array([-way[1], way[0]], np.float32) * px * 0.6
    end = path[-1]
    mid = end + way * 0.02 * px
    return outline(
        end - across,
        mid,
        end + across,
        end + across + way * px,
        end - across + way * px,
    )


def _fly(figure: Figure, bottom: Bottom) -> list[Stroke]:
    px, dark = figure.px, blend(bottom.cloth.colour, 0.7)
    low = bottom.waist + 0.05
    right, left = figure.level(low, 0.1)
    lines = [
        outline(right, left),
        outline(figure.trunk(0, low, -0.18), figure.trunk(0.0, 1.1, -0.18)),
    ]
    for side in SIDES:
        way = sign(side)
        lines.append(
            outline(
                figure.trunk(way * 0.17, low, -0.1),
                figure.trunk(way * 0.30, low + 0.13, -0.02),
            )
        )
    return [Stroke(line, dark, 0.006 * px) for line in lines]


def _crotch_folds(
    figure: Figure, bottom: Bottom, rng: np.random.Generator
) -> list[Fold]:
    middle = figure.trunk(0, 1.14, -0.1)
    out = []
    for way in (-1, -1, 1, 1):
        reach = (
            np.array([way * rng.uniform(0.08, 0.2), -rng.uniform(0.0, 0.12)])
            * figure.px
        )
        out.append(
            Fold(
                outline(middle, middle + reach),
                0.12 * bottom.cloth.relief,
                0.012 * figure.px,
            )
        )
    return out


def _paint_skirt(
    canvas: Canvas, figure: Figure, bottom: Bottom, rng: np.random.Generator
) -> None:
    px = figure.px
    rims = [
        figure.level(h, bottom.ease + e)
        for h, e in (
            (bottom.waist, 0.0),
            (0.5 * (bottom.waist + 1.0), 0.01),
            (1.0, 0.015),
            (1.12, 0.02),
        )
    ]
    knees = [float(figure.joints[f"{side}_knee"][0]) for side in SIDES]
    middle = figure.axis(1.0) + np.array(
        [0.5 * sum(knees) * 0.5 * px, bottom.length * px]
    )
    half = (
        float(np.hypot(*(rims[-1][1] - rims[-1][0]))) / 2
        + bottom.flare * min(1.2, 0.4 + bottom.length) * px
    )
    if bottom.length > 0.5:
        half = max(half, (abs(knees[1] - knees[0]) / 2 + 0.12) * px)
    swing = float(rng.normal(0, 0.03)) * px
    hem = [
        (
            middle[0] + swing + x * half,
            middle[1] + 0.03 * px * (1 - x * x) + float(rng.normal(0, 0.008)) * px,
        )
        for x in np.linspace(-1, 1, 9)
    ]
    right = [rim[0] for rim in rims]
    left = [rim[1] for rim in rims]
    flank = [
        spline(outline(*rim, end), closed=False, steps=4)
        for rim, end in ((right, hem[0]), (left, hem[-1]))
    ]
    ring = np.vstack(
        [flank[0], spline(outline(*hem), closed=False, steps=3), flank[1][::-1]]
    )
    folds = []
    count = 4 + int(14 * max(0.0, bottom.flare) + 4 * bottom.length)
    for x in rng.uniform(-0.95, 0.95, count):
        end = np.array([middle[0] + swing + x * half, middle[1]])
        start = figure.trunk(
            float(x) * 0.25, float(rng.uniform(bottom.waist, 1.1)), -0.1
        )
        folds.append(
            Fold(
                outline(start, end),
                (0.09 + 0.3 * max(0.0, bottom.flare)) * bottom.cloth.relief,
                0.016 * px,
            )
        )
    dark = blend(bottom.cloth.colour, 0.75)
    strokes = [Stroke(outline(*hem) - (0, 0.025 * px), dark, 0.006 * px)]
    if bottom.group != "dress":
        strokes.append(
            Stroke(outline(*figure.level(bottom.waist + 0.05, 0.1)), dark, 0.006 * px)
        )
    canvas.paint(
        Layer(bottom.group, "skirt"),
        bottom.cloth,
        canvas.mask([ring]),
        round_=0.3,
        folds=folds,
        strokes=strokes,
        throws=0.06,
    )
