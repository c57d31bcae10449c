"""Jackets, coats, cardigans and vests, open or closed."""

from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import SIDES, Figure, sign
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.palette import blend
from pierglass.training.synthetic.shapes import ellipse, limb, outline, spline
from pierglass.training.synthetic.trunk import trunk_outline

__all__ = ["Jacket", "draw_jacket", "paint_jacket", "paint_jacket_back"]


@dataclass(frozen=True, eq=False)
class Jacket:
    """What is worn over the rest."""

    cloth: Cloth
    hem: float
    """Height of the hem below the shoulders, in lengths of the trunk."""
    gap: tuple[float, float]
    """Half width of the opening at the chest and at the hem."""
    ease: float
    sleeve: float
    lapel: float
    """Width of the lapels; 0 for a collar alone."""
    collar: float
    hood: bool
    seed: int


def draw_jacket(rng: np.random.Generator, cloth: Cloth) -> Jacket:
    """Return a jacket of any length; most are open."""
    closed = rng.random() < 0.2
    gap = (
        (0.012, 0.012)
        if closed
        else (float(rng.uniform(0.04, 0.13)), float(rng.uniform(0.05, 0.24)))
    )
    return Jacket(
        cloth=cloth,
        hem=float(
            rng.choice([rng.uniform(0.8, 1.15), rng.uniform(1.2, 2.1)], p=[0.65, 0.35])
        ),
        gap=gap,
        ease=float(rng.uniform(0.03, 0.075)),
        sleeve=float(rng.choice([0.0, 1.6, 2.0], p=[0.1, 0.15, 0.75])),
        lapel=float(rng.uniform(0.05, 0.10)) if rng.random() < 0.6 else 0.0,
        collar=float(rng.uniform(0.04, 0.09)),
        hood=bool(rng.random() < 0.15),
        seed=int(rng.integers(1 << 30)),
    )


def paint_jacket_back(canvas: Canvas, figure: Figure, jacket: Jacket) -> None:
    """Paint what lies behind neck and legs: the collar's back and the tails."""
    layer, px = Layer("outer_garment", "back"), figure.px
    inside = jacket.cloth.darker(0.55)
    if jacket.hood:
        ring = ellipse(figure.trunk(0, -0.12, 0.1), (0.19 * px, 0.12 * px))
    else:
        ring = ellipse(
            figure.trunk(0, -0.08, 0.05), (0.125 * px, (0.06 + jacket.collar) * px)
        )
    canvas.paint(layer, inside, canvas.mask([ring]), round_=0.08)
    if jacket.hem > 1.1:
        canvas.paint(layer, inside, canvas.mask([_tails(figure, jacket)]), round_=0.2)


