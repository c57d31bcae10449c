"""Hats of felt and wool, seen from the front."""

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade
from pierglass.training.items.geometry import Point, mirrored, outline, smooth
from pierglass.training.items.headgear import (
    MIDDLE_X,
    brim_light,
    dome_light,
    hat_artwork,
    ribbon,
)
from pierglass.training.items.svg import Drawing

__all__ = ["beret", "fedora"]


def fedora() -> Artwork:
    """Draw the charcoal felt fedora."""
    drawing = Drawing(1200, 900)
    felt = Cloth(
        "#4b4d55",
        relief=1.3,
        rounding=26,
        crumple=0.22,
        grain=(0.01, 0.008),
        seed=121,
        shadow="#08090c",
        weave=0.12,
        weave_grain=(0.4, 0.4),
    )
    brim_top: list[Point] = [
        (MIDDLE_X - 372, 530),
        (MIDDLE_X - 300, 560),
        (MIDDLE_X - 190, 566),
        (MIDDLE_X, 572),
        (MIDDLE_X + 190, 566),
        (MIDDLE_X + 300, 560),
        (MIDDLE_X + 372, 530),
    ]
    brim_low: list[Point] = [
        (MIDDLE_X + 378, 540),
        (MIDDLE_X + 330, 596),
        (MIDDLE_X + 200, 640),
        (MIDDLE_X, 660),
        (MIDDLE_X - 200, 640),
        (MIDDLE_X - 330, 596),
        (MIDDLE_X - 378, 540),
    ]
    crown_side: list[Point] = [
        (MIDDLE_X + 205, 600),
        (MIDDLE_X + 202, 520),
        (MIDDLE_X + 188, 400),
        (MIDDLE_X + 168, 320),
        (MIDDLE_X + 132, 282),
    ]
    top: list[Point] = [
        (MIDDLE_X + 90, 268),
        (MIDDLE_X + 40, 280),
        (MIDDLE_X, 292),
        (MIDDLE_X - 40, 280),
        (MIDDLE_X - 90, 268),
    ]
    crown = outline(crown_side, top, mirrored(crown_side, MIDDLE_X))
    brim = outline(brim_top, brim_low)
    folds = [
        Fold(
            [(MIDDLE_X - 130, 300), (MIDDLE_X - 108, 380), (MIDDLE_X - 118, 470)],
            34,
            -0.55,
            14,
        ),
        Fold(
            [(MIDDLE_X - 78, 290), (MIDDLE_X - 64, 370), (MIDDLE_X - 70, 440)],
            24,
            0.5,
            12,
        ),
        Fold(
            [(MIDDLE_X + 130, 300), (MIDDLE_X + 108, 380), (MIDDLE_X + 118, 470)],
            34,
            -0.5,
            14,
        ),
        Fold(
            [(MIDDLE_X + 78, 290), (MIDDLE_X + 64, 370), (MIDDLE_X + 70, 440)],
            24,
            0.4,
            12,
        ),
        Fold([(MIDDLE_X, 290), (MIDDLE_X, 360)], 26, -0.35, 14),
    ]
    cloth(drawing, crown, felt, folds)
    dome_light(drawing, crown, felt.shadow, 205)
    band = outline(
        [
            (MIDDLE_X - 204, 508),
            (MIDDLE_X - 100, 532),
            (MIDDLE_X, 538),
            (MIDDLE_X + 100, 532),
            (MIDDLE_X + 204, 508),
        ],
        [
            (MIDDLE_X + 206, 576),
            (MIDDLE_X + 100, 606),
            (MIDDLE_X, 612),
            (MIDDLE_X - 100, 606),
            (MIDDLE_X - 206, 576),
        ],
    )
    ribbon(drawing, band, "#1d1c22", 205)
    knot = outline(
        [(MIDDLE_X + 146, 524), (MIDDLE_X + 196, 508)],
        [(MIDDLE_X + 204, 574), (MIDDLE_X + 152, 596)],
    )
    drawing.path(knot, fill="#26252c")
    shade(
        drawing,
        knot,
        smooth([(MIDDLE_X + 150, 528), (MIDDLE_X + 156, 590)]),
        5,
        2,
        0.3,
        "#fff",
    )
    shade(
        drawing, knot, smooth([(MIDDLE_X + 172, 516), (MIDDLE_X + 178, 586)]), 8, 4, 0.6
    )
    cloth(
        drawing,
        brim,
        Cloth(
            "#50525a",
            relief=1.6,
            rounding=16,
            crumple=0.2,
            seed=122,
            edge=0.42,
            weave=0.12,
            weave_grain=(0.4, 0.4),
        ),
    )
    shade(
        drawing,
        brim,
        smooth([(MIDDLE_X - 210, 566), (MIDDLE_X, 578), (MIDDLE_X + 210, 566)]),
        26,
        11,
        0.6,
    )
    brim_light(drawing, brim, 372, felt.shadow)
    edge = smooth([(x, y - 5) for x, y in brim_low])
    shade(drawing, brim, edge, 9, 1.4, 0.5, "#1b1b20")
    shade(
        drawing, brim, smooth([(x, y - 8) for x, y in brim_low]), 2, 0.8, 0.35, "#fff"
    )
    return hat_artwork(
        drawing, "hat-fedora-charcoal", "Charcoal felt fedora", "Ravel & Sons", 636, 270
    )


