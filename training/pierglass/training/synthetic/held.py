"""What a hand holds before the trunk or the face: a phone."""

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import plain
from pierglass.training.synthetic.figure import Figure
from pierglass.training.synthetic.limbs import Arm
from pierglass.training.synthetic.palette import Colour
from pierglass.training.synthetic.shapes import ellipse, outline, spline, unit

__all__ = ["paint_phone"]

_CASES: tuple[Colour, ...] = (
    (22, 22, 26),
    (228, 228, 226),
    (180, 60, 70),
    (60, 90, 140),
    (214, 186, 160),
)


def paint_phone(
    canvas: Canvas, figure: Figure, arm: Arm, rng: np.random.Generator
) -> None:
    """Paint a phone's back; the fingers come over it. It counts as part of the arm."""
    px = figure.px
    hand = figure.at(f"{arm.side}_hand")
    up = unit(hand - figure.at(f"{arm.side}_wrist")) + np.array([0.0, -0.8])
    up = unit(up) * px
    side = np.array([-up[1], up[0]], np.float32)
    middle = hand + up * 0.10
    wide, tall = 0.075, 0.15

    def at(
        across: float, along: float
    ) -> "np.ndarray[tuple[int], np.dtype[np.float32]]":
        return np.asarray(middle + side * across * wide + up * along * tall, np.float32)

    corners = [
        (-1, -0.9),
        (-0.9, -1),
        (0.9, -1),
        (1, -0.9),
        (1, 0.9),
        (0.9, 1),
        (-0.9, 1),
        (-1, 0.9),
    ]
    ring = spline(outline(*(at(x, y) for x, y in corners)), steps=2)
    lens = [ellipse(at(-0.6, y), (0.015 * px, 0.015 * px)) for y in (0.8, 0.55)]
    canvas.paint(
        Layer("accessory", f"{arm.side}_hand", arm=arm.before),
        plain(_CASES[int(rng.integers(len(_CASES)))]),
        canvas.mask([ring]),
        round_=0.02,
        strokes=[Stroke(one, (70, 74, 82), 0.012 * px) for one in lens],
        throws=0.05,
    )
