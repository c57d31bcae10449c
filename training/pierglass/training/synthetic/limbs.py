"""Bare arms, hands with fingers, legs and feet."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import Figure, sign
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.palette import blend
from pierglass.training.synthetic.pose import ARM_POSES, Side
from pierglass.training.synthetic.shapes import Outline, ellipse, limb, outline, unit

__all__ = [
    "ARM_RADII",
    "Arm",
    "leg_path",
    "paint_arm",
    "paint_leg",
    "straight",
    "upper_arm_path",
]

ARM_RADII = (0.064, 0.070, 0.064, 0.054, 0.058, 0.050, 0.038)
"""Half widths of an arm from shoulder to wrist."""

_LEG_RADII = (0.120, 0.140, 0.128, 0.106, 0.086, 0.088, 0.086, 0.060, 0.047)

_FINGERS = {
    # (spread, length, curl towards the thumb) of the four fingers.
    "loose": (0.30, 0.90, 0.0),
    "fist": (0.10, 0.35, 0.0),
    "flat": (0.12, 1.0, 0.0),
    "spread": (0.75, 1.0, 0.0),
}


@dataclass(frozen=True)
class Arm:
    """What is known of an arm as it is painted."""

    side: Side
    before: bool
    """Whether it is painted over the trunk."""

    def layer(
        self, part: str, group: str = "arm_skin", *, counts: bool = True
    ) -> Layer:
        """Return the layer of a *part* of it; a sleeve's has another *group*."""
        return Layer(group, f"{self.side}_{part}", arm=self.before and counts)


def paint_arm(canvas: Canvas, figure: Figure, arm: Arm, skin: Cloth) -> None:
    """Paint upper arm, forearm and hand, all bare."""
    px, side = figure.px, arm.side
    radii = [r * figure.build.limbs * px for r in ARM_RADII]
    upper = limb(upper_arm_path(figure, side), radii[:4], steps=6)
    fore = limb(figure.chain(side, "elbow", "wrist"), radii[3:], steps=6)
    if straight(figure, side):
        _paint_hand(canvas, figure, arm, skin)
        both = canvas.mask([*upper, *fore])
        canvas.paint(
            arm.layer("upper_arm"), skin, both, round_=0.11, throws=_throws(arm)
        )
        canvas.mark(arm.layer("upper_arm"), arm.layer("forearm"), canvas.mask(fore))
        return
    for part, shapes in (("upper_arm", upper), ("forearm", fore)):
        if part == "forearm":
            _paint_hand(canvas, figure, arm, skin)
        canvas.paint(
            arm.layer(part), skin, canvas.mask(shapes), round_=0.11, throws=_throws(arm)
        )


def straight(figure: Figure, side: Side) -> bool:
    """Return whether forearm and upper arm do not lie over each other."""
    shoulder, elbow, wrist = (
        figure.at(f"{side}_{j}") for j in ("shoulder", "elbow", "wrist")
    )
    return float(unit(elbow - shoulder) @ unit(wrist - elbow)) > -0.2


def upper_arm_path(figure: Figure, side: Side) -> Outline:
    """Return the upper arm's middle line; it starts a little inside of the joint."""
    path = figure.chain(side, "shoulder", "elbow")
    inside = np.array([-0.022 * sign(side), 0.02], np.float32)
    path[0] += inside * figure.px
    return path


def _throws(arm: Arm) -> float:
    return 0.05 if arm.before else 0.0


