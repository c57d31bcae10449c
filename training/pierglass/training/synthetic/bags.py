"""Bags: on a strap across the trunk, on a shoulder, in a hand, on the back."""

from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import SIDES, Figure, sign
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.palette import blend, cloth_colour
from pierglass.training.synthetic.pose import ARM_POSES, Side
from pierglass.training.synthetic.shapes import Outline, limb, moved, outline, spline

__all__ = ["Bag", "draw_bag", "paint_bag_in_hand", "paint_bag_on_strap", "paint_straps"]

_LAYER = Layer("bag", "bag")


@dataclass(frozen=True, eq=False)
class Bag:
    """A bag and how it is carried."""

    carried: str
    """``across``, ``shoulder``, ``hand`` or ``back``."""
    side: Side
    """Of the bag itself."""
    cloth: Cloth
    width: float
    height: float
    strap: float
    drop: float
    """Height of its middle below the shoulders, in lengths of the trunk."""
    before_arm: bool
    seed: int


def draw_bag(rng: np.random.Generator, figure: Figure) -> Bag:
    """Return a bag that goes with the pose."""
    hands = [side for side in SIDES if ARM_POSES[figure.pose.arms[side]].bag]
    ways = ["across", "shoulder", "back"] + (["hand"] * 3 if hands else [])
    carried = str(rng.choice(ways))
    side: Side = "left" if rng.random() < 0.5 else "right"
    if carried == "hand":
        side = hands[int(rng.integers(len(hands)))]
    width = float(rng.uniform(0.22, 0.52))
    return Bag(
        carried=carried,
        side=side,
        cloth=Cloth(cloth_colour(rng), relief=float(rng.uniform(0.5, 1.0))),
        width=width,
        height=width * float(rng.uniform(0.6, 1.15)),
        strap=float(rng.uniform(0.012, 0.035)),
        drop=float(rng.uniform(0.75, 1.15)),
        before_arm=bool(rng.random() < 0.5),
        seed=int(rng.integers(1 << 30)),
    )


def paint_straps(canvas: Canvas, figure: Figure, bag: Bag) -> None:
    """Paint what of *bag* lies on the trunk: one strap across, or a backpack's two."""
    px = figure.px
    paths: list[Outline] = []
    if bag.carried == "across":
        way = sign(bag.side)
        paths.append(
            spline(
                outline(
                    figure.trunk(-way * 0.20, -0.09, 0.0),
                    figure.trunk(-way * 0.12, 0.18, -0.17),
                    figure.trunk(way * 0.08, 0.55, -0.17),
                    figure.trunk(way * 0.25, bag.drop - 0.12, -0.12),
                ),
                closed=False,
                steps=4,
            )
        )
    if bag.carried == "back":
        for side in SIDES:
            way = sign(side)
            paths.append(
                spline(
                    outline(
                        figure.trunk(way * 0.17, -0.09, 0.02),
                        figure.trunk(way * 0.19, 0.08, -0.14),
                        figure.trunk(way * 0.22, 0.30, -0.14),
                        figure.trunk(way * 0.285, 0.42, 0.0),
                    ),
                    closed=False,
                    steps=4,
                )
            )
    wide = (bag.strap + (0.025 if bag.carried == "back" else 0.0)) * px
    for path in paths:
        canvas.paint(
            _LAYER,
            bag.cloth.darker(0.9),
            canvas.mask(limb(path, [wide, wide], steps=12)),
            round_=0.02,
            throws=0.02,
        )


