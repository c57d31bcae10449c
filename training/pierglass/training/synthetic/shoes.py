"""Shoes, boots and sandals."""

from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import Figure, sign
from pierglass.training.synthetic.limbs import leg_path
from pierglass.training.synthetic.palette import Colour, blend, cloth_colour
from pierglass.training.synthetic.pose import Side
from pierglass.training.synthetic.shapes import along, ellipse, limb, moved, outline

__all__ = ["Shoe", "draw_shoe", "paint_shaft", "paint_shoe"]


@dataclass(frozen=True, eq=False)
class Shoe:
    """A pair of shoes."""

    cut: str
    """``sneaker``, ``flat``, ``heel``, ``boot`` or ``sandal``."""
    cloth: Cloth
    sole: Colour
    shaft: float
    """How far up the shin a boot goes, as a share of it."""
    sock: Colour | None


def draw_shoe(rng: np.random.Generator, *, woman: bool) -> Shoe:
    """Return shoes of any cut."""
    cuts = ["sneaker", "flat", "heel", "boot", "sandal"]
    shares = [0.27, 0.2, 0.2, 0.23, 0.1] if woman else [0.5, 0.28, 0.0, 0.17, 0.05]
    cut = str(rng.choice(cuts, p=shares))
    colour = cloth_colour(rng)
    sole: Colour = (
        (232, 230, 224) if cut == "sneaker" and rng.random() < 0.7 else (46, 38, 34)
    )
    return Shoe(
        cut=cut,
        cloth=Cloth(colour, relief=0.4),
        sole=sole,
        shaft=float(rng.choice([0.22, 0.4, 0.85], p=[0.6, 0.2, 0.2]))
        if cut == "boot"
        else 0.0,
        sock=cloth_colour(rng)
        if cut in ("sneaker", "boot") and rng.random() < 0.6
        else None,
    )


def paint_shoe(canvas: Canvas, figure: Figure, side: Side, shoe: Shoe) -> None:
    """Paint sole and upper of one shoe; the foot shows where it is open."""
    px = figure.px
    heel, toe = figure.at(f"{side}_heel"), figure.at(f"{side}_toe")
    ankle = figure.at(f"{side}_ankle")
    layer = Layer("footwear", f"{side}_foot")
    down = np.array([0, 0.022 * px], np.float32)
    wide = [0.055 * px, 0.062 * px, 0.072 * px, 0.05 * px]
    if shoe.cut in ("heel", "flat"):
        wide = [0.050 * px, 0.056 * px, 0.064 * px, 0.036 * px]
    path = outline(heel, (heel + toe) / 2, toe)
    sole = limb(path + down, wide, steps=7)
    canvas.paint(layer, Cloth(shoe.sole, relief=0.3), canvas.mask(sole), round_=0.03)
    if shoe.cut == "heel":
        stick = outline(
            moved(heel, -0.02 * px, 0),
            moved(heel, 0.02 * px, 0),
            moved(heel, 0.012 * px, 0.13 * px),
            moved(heel, -0.012 * px, 0.13 * px),
        )
        canvas.paint(layer, shoe.cloth, canvas.mask([stick]), round_=0.02)
    if shoe.cut == "sandal":
        _paint_straps(canvas, figure, side, shoe)
        return
    upper = limb(path, wide, steps=7)
    cuts = []
    if shoe.cut in ("heel", "flat"):
        middle = heel + 0.42 * (toe - heel)
        cuts.append(ellipse(middle - (0, 0.03 * px), (0.044 * px, 0.062 * px)))
        cuts.append(ellipse(ankle, (0.05 * px, 0.05 * px)))
    else:
        top = 0.02 if shoe.cut == "sneaker" else -0.02
        collar = limb(
            outline(moved(ankle, 0, top * px), heel), [0.06 * px, 0.062 * px], steps=4
        )
        upper += collar
    canvas.paint(
        layer,
        shoe.cloth,
        canvas.mask(upper, cuts=cuts),
        round_=0.06,
        strokes=_laces(figure, side, shoe),
        throws=0.02,
    )


def _laces(figure: Figure, side: Side, shoe: Shoe) -> list[Stroke]:
    px = figure.px
    heel, toe = figure.at(f"{side}_heel"), figure.at(f"{side}_toe")
    dark = blend(shoe.cloth.colour, 0.6)
    cap = ellipse(toe - 0.1 * (toe - heel), (0.05 * px, 0.03 * px))[12:]
    out = [Stroke(cap, dark, 0.007 * px)]
    if shoe.cut != "sneaker":
        return out
    light: Colour = (238, 236, 232) if sum(shoe.cloth.colour) < 600 else (60, 60, 64)
    for t in (0.30, 0.42, 0.54, 0.66):
        middle = heel + t * (toe - heel)
        half = np.array([0.032, 0.006 * sign(side)], np.float32) * px
        out.append(Stroke(outline(middle - half, middle + half), light, 0.012 * px))
    return out


def _paint_straps(canvas: Canvas, figure: Figure, side: Side, shoe: Shoe) -> None:
    px = figure.px
    heel, toe = figure.at(f"{side}_heel"), figure.at(f"{side}_toe")
    foot = limb(
        outline(heel, (heel + toe) / 2, toe),
        [0.054 * px, 0.06 * px, 0.046 * px],
        steps=7,
    )
    straps = []
    for t in (0.05, 0.55, 0.8):
        middle = heel + t * (toe - heel)
        straps.append(
            outline(
                moved(middle, -0.09 * px, -0.02 * px),
                moved(middle, 0.09 * px, -0.02 * px),
                moved(middle, 0.09 * px, 0.025 * px),
                moved(middle, -0.09 * px, 0.025 * px),
            )
        )
    canvas.paint(
        Layer("footwear", f"{side}_foot"),
        shoe.cloth,
        canvas.mask(straps, within=foot),
        round_=0.03,
        throws=0.01,
    )


def paint_shaft(canvas: Canvas, figure: Figure, side: Side, shoe: Shoe) -> None:
    """Paint a boot's shaft, or a sock above a shoe."""
    px, thick = figure.px, figure.build.limbs
    leg = leg_path(figure, side)
    if shoe.sock is not None and shoe.cut == "sneaker":
        path = along(leg, [0.92, 1.0])
        radii = [0.062 * thick * px, 0.055 * thick * px]
        shapes = limb(path, radii, steps=4)
        canvas.paint(
            Layer("leg_skin", f"{side}_leg"),
            Cloth(shoe.sock, relief=0.3),
            canvas.mask(shapes),
            round_=0.06,
        )
    if shoe.shaft:
        t = np.linspace(1.0 - 0.48 * shoe.shaft, 1.0, 5)
        base = np.interp(
            t, np.linspace(0, 1, 7), (0.158, 0.140, 0.112, 0.092, 0.092, 0.072, 0.056)
        )
        radii = [float(r) for r in (base * thick + 0.018) * px]
        path = along(leg, t)
        flat = outline(
            moved(path[0], -px, -px),
            moved(path[0], px, -px),
            moved(path[0], px, 0.0),
            moved(path[0], -px, 0.0),
        )
        canvas.paint(
            Layer("footwear", f"{side}_foot"),
            shoe.cloth,
            canvas.mask(limb(path, radii, steps=9), cuts=[flat]),
            round_=0.12,
            throws=0.03,
        )
