"""A wide hat of straw, seen from the front."""

from collections.abc import Sequence

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.fabric import Cloth, cloth, shade
from pierglass.training.items.geometry import Point, mirrored, outline, smooth
from pierglass.training.items.headgear import (
    MIDDLE_X,
    brim_light,
    dome_light,
    hat_artwork,
    ribbon,
)
from pierglass.training.items.svg import Drawing

__all__ = ["straw_hat"]


def straw_hat() -> Artwork:
    """Draw the wide straw hat."""
    drawing = Drawing(1200, 900)
    straw = Cloth(
        "#dcbd82", relief=1.3, rounding=26, crumple=0.15, seed=151, shadow="#4a2f0c"
    )
    crown_side: list[Point] = [
        (MIDDLE_X + 206, 600),
        (MIDDLE_X + 200, 500),
        (MIDDLE_X + 184, 420),
        (MIDDLE_X + 150, 366),
        (MIDDLE_X + 80, 338),
    ]
    crown = outline(crown_side, [(MIDDLE_X, 332)], mirrored(crown_side, MIDDLE_X))
    cloth(drawing, crown, straw)
    with drawing.group(clip_path=drawing.clip(crown)):
        for number, y in enumerate(range(334, 610, 9)):
            _straw(
                drawing,
                [
                    (MIDDLE_X - 210, y - 14),
                    (MIDDLE_X, y + 12),
                    (MIDDLE_X + 210, y - 14),
                ],
                number,
            )
    dome_light(drawing, crown, straw.shadow, 206)
    band = outline(
        [
            (MIDDLE_X - 204, 510),
            (MIDDLE_X - 100, 536),
            (MIDDLE_X, 542),
            (MIDDLE_X + 100, 536),
            (MIDDLE_X + 204, 510),
        ],
        [
            (MIDDLE_X + 207, 572),
            (MIDDLE_X + 100, 604),
            (MIDDLE_X, 610),
            (MIDDLE_X - 100, 604),
            (MIDDLE_X - 207, 572),
        ],
    )
    ribbon(drawing, band, "#232a3f", 206)
    brim_top: list[Point] = [
        (MIDDLE_X - 452, 604),
        (MIDDLE_X - 400, 562),
        (MIDDLE_X - 300, 552),
        (MIDDLE_X - 190, 566),
        (MIDDLE_X, 582),
        (MIDDLE_X + 190, 566),
        (MIDDLE_X + 300, 552),
        (MIDDLE_X + 400, 562),
        (MIDDLE_X + 452, 604),
    ]
    brim_low: list[Point] = [
        (MIDDLE_X + 456, 616),
        (MIDDLE_X + 400, 662),
        (MIDDLE_X + 220, 694),
        (MIDDLE_X, 704),
        (MIDDLE_X - 220, 694),
        (MIDDLE_X - 400, 662),
        (MIDDLE_X - 456, 616),
    ]
    brim = outline(brim_top, brim_low)
    cloth(
        drawing,
        brim,
        Cloth(
            "#e2c58c",
            relief=1.2,
            rounding=16,
            crumple=0.2,
            grain=(0.008, 0.012),
            seed=152,
            edge=0.42,
        ),
    )
    with drawing.group(clip_path=drawing.clip(brim)):
        for number in range(22):
            share = number / 21
            ring = [
                (
                    MIDDLE_X + (lx - MIDDLE_X) * (0.5 + 0.5 * share),
                    566 + (ly - 566) * share,
                )
                for lx, ly in brim_low
            ]
            _straw(drawing, ring, number)
    shade(
        drawing,
        brim,
        smooth([(MIDDLE_X - 212, 570), (MIDDLE_X, 588), (MIDDLE_X + 212, 570)]),
        26,
        11,
        0.5,
    )
    brim_light(drawing, brim, 452, straw.shadow)
    shade(
        drawing,
        brim,
        smooth([(x, y - 4) for x, y in brim_low]),
        7,
        1.4,
        0.35,
        "#7a5420",
    )
    shade(drawing, brim, smooth([(x, y - 9) for x, y in brim_low]), 2, 1, 0.5, "#fff")
    return hat_artwork(
        drawing, "hat-straw-wide", "Wide straw hat", "Maison Vive", 690, 334
    )


def _straw(drawing: Drawing, ring: Sequence[Point], number: int) -> None:
    d = smooth(ring)
    drawing.line(d, "#6b4715", 2.2, opacity=0.35)
    drawing.line(
        d,
        "#fff3d0",
        5,
        stroke_dasharray="7 6",
        stroke_dashoffset=f"{(number % 2) * 6.5}",
        stroke_linecap="butt",
        opacity=0.22,
        transform="translate(0 -4)",
    )
    drawing.line(
        d,
        "#5a3a10",
        5,
        stroke_dasharray="1.4 11.6",
        stroke_dashoffset=f"{(number % 2) * 6.5}",
        stroke_linecap="butt",
        opacity=0.3,
        transform="translate(0 -4)",
    )
