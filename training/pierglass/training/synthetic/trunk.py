"""The trunk's own skin: neck, shoulders' slope and what clothes go over."""

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import SIDES, Figure, sign
from pierglass.training.synthetic.head import Head
from pierglass.training.synthetic.palette import blend
from pierglass.training.synthetic.shapes import Outline, limb, outline, spline

__all__ = ["paint_neck", "trunk_outline"]


def paint_neck(canvas: Canvas, figure: Figure, skin: Cloth) -> None:
    """Paint neck, shoulders' slope and the trunk's skin, which clothes go over."""
    head, px = Head(figure), figure.px
    wide = (
        0.074
        * (0.5 + 0.5 * figure.build.girth)
        * (0.95 if figure.build.woman else 1.15)
    )
    top = head.at(0, 0.10, 0.06)
    base = figure.trunk(0, 0.04)
    body = trunk_outline(figure, 0.0, 1.1)
    canvas.paint(
        Layer("face_skin", "trunk"),
        skin,
        canvas.mask([body]),
        round_=0.3,
        strokes=_collarbones(figure, skin),
    )
    neck = limb(outline(top, base), [wide * px, wide * px, 1.15 * wide * px], steps=5)
    canvas.paint(Layer("face_skin", "neck"), skin, canvas.mask(neck), round_=0.12)


def trunk_outline(figure: Figure, ease: float, bottom: float) -> Outline:
    """Return the trunk's outline from the neck down to height *bottom*."""
    chains = []
    px = figure.px
    heights = [h for h in (0.27, 0.45, 0.62, 0.8, 1.0, 1.12) if h < bottom - 0.04]
    for side in SIDES:
        way = sign(side)
        shoulder = figure.at(f"{side}_shoulder")
        chain = [
            figure.trunk(way * 0.075, -0.135),
            figure.trunk(way * 0.15, -0.092),
            shoulder + np.array([-way * 0.075, -0.058 - 0.2 * ease]) * px,
            shoulder + np.array([-way * 0.005, -0.026 - 0.2 * ease]) * px,
        ]
        rim = 0 if side == "right" else 1
        chain += [figure.level(height, ease)[rim] for height in (*heights, bottom)]
        chains.append(chain)
    right, left = (spline(np.array(one), closed=False, steps=4) for one in chains)
    return np.vstack([right, left[::-1]])


def _collarbones(figure: Figure, skin: Cloth) -> list[Stroke]:
    dark = blend(skin.colour, 0.86)
    lines = []
    for side in SIDES:
        way = sign(side)
        path = outline(
            figure.trunk(way * 0.03, 0.02, -0.1),
            figure.trunk(way * 0.13, -0.005, -0.1),
            figure.trunk(way * 0.24, -0.02, -0.05),
        )
        lines.append(Stroke(path, dark, 0.012 * figure.px))
    return lines
