"""Sleeves: cloth around an arm, of three lengths."""

import numpy as np

from pierglass.training.synthetic.canvas import Canvas
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import Figure
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.limbs import ARM_RADII, Arm, straight, upper_arm_path
from pierglass.training.synthetic.shapes import Outline, along, limb, outline

__all__ = ["paint_sleeve"]


def paint_sleeve(
    canvas: Canvas,
    figure: Figure,
    arm: Arm,
    cloth: Cloth,
    group: str,
    *,
    length: float,
    ease: float,
    rng: np.random.Generator,
) -> None:
    """Paint a sleeve over an arm.

    Args:
        canvas: Painted on.
        figure: Whose arm.
        arm: Which arm.
        cloth: Of the garment.
        group: Of the garment.
        length: 0.4 ends above the elbow, 1.0 at it, 2.0 at the wrist.
        ease: How far the cloth stands off the arm, in lengths of the trunk.
        rng: Draws the folds.
    """
    side, px = arm.side, figure.px
    thick = figure.build.limbs
    wider = ease * np.interp(np.arange(7), (0, 2, 6), (0.3, 1.0, 1.3))
    radii = [float(r) for r in (np.array(ARM_RADII) * thick + wider) * px]
    upper = upper_arm_path(figure, side)
    if length < 1:
        upper = along(upper, [0, length])
    last = max(1, round(3 * min(length, 1.0)))
    # Only the lower part of a sleeved upper arm is before the trunk: at the shoulder
    # an item's own cloth goes over both.
    lower = along(upper, np.linspace(0.5, 1, 5))
    half = radii[: last + 1]
    middle = float(np.interp(0.5, np.linspace(0, 1, len(half)), half))
    whole = limb(upper, half, steps=8)
    folds = _rings(upper, half[-1], rng, cloth, 2)
    fore: list[Outline] = []
    if length > 1:
        end = along(figure.chain(side, "elbow", "wrist"), [0, min(length - 1, 0.97)])
        fore = limb(end, radii[3 : 3 + max(2, round(4 * (length - 1)))], steps=7)
        folds += _rings(end, radii[3], rng, cloth, 3)
    angle, throws = _angle(upper), 0.05 if arm.before else 0.0
    base = arm.layer("upper_arm", group, counts=False)
    # Bent cloth is two pieces: its pattern turns, and one lies over the other.
    joined = bool(fore) and straight(figure, side) and cloth.tile is None
    canvas.paint(
        base,
        cloth,
        canvas.mask([*whole, *fore] if joined else whole),
        round_=0.12,
        angle_rad=angle,
        folds=folds,
        throws=throws,
    )
    if length >= 1:
        near = canvas.mask(limb(lower, [middle, half[-1]], steps=4))
        canvas.mark(base, arm.layer("upper_arm", group), near)
    if joined:
        canvas.mark(base, arm.layer("forearm", group), canvas.mask(fore))
        canvas.mark(
            arm.layer("upper_arm", group),
            arm.layer("forearm", group),
            canvas.mask(fore),
        )
    elif fore:
        canvas.paint(
            arm.layer("forearm", group),
            cloth,
            canvas.mask(fore),
            round_=0.1,
            angle_rad=_angle(figure.chain(side, "elbow", "wrist")),
            folds=folds,
            throws=throws,
        )


def _angle(path: Outline) -> float:
    way = path[-1] - path[0]
    return float(np.arctan2(way[0], way[1]))


def _rings(
    path: Outline, radius: float, rng: np.random.Generator, cloth: Cloth, count: int
) -> list[Fold]:
    """Return creases across an arm."""
    way = path[-1] - path[0]
    way = way / max(float(np.hypot(*way)), 1.0)
    across = np.array([-way[1], way[0]])
    out = []
    for _ in range(count):
        middle = along(path, [rng.uniform(0.2, 1.0)])[0]
        slant = rng.uniform(-0.8, 0.8)
        reach = radius * rng.uniform(0.4, 1.0)
        ends = outline(
            middle - across * reach - way * slant * reach,
            middle + across * reach * rng.uniform(-0.2, 0.8) + way * slant * reach,
        )
        out.append(Fold(ends, 0.13 * cloth.relief, radius * 0.16))
    return out