def paint_bag_on_strap(canvas: Canvas, figure: Figure, bag: Bag) -> None:
    """Paint a bag that hangs at the hip, from a strap across or on the shoulder."""
    px, way = figure.px, sign(bag.side)
    if bag.carried not in ("across", "shoulder"):
        return
    rim = figure.level(min(bag.drop, 1.1))[0 if bag.side == "right" else 1]
    middle = np.array(
        [
            float(rim[0]) + way * (0.02 if bag.carried == "across" else 0.08) * px,
            float(figure.axis(bag.drop)[1]),
        ],
        np.float32,
    )
    top = middle - np.array([0, bag.height * px / 2], np.float32)
    if bag.carried == "shoulder":
        shoulder = (
            figure.at(f"{bag.side}_shoulder") + np.array([-way * 0.03, -0.06]) * px
        )
        for step in (-0.3, 0.25):
            path = outline(shoulder, top + np.array([step * bag.width * px, 0.02 * px]))
            wide = bag.strap * px
            canvas.paint(
                _LAYER,
                bag.cloth.darker(0.85),
                canvas.mask(limb(path, [wide, wide], steps=4)),
                round_=0.02,
                throws=0.02,
            )
    _paint_body(canvas, figure, bag, middle)


def paint_bag_in_hand(canvas: Canvas, figure: Figure, bag: Bag) -> None:
    """Paint a bag below the hand that holds its handle; the hand comes over it."""
    if bag.carried != "hand":
        return
    px = figure.px
    hold = figure.at(f"{bag.side}_hand") + np.array([0, 0.02 * px], np.float32)
    top = hold + np.array([0, 0.16 * px], np.float32)
    half = 0.28 * bag.width * px
    path = spline(
        outline(
            moved(top, -half, 0.02 * px),
            moved(hold, -0.6 * half, 0.03 * px),
            hold,
            moved(hold, 0.6 * half, 0.03 * px),
            moved(top, half, 0.02 * px),
        ),
        closed=False,
        steps=4,
    )
    wide = 0.8 * bag.strap * px
    canvas.paint(
        _LAYER,
        bag.cloth.darker(0.8),
        canvas.mask(limb(path, [wide, wide], steps=10)),
        round_=0.02,
    )
    _paint_body(
        canvas, figure, bag, top + np.array([0, bag.height * px / 2], np.float32)
    )


def _paint_body(
    canvas: Canvas,
    figure: Figure,
    bag: Bag,
    middle: "np.ndarray[tuple[int, ...], np.dtype[np.float32]]",
) -> None:
    px, rng = figure.px, np.random.default_rng(bag.seed)
    w, h = bag.width * px / 2, bag.height * px / 2
    taper = float(rng.uniform(0.75, 1.05))
    round_ = float(rng.uniform(0.75, 0.95))
    ring = spline(
        outline(
            moved(middle, -w * taper, -h),
            moved(middle, 0, -h * 1.0),
            moved(middle, w * taper, -h),
            moved(middle, w, 0.0),
            moved(middle, w * round_, h * round_),
            moved(middle, 0, h),
            moved(middle, -w * round_, h * round_),
            moved(middle, -w, 0.0),
        ),
        steps=4,
    )
    dark, strokes = blend(bag.cloth.colour, 0.65), []
    if rng.random() < 0.7:  # a flap
        low = -h + float(rng.uniform(0.4, 1.2)) * h
        flap = spline(
            outline(
                moved(middle, -w, -h * 0.8),
                moved(middle, -w * 0.7, low),
                moved(middle, w * 0.7, low),
                moved(middle, w, -h * 0.8),
            ),
            closed=False,
            steps=4,
        )
        strokes.append(Stroke(flap, dark, 0.008 * px))
        clasp = outline(moved(middle, -0.02 * px, low), moved(middle, 0.02 * px, low))
        strokes.append(Stroke(clasp, (206, 172, 96), 0.02 * px))
    strokes.append(Stroke(ring * 0.94 + middle * 0.06, dark, 0.005 * px))
    folds = [
        Fold(
            outline(
                middle + rng.uniform(-0.8, 0.8, 2) * (w, h),
                middle + rng.uniform(-0.8, 0.8, 2) * (w, h),
            ),
            0.08 * bag.cloth.relief,
            0.015 * px,
        )
        for _ in range(3)
    ]
    canvas.paint(
        _LAYER,
        bag.cloth,
        canvas.mask([ring]),
        round_=0.07,
        strokes=strokes,
        folds=folds,
        throws=0.05,
    )
