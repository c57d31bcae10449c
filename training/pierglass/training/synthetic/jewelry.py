"""Scarves, necklaces, earrings, bracelets and watches."""

from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth, draw_cloth
from pierglass.training.synthetic.figure import Figure, sign
from pierglass.training.synthetic.head import Head
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.limbs import ARM_RADII, Arm
from pierglass.training.synthetic.palette import Colour
from pierglass.training.synthetic.pose import Side
from pierglass.training.synthetic.shapes import along, ellipse, limb, outline, spline

__all__ = [
    "Jewelry",
    "draw_jewelry",
    "paint_bracelet",
    "paint_earrings",
    "paint_necklace",
    "paint_scarf",
]

_GROUP = "accessory"

_METALS: tuple[Colour, ...] = (
    (212, 170, 84),
    (190, 192, 198),
    (226, 160, 130),
    (30, 30, 34),
    (236, 232, 222),
)


@dataclass(frozen=True, eq=False)
class Jewelry:
    """What is worn about neck, ears and wrists; 0 and None for nothing."""

    metal: Colour
    necklace: float
    """How far it hangs below the neck, in lengths of the trunk."""
    beads: bool
    earring: float
    bracelets: dict[Side, str]
    """``watch``, ``bangle`` or nothing on each wrist."""
    scarf: Cloth | None
    tails: tuple[float, float]
    """How far the scarf's ends hang."""
    seed: int


def draw_jewelry(rng: np.random.Generator, *, woman: bool) -> Jewelry:
    """Return what is worn about neck, ears and wrists."""
    wrists: dict[Side, str] = {}
    if rng.random() < 0.25:
        wrists["left"] = "watch" if rng.random() < 0.6 else "bangle"
    if rng.random() < 0.2:
        wrists["right"] = "bangle" if rng.random() < 0.7 else "watch"
    tails = rng.uniform(0.2, 0.8, 2) * (rng.random(2) < 0.75)
    return Jewelry(
        metal=_METALS[int(rng.integers(len(_METALS)))],
        necklace=float(rng.uniform(0.04, 0.5))
        if rng.random() < (0.35 if woman else 0.08)
        else 0.0,
        beads=bool(rng.random() < 0.4),
        earring=float(rng.uniform(0.02, 0.10))
        if woman and rng.random() < 0.35
        else 0.0,
        bracelets=wrists,
        scarf=draw_cloth(rng) if rng.random() < 0.14 else None,
        tails=(float(tails[0]), float(tails[1])),
        seed=int(rng.integers(1 << 30)),
    )


def paint_necklace(canvas: Canvas, figure: Figure, jewelry: Jewelry) -> None:
    """Paint a chain with a pendant, or beads."""
    if not jewelry.necklace:
        return
    px, low = figure.px, jewelry.necklace
    path = spline(
        outline(
            figure.trunk(-0.078, -0.15, 0.02),
            figure.trunk(-0.09, -0.06, -0.07),
            figure.trunk(-0.07, 0.55 * low, -0.14),
            figure.trunk(0, low, -0.17),
            figure.trunk(0.07, 0.55 * low, -0.14),
            figure.trunk(0.09, -0.06, -0.07),
            figure.trunk(0.078, -0.15, 0.02),
        ),
        closed=False,
        steps=5,
    )
    size = 0.016 if jewelry.beads else 0.006
    if jewelry.beads:
        count = max(16, int(40 * (0.3 + low)))
        shapes = [
            ellipse(p, (size * px,) * 2) for p in along(path, np.linspace(0, 1, count))
        ]
    else:
        shapes = limb(path, [size * px, size * px], steps=24)
        shapes.append(
            ellipse(figure.trunk(0, low + 0.02, -0.17), (0.02 * px, 0.026 * px))
        )
    canvas.paint(
        Layer(_GROUP, "neck"),
        Cloth(jewelry.metal, relief=0.2),
        canvas.mask(shapes),
        round_=0.015,
        throws=0.012,
    )


def paint_earrings(canvas: Canvas, figure: Figure, jewelry: Jewelry) -> None:
    """Paint a drop or a ring at each ear that is turned to the camera."""
    if not jewelry.earring:
        return
    head = Head(figure)
    for way in (-1.0, 1.0):
        if way * figure.pose.head_yaw > 0.35:
            continue
        lobe = head.at(way * 0.152, 0.075, 0.0)
        drop = jewelry.earring * head.px
        low = lobe + np.array([0, drop], np.float32)
        if jewelry.beads:
            shapes = [
                *limb(outline(lobe, low), [0.004 * head.px, 0.006 * head.px], steps=3),
                ellipse(low, (0.014 * head.px,) * 2),
            ]
            cuts = []
        else:
            middle = (lobe + low) / 2
            shapes = [ellipse(middle, (0.4 * drop + 2, 0.55 * drop + 2))]
            cuts = [
                ellipse(
                    middle,
                    (0.4 * drop - 0.005 * head.px, 0.55 * drop - 0.005 * head.px),
                )
            ]
        canvas.paint(
            Layer(_GROUP, "head"),
            Cloth(jewelry.metal, relief=0.2),
            canvas.mask(shapes, cuts=cuts),
            round_=0.01,
        )