def beret() -> Artwork:
    """Draw the red wool beret, pulled to the wearer's right."""
    drawing = Drawing(1200, 900)
    wool = Cloth(
        "#a1232f",
        relief=1.7,
        rounding=34,
        crumple=0.3,
        grain=(0.009, 0.009),
        seed=171,
        shadow="#23040a",
        weave=0.14,
        weave_grain=(0.3, 0.3),
    )
    body: list[Point] = [
        (MIDDLE_X + 200, 596),
        (MIDDLE_X + 232, 540),
        (MIDDLE_X + 222, 450),
        (MIDDLE_X + 150, 366),
        (MIDDLE_X + 20, 322),
        (MIDDLE_X - 130, 326),
        (MIDDLE_X - 250, 384),
        (MIDDLE_X - 316, 480),
        (MIDDLE_X - 300, 560),
        (MIDDLE_X - 206, 604),
    ]
    shape = outline(
        body, [(MIDDLE_X - 100, 600), (MIDDLE_X, 586), (MIDDLE_X + 100, 586)]
    )
    folds = [
        Fold(
            [(MIDDLE_X - 206, 590), (MIDDLE_X - 250, 520), (MIDDLE_X - 220, 450)],
            26,
            -0.4,
            12,
        ),
        Fold(
            [(MIDDLE_X - 120, 590), (MIDDLE_X - 150, 500), (MIDDLE_X - 110, 420)],
            26,
            0.4,
            13,
        ),
        Fold(
            [(MIDDLE_X - 20, 580), (MIDDLE_X - 30, 500), (MIDDLE_X + 10, 430)],
            24,
            -0.3,
            13,
        ),
        Fold(
            [(MIDDLE_X + 90, 580), (MIDDLE_X + 100, 510), (MIDDLE_X + 80, 440)],
            24,
            0.35,
            13,
        ),
        Fold(
            [(MIDDLE_X + 170, 580), (MIDDLE_X + 184, 520), (MIDDLE_X + 150, 450)],
            22,
            -0.35,
            12,
        ),
    ]
    cloth(drawing, shape, wool, folds)
    with drawing.group(clip_path=drawing.clip(shape)):
        light = drawing.radial(
            (MIDDLE_X - 90, 400),
            330,
            [(0, "#fff", 0.2), (0.5, "#fff", 0.02), (1, "#23040a", 0.5)],
            stretch=0.8,
        )
        drawing.cover(fill=light)
    band_top: list[Point] = [
        (MIDDLE_X - 204, 572),
        (MIDDLE_X - 100, 570),
        (MIDDLE_X, 560),
        (MIDDLE_X + 100, 560),
        (MIDDLE_X + 204, 568),
    ]
    band_low: list[Point] = [
        (MIDDLE_X + 203, 608),
        (MIDDLE_X + 100, 602),
        (MIDDLE_X, 604),
        (MIDDLE_X - 100, 614),
        (MIDDLE_X - 203, 616),
    ]
    band = outline(band_top, band_low)
    shade(drawing, shape, smooth([(x, y - 4) for x, y in band_top]), 18, 8, 0.55)
    cloth(
        drawing,
        band,
        Cloth("#8d1d28", relief=1.2, rounding=9, crumple=0.15, seed=172, edge=0.42),
    )
    dome_light(drawing, band, wool.shadow, 204)
    drawing.line(
        smooth([(MIDDLE_X - 30, 326), (MIDDLE_X - 34, 310), (MIDDLE_X - 28, 300)]),
        "#7c1822",
        9,
    )
    drawing.line(
        smooth([(MIDDLE_X - 33, 324), (MIDDLE_X - 36, 311), (MIDDLE_X - 30, 301)]),
        "#d8646e",
        2,
        soft=0.8,
    )
    return hat_artwork(
        drawing, "hat-beret-red", "Red wool beret", "Atelier Lune", 608, 322
    )