def _tails(
    figure: Figure, jacket: Jacket
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    px = figure.px
    right, left = figure.level(1.05, jacket.ease)
    drop = np.array([0, (jacket.hem - 1.05) * px], np.float32)
    wide = np.array([0.06 * px, 0], np.float32)
    return outline(right, left, left + drop + wide, right + drop - wide)


def paint_jacket(canvas: Canvas, figure: Figure, jacket: Jacket) -> None:
    """Paint the two fronts with lapels; sleeves are painted with the arms."""
    rng = np.random.default_rng(jacket.seed)
    px = figure.px
    bottom = min(jacket.hem, 1.08)
    shapes = [trunk_outline(figure, jacket.ease, bottom)]
    if jacket.hem > 1.08:
        shapes.append(_tails(figure, jacket))
    chest, low = jacket.gap
    hole = [
        figure.trunk(-0.10, -0.4),
        figure.trunk(0.10, -0.4),
        figure.trunk(0.095, -0.1),
        figure.trunk(chest, 0.3 if jacket.lapel else 0.0, -0.16),
    ]
    end = figure.trunk(0, bottom) + np.array(
        [0, (jacket.hem - bottom) * px], np.float32
    )
    away = np.array([low * px, 0.05 * px], np.float32)
    hole += [end + away, end + away * (-1, 1)]
    hole += [
        figure.trunk(-chest, 0.3 if jacket.lapel else 0.0, -0.16),
        figure.trunk(-0.095, -0.1),
    ]
    folds = _folds(figure, jacket, rng)
    dark = blend(jacket.cloth.colour, 0.62)
    strokes = [
        Stroke(outline(*hole[2:5]), dark, 0.012 * px),
        Stroke(outline(hole[5], hole[6], hole[7]), dark, 0.012 * px),
        *_pockets(figure, jacket, rng),
    ]
    cuts = [outline(*hole)]
    canvas.paint(
        Layer("outer_garment", "trunk"),
        jacket.cloth,
        canvas.mask(shapes, cuts=cuts),
        round_=0.22,
        strokes=strokes,
        folds=folds,
        throws=0.06,
    )
    _paint_lapels(canvas, figure, jacket)


def _pockets(figure: Figure, jacket: Jacket, rng: np.random.Generator) -> list[Stroke]:
    if rng.random() < 0.4:
        return []
    dark, px = blend(jacket.cloth.colour, 0.62), figure.px
    out = []
    for side in SIDES:
        way, height = sign(side), min(0.82, jacket.hem - 0.15)
        path = outline(
            figure.trunk(way * 0.14, height, -0.15),
            figure.trunk(way * 0.26, height - 0.02, -0.1),
        )
        out.append(Stroke(path, dark, 0.014 * px))
    return out


def _folds(figure: Figure, jacket: Jacket, rng: np.random.Generator) -> list[Fold]:
    out = []
    for side in SIDES:
        way = sign(side)
        for _ in range(4):
            x, y = (
                way * float(rng.uniform(0.14, 0.3)),
                float(rng.uniform(0.2, min(jacket.hem, 1.0))),
            )
            path = outline(
                figure.trunk(x, y, -0.1),
                figure.trunk(
                    x - way * float(rng.uniform(0.0, 0.1)),
                    y + float(rng.uniform(0.08, 0.3)),
                    -0.1,
                ),
            )
            out.append(Fold(path, 0.13 * jacket.cloth.relief, 0.015 * figure.px))
    return out


def _paint_lapels(canvas: Canvas, figure: Figure, jacket: Jacket) -> None:
    px, layer = figure.px, Layer("outer_garment", "lapel")
    cloth = jacket.cloth.tinted(1.07)
    chest = jacket.gap[0]
    for side in SIDES:
        way = sign(side)
        if jacket.lapel:
            wide = jacket.lapel
            ring = outline(
                figure.trunk(way * 0.085, -0.17, 0.0),
                figure.trunk(way * 0.095, -0.08, -0.05),
                figure.trunk(way * chest, 0.30, -0.17),
                figure.trunk(way * (chest + 1.3 * wide), 0.10, -0.15),
                figure.trunk(way * (chest + 1.2 * wide), 0.03, -0.13),
                figure.trunk(way * (chest + 1.6 * wide), 0.02, -0.13),
                figure.trunk(way * 0.145, -0.12, 0.0),
            )
            edge = Stroke(
                np.vstack([ring[1:], ring[:1]]), blend(cloth.colour, 0.6), 0.006 * px
            )
            canvas.paint(
                layer,
                cloth,
                canvas.mask([ring]),
                round_=0.04,
                angle_rad=way * 0.4,
                strokes=[edge],
                throws=0.02,
            )
        elif not jacket.hood:
            tall = jacket.collar
            ring = outline(
                figure.trunk(way * 0.08, -0.12 - tall, 0.0),
                figure.trunk(way * (chest + 0.015), 0.02, -0.15),
                figure.trunk(way * (chest + 0.05), 0.0 + tall, -0.15),
                figure.trunk(way * 0.15, -0.05, -0.05),
                figure.trunk(way * 0.12, -0.12, 0.0),
            )
            canvas.paint(layer, cloth, canvas.mask([ring]), round_=0.03, throws=0.02)
        else:
            path = spline(
                outline(
                    figure.trunk(way * 0.15, -0.20, 0.05),
                    figure.trunk(way * 0.14, -0.06, -0.06),
                    figure.trunk(way * (chest + 0.02), 0.06, -0.15),
                ),
                closed=False,
                steps=4,
            )
            canvas.paint(
                layer,
                cloth,
                canvas.mask(limb(path, [0.05 * px, 0.055 * px, 0.02 * px])),
                round_=0.05,
                throws=0.03,
            )