def paint_bracelet(canvas: Canvas, figure: Figure, arm: Arm, jewelry: Jewelry) -> None:
    """Paint what is worn on a wrist, across the forearm."""
    kind = jewelry.bracelets.get(arm.side)
    if kind is None:
        return
    px = figure.px
    chain = along(figure.chain(arm.side, "elbow", "wrist"), [0.86, 0.97])
    radius = 1.12 * ARM_RADII[-1] * figure.build.limbs * px
    way = chain[1] - chain[0]
    way = way / max(float(np.hypot(*way)), 1.0)
    across = np.array([-way[1], way[0]], np.float32) * radius
    half = way * (0.024 if kind == "watch" else 0.013) * px
    middle = chain.mean(0)
    band = outline(
        middle - across - half,
        middle + across - half,
        middle + across + half,
        middle - across + half,
    )
    layer = Layer(_GROUP, f"{arm.side}_wrist", arm=arm.before)
    strap = (
        Cloth((44, 32, 28), relief=0.2)
        if kind == "watch"
        else Cloth(jewelry.metal, relief=0.2)
    )
    canvas.paint(layer, strap, canvas.mask([band]), round_=0.04)
    if kind == "watch":
        dial = ellipse(middle, (0.036 * px, 0.036 * px))
        ring = Stroke(
            ellipse(middle, (0.031 * px, 0.031 * px)), (236, 236, 232), 0.008 * px
        )
        canvas.paint(
            layer,
            Cloth(jewelry.metal, relief=0.2),
            canvas.mask([dial]),
            round_=0.02,
            strokes=[ring],
        )


def paint_scarf(canvas: Canvas, figure: Figure, jewelry: Jewelry) -> None:
    """Paint a scarf about the neck and its hanging ends."""
    if jewelry.scarf is None:
        return
    px, rng = figure.px, np.random.default_rng(jewelry.seed)
    layer, cloth = Layer(_GROUP, "neck"), jewelry.scarf
    for side, reach in zip(("right", "left"), jewelry.tails, strict=True):
        if not reach:
            continue
        way = sign("left" if side == "left" else "right")
        path = outline(
            figure.trunk(way * 0.05, 0.0, -0.15),
            figure.trunk(way * 0.11, 0.5 * reach, -0.18),
            figure.trunk(way * 0.09, reach, -0.16),
        )
        wide = float(rng.uniform(0.055, 0.09))
        folds = [
            Fold(
                path + np.array([d * px, 0], np.float32),
                0.14 * cloth.relief,
                0.012 * px,
            )
            for d in rng.uniform(-wide, wide, 3)
        ]
        flat = path[-1] + np.array([[-px, 0], [px, 0], [px, px], [-px, px]], np.float32)
        canvas.paint(
            layer,
            cloth,
            canvas.mask(limb(path, [0.8 * wide * px, wide * px], steps=8), cuts=[flat]),
            round_=0.05,
            folds=folds,
            throws=0.04,
        )
    ring = limb(
        spline(
            outline(
                figure.trunk(-0.11, -0.12, 0.0),
                figure.trunk(-0.06, -0.01, -0.12),
                figure.trunk(0.06, -0.01, -0.12),
                figure.trunk(0.11, -0.12, 0.0),
            ),
            closed=False,
            steps=4,
        ),
        [0.065 * px, 0.085 * px, 0.065 * px],
        steps=9,
    )
    folds = [
        Fold(
            spline(
                outline(
                    figure.trunk(-0.15, -0.12 + d, -0.02),
                    figure.trunk(0, 0.0 + d, -0.2),
                    figure.trunk(0.15, -0.11 + d, -0.02),
                ),
                closed=False,
                steps=4,
            ),
            0.16 * cloth.relief,
            0.012 * px,
        )
        for d in rng.uniform(-0.03, 0.07, 4)
    ]
    canvas.paint(
        layer,
        cloth.tinted(1.03),
        canvas.mask(ring),
        round_=0.08,
        folds=folds,
        throws=0.04,
    )