def _paint_hand(canvas: Canvas, figure: Figure, arm: Arm, skin: Cloth) -> None:
    """Paint palm, four fingers and a thumb."""
    px, side = figure.px, arm.side
    pose = ARM_POSES[figure.pose.arms[side]]
    wrist = figure.at(f"{side}_wrist")
    way = unit(figure.at(f"{side}_hand") - wrist)
    # The thumb is towards the body's middle where the arm hangs, up where it crosses.
    across = np.array([-way[1], way[0]], np.float32)
    inward = np.array([-sign(side), -0.6], np.float32)
    if float(across @ inward) < 0:
        across = -across
    size = 0.92 * px * (0.6 + 0.4 * figure.build.limbs)
    spread, long, _ = _FINGERS[pose.fingers]
    palm, lines = _hand(wrist, way, across, size, spread, long)
    dark = blend(skin.colour, 0.72)
    strokes = [Stroke(line, dark, max(1.0, 0.007 * px)) for line in lines]
    canvas.paint(
        arm.layer("hand"),
        skin,
        canvas.mask(palm),
        round_=0.05,
        strokes=strokes,
        throws=_throws(arm),
    )


def _hand(
    wrist: NDArray[np.float32],
    way: NDArray[np.float32],
    across: NDArray[np.float32],
    size: float,
    spread: float,
    long: float,
) -> tuple[list[Outline], list[Outline]]:
    """Return a hand's outlines and the lines between its fingers."""

    def at(ahead: float, aside: float) -> NDArray[np.float32]:
        return np.asarray(wrist + size * (way * ahead + across * aside), np.float32)

    shapes = [
        outline(
            at(-0.02, -0.040),
            at(0.05, -0.058),
            at(0.14, -0.062),
            at(0.155, 0.0),
            at(0.15, 0.052),
            at(0.06, 0.056),
            at(-0.02, 0.040),
        )
    ]
    lines: list[Outline] = []
    tips = ((-0.045, 0.095), (-0.015, 0.125), (0.015, 0.130), (0.043, 0.115))
    for place, reach in tips:
        angle = place * spread * 8
        start = at(0.135, place)
        ahead = way * np.cos(angle) + across * np.sin(angle)
        end = start + size * reach * long * ahead
        shapes += limb(outline(start, end), (0.0165 * size, 0.012 * size), steps=3)
    for place in (-0.03, 0.0, 0.029):
        angle = place * spread * 8
        ahead = way * np.cos(angle) + across * np.sin(angle)
        start = at(0.125, place)
        lines.append(outline(start, start + size * 0.11 * long * ahead))
    base, middle = at(0.03, 0.045), at(0.10, 0.085 + 0.03 * spread)
    tip = at(0.165, 0.088 + 0.06 * spread)
    shapes += limb(outline(base, middle, tip), (0.024 * size, 0.014 * size), steps=4)
    lines.append(outline(at(0.07, 0.055), at(0.13, 0.055)))
    return shapes, lines


def paint_leg(
    canvas: Canvas, figure: Figure, side: Side, skin: Cloth, opacity: float = 1.0
) -> None:
    """Paint thigh, shin and foot, bare or in stockings."""
    px = figure.px
    radii = [r * figure.build.limbs * px for r in _LEG_RADII]
    shapes = limb(leg_path(figure, side), radii, steps=14)
    layer = Layer("leg_skin", f"{side}_leg")
    knee = ellipse(figure.at(f"{side}_knee"), (0.05 * px, 0.055 * px))
    folds = [Fold(knee[2:11], 0.10, 0.02 * px), Fold(knee[13:17], 0.06, 0.015 * px)]
    canvas.paint(
        layer, skin, canvas.mask(shapes), round_=0.2, opacity=opacity, folds=folds
    )
    foot = limb(
        figure.chain(side, "heel", "toe"), [0.058 * px, 0.066 * px, 0.05 * px], steps=5
    )
    canvas.paint(
        Layer("leg_skin", f"{side}_foot"),
        skin,
        canvas.mask(foot),
        round_=0.08,
        opacity=opacity,
    )


def leg_path(figure: Figure, side: Side) -> Outline:
    """Return the leg's middle line; it leaves the hip a little outside of the joint."""
    path = figure.chain(side, "hip", "knee", "ankle")
    path[0, 0] += 0.2 * figure.px * 0.1 * sign(side)
    return path
