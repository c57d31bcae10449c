"""Soft hats, seen from the front: a beanie, a baseball cap, a bucket hat."""

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade, stitches
from pierglass.training.items.geometry import Point, Run, mirrored, outline, smooth
from pierglass.training.items.headgear import (
    MIDDLE_X,
    brim_light,
    dome_light,
    hat_artwork,
)
from pierglass.training.items.svg import Drawing

__all__ = ["baseball_cap", "beanie", "bucket_hat"]


def beanie() -> Artwork:
    """Draw the mustard knitted beanie."""
    drawing = Drawing(1200, 900)
    wool = Cloth(
        "#c08a2c",
        relief=1.5,
        rounding=30,
        crumple=0.25,
        grain=(0.012, 0.01),
        seed=131,
        shadow="#3a2206",
    )
    dome: list[Point] = [
        (MIDDLE_X - 214, 560),
        (MIDDLE_X - 218, 470),
        (MIDDLE_X - 190, 370),
        (MIDDLE_X - 120, 284),
        (MIDDLE_X - 40, 252),
        (MIDDLE_X + 40, 252),
        (MIDDLE_X + 120, 284),
        (MIDDLE_X + 190, 370),
        (MIDDLE_X + 218, 470),
        (MIDDLE_X + 214, 560),
    ]
    shape = outline(dome, [(MIDDLE_X + 100, 590), (MIDDLE_X - 100, 590)])
    cloth(
        drawing,
        shape,
        wool,
        [
            Fold(
                [(MIDDLE_X - 100, 330), (MIDDLE_X, 300), (MIDDLE_X + 110, 340)],
                24,
                0.3,
                12,
            )
        ],
    )
    with drawing.group(clip_path=drawing.clip(shape)):
        for step in range(-13, 14):
            share = step / 13
            rib = [
                (MIDDLE_X + share * 30, 256),
                (MIDDLE_X + share * 150, 330),
                (MIDDLE_X + share * 208, 440),
                (MIDDLE_X + share * 216, 580),
            ]
            _knit(drawing, rib, 15)
    dome_light(drawing, shape, wool.shadow, 218)
    fold_top: list[Point] = [
        (MIDDLE_X - 222, 496),
        (MIDDLE_X - 110, 522),
        (MIDDLE_X, 530),
        (MIDDLE_X + 110, 522),
        (MIDDLE_X + 222, 496),
    ]
    fold_low: list[Point] = [
        (MIDDLE_X + 216, 606),
        (MIDDLE_X + 110, 640),
        (MIDDLE_X, 650),
        (MIDDLE_X - 110, 640),
        (MIDDLE_X - 216, 606),
    ]
    cuff = outline(fold_top, [(MIDDLE_X + 226, 552)], fold_low, [(MIDDLE_X - 226, 552)])
    shade(drawing, shape, smooth([(x, y - 8) for x, y in fold_top]), 18, 7, 0.55)
    cloth(
        drawing,
        cuff,
        Cloth("#c9922f", relief=1.6, rounding=18, crumple=0.2, seed=132, edge=0.42),
    )
    with drawing.group(clip_path=drawing.clip(cuff)):
        for step in range(-14, 15):
            x = MIDDLE_X + 226 * (step / 14) * (1.12 - 0.12 * abs(step / 14))
            bow = 32 * (1 - (step / 14) ** 2)
            _knit(
                drawing,
                [
                    (x, 488 + bow),
                    (x, 560 + bow),
                    (x * 0.985 + MIDDLE_X * 0.015, 630 + bow),
                ],
                15,
            )
    dome_light(drawing, cuff, wool.shadow, 226)
    label = outline(
        [(MIDDLE_X + 76, 566), (MIDDLE_X + 134, 558)],
        [(MIDDLE_X + 136, 604), (MIDDLE_X + 78, 612)],
    )
    drawing.path(label, fill="#4a2f1a")
    shade(
        drawing,
        label,
        smooth([(MIDDLE_X + 78, 568), (MIDDLE_X + 132, 561)]),
        3,
        1.2,
        0.4,
        "#fff",
    )
    stitches(
        drawing,
        smooth([(MIDDLE_X + 80, 571), (MIDDLE_X + 131, 564)]),
        "#d9b98a",
        width=1.2,
    )
    return hat_artwork(
        drawing, "hat-beanie-mustard", "Mustard knit beanie", "Nordhav", 612, 252
    )


def baseball_cap() -> Artwork:
    """Draw the navy baseball cap."""
    drawing = Drawing(1200, 900)
    cotton = Cloth(
        "#2b3a5e",
        relief=1.4,
        rounding=28,
        crumple=0.25,
        grain=(0.012, 0.01),
        seed=141,
        shadow="#060a16",
        weave=0.1,
    )
    dome: list[Point] = [
        (MIDDLE_X - 206, 590),
        (MIDDLE_X - 212, 490),
        (MIDDLE_X - 188, 390),
        (MIDDLE_X - 120, 308),
        (MIDDLE_X - 40, 276),
        (MIDDLE_X + 40, 276),
        (MIDDLE_X + 120, 308),
        (MIDDLE_X + 188, 390),
        (MIDDLE_X + 212, 490),
        (MIDDLE_X + 206, 590),
    ]
    shape = outline(dome, [(MIDDLE_X + 100, 610), (MIDDLE_X - 100, 610)])
    cloth(
        drawing,
        shape,
        cotton,
        [
            Fold(
                [(MIDDLE_X - 80, 340), (MIDDLE_X - 110, 430), (MIDDLE_X - 112, 540)],
                30,
                0.25,
                14,
            )
        ],
    )
    dome_light(drawing, shape, cotton.shadow, 212)
    with drawing.group(clip_path=drawing.clip(shape)):
        for seam in (
            [(MIDDLE_X, 274), (MIDDLE_X, 400), (MIDDLE_X, 620)],
            [(MIDDLE_X - 8, 274), (MIDDLE_X - 112, 380), (MIDDLE_X - 150, 600)],
            [(MIDDLE_X + 8, 274), (MIDDLE_X + 112, 380), (MIDDLE_X + 150, 600)],
        ):
            drawing.line(smooth(seam), "#000", 7, soft=3, stroke_opacity=0.4)
            drawing.line(smooth(seam), "#000", 1.4, opacity=0.5)
            for shift in (-6, 6):
                stitches(
                    drawing,
                    smooth([(x + shift, y) for x, y in seam]),
                    "#4d5f8c",
                    width=1.2,
                )
    for side in (1, -1):
        drawing.ellipse(
            (MIDDLE_X + side * 76, 360),
            6,
            8,
            fill="#0b1020",
            stroke="#47588a",
            stroke_width=3,
        )
    drawing.ellipse((MIDDLE_X, 276), 20, 9, fill="#34456e")
    drawing.ellipse((MIDDLE_X - 4, 273), 9, 3, fill="#fff", opacity=0.35)
    badge = outline(
        [(MIDDLE_X - 40, 520), (MIDDLE_X, 430), (MIDDLE_X + 40, 520)],
        [(MIDDLE_X + 20, 520), (MIDDLE_X, 474), (MIDDLE_X - 20, 520)],
    )
    drawing.path(badge, fill="#e8e4da", stroke="#b9b4a6", stroke_width=1.5)
    for rise in (3, 7, 11):
        stitches(
            drawing,
            smooth(
                [
                    (MIDDLE_X - 36 + rise, 518),
                    (MIDDLE_X, 436 + rise),
                    (MIDDLE_X + 36 - rise, 518),
                ]
            ),
            "#fffdf6",
            width=1.4,
        )
    top: list[Point] = [
        (MIDDLE_X - 214, 560),
        (MIDDLE_X - 120, 552),
        (MIDDLE_X, 546),
        (MIDDLE_X + 120, 552),
        (MIDDLE_X + 214, 560),
    ]
    low: list[Point] = [
        (MIDDLE_X + 234, 606),
        (MIDDLE_X + 206, 650),
        (MIDDLE_X + 110, 684),
        (MIDDLE_X, 694),
        (MIDDLE_X - 110, 684),
        (MIDDLE_X - 206, 650),
        (MIDDLE_X - 234, 606),
    ]
    bill = outline(top, low)
    shade(drawing, shape, smooth([(x, y - 4) for x, y in top]), 16, 7, 0.55)
    cloth(
        drawing,
        bill,
        Cloth(
            "#2e3e65",
            relief=1.4,
            rounding=14,
            crumple=0.12,
            seed=142,
            edge=0.42,
            weave=0.1,
        ),
    )
    brim_light(drawing, bill, 234, cotton.shadow)
    with drawing.group(clip_path=drawing.clip(bill)):
        for rise in (12, 26, 40, 54, 68, 82):
            row = [
                (MIDDLE_X + (x - MIDDLE_X) * (1 - rise * 0.0012), y - rise)
                for x, y in low
            ]
            stitches(drawing, smooth(row), "#566896", width=1.2)
    shade(drawing, bill, smooth([(x, y - 2) for x, y in low]), 6, 2, 0.6)
    return hat_artwork(drawing, "hat-cap-navy", "Navy baseball cap", "Fjell", 652, 268)


def bucket_hat() -> Artwork:
    """Draw the olive bucket hat."""
    drawing = Drawing(1200, 900)
    cotton = Cloth(
        "#6c7148",
        relief=1.5,
        rounding=22,
        crumple=0.35,
        grain=(0.011, 0.011),
        seed=161,
        shadow="#15170a",
        weave=0.14,
    )
    side_run: list[Point] = [
        (MIDDLE_X + 206, 540),
        (MIDDLE_X + 196, 450),
        (MIDDLE_X + 176, 362),
    ]
    crown = outline(
        side_run,
        [(MIDDLE_X + 150, 338), (MIDDLE_X, 322), (MIDDLE_X - 150, 338)],
        mirrored(side_run, MIDDLE_X),
        [(MIDDLE_X - 100, 566), (MIDDLE_X, 572), (MIDDLE_X + 100, 566)],
    )
    cloth(
        drawing,
        crown,
        cotton,
        [
            Fold(
                [(MIDDLE_X - 60, 380), (MIDDLE_X - 84, 470), (MIDDLE_X - 80, 540)],
                22,
                0.35,
                10,
            ),
            Fold(
                [(MIDDLE_X + 90, 390), (MIDDLE_X + 76, 470), (MIDDLE_X + 96, 540)],
                22,
                -0.35,
                10,
            ),
        ],
    )
    dome_light(drawing, crown, cotton.shadow, 206)
    rim = [
        (MIDDLE_X - 176, 366),
        (MIDDLE_X - 90, 382),
        (MIDDLE_X, 387),
        (MIDDLE_X + 90, 382),
        (MIDDLE_X + 176, 366),
    ]
    with drawing.group(clip_path=drawing.clip(crown)):
        drawing.line(smooth(rim), "#000", 6, soft=2.4, stroke_opacity=0.45)
        for shift in (-5, 6):
            stitches(
                drawing, smooth([(x, y + shift) for x, y in rim]), "#9aa06f", width=1.3
            )
        seam = [(MIDDLE_X + 118, 380), (MIDDLE_X + 134, 460), (MIDDLE_X + 140, 580)]
        drawing.line(smooth(seam), "#000", 4, soft=2, stroke_opacity=0.4)
        for x, y in (
            (MIDDLE_X - 150, 470),
            (MIDDLE_X - 124, 474),
            (MIDDLE_X + 164, 464),
        ):
            drawing.circle(
                (x, y), 5, fill="#10120a", stroke="#c5c8b2", stroke_width=2.4
            )
    brim_top: list[Point] = [
        (MIDDLE_X - 206, 528),
        (MIDDLE_X - 100, 552),
        (MIDDLE_X, 558),
        (MIDDLE_X + 100, 552),
        (MIDDLE_X + 206, 528),
    ]
    brim_low: list[Point] = [
        (MIDDLE_X + 284, 640),
        (MIDDLE_X + 200, 678),
        (MIDDLE_X + 90, 700),
        (MIDDLE_X, 702),
        (MIDDLE_X - 90, 696),
        (MIDDLE_X - 200, 680),
        (MIDDLE_X - 284, 640),
    ]
    brim = outline(brim_top, [(MIDDLE_X + 240, 572)], brim_low, [(MIDDLE_X - 240, 572)])
    cloth(
        drawing,
        brim,
        Cloth(
            "#72774d",
            relief=1.5,
            rounding=16,
            crumple=0.35,
            grain=(0.01, 0.008),
            seed=162,
            edge=0.42,
            weave=0.14,
        ),
        [
            Fold([(MIDDLE_X - 150, 560), (MIDDLE_X - 190, 680)], 26, -0.3, 12),
            Fold([(MIDDLE_X + 60, 570), (MIDDLE_X + 84, 700)], 26, 0.3, 12),
        ],
    )
    brim_light(drawing, brim, 284, cotton.shadow)
    shade(drawing, brim, smooth(brim_top), 12, 5, 0.5)
    with drawing.group(clip_path=drawing.clip(brim)):
        for number in range(1, 9):
            share = number / 8.4
            row = [
                (
                    MIDDLE_X + (x - MIDDLE_X) * (0.74 + 0.26 * share),
                    548 + (y - 548) * share,
                )
                for x, y in brim_low
            ]
            stitches(drawing, smooth(row), "#9aa06f", width=1.1)
    return hat_artwork(
        drawing, "hat-bucket-olive", "Olive bucket hat", "Fjell", 678, 324
    )


def _knit(drawing: Drawing, rib: Run, pitch: float) -> None:
    d = smooth(rib)
    drawing.line(d, "#000", pitch * 0.5, soft=3, stroke_opacity=0.3)
    lit = smooth([(x + pitch * 0.5, y) for x, y in rib])
    drawing.line(
        lit,
        "#fff",
        pitch * 0.4,
        stroke_dasharray="6 3",
        stroke_linecap="butt",
        opacity=0.13,
    )
    drawing.line(
        lit,
        "#000",
        pitch * 0.6,
        stroke_dasharray="1.6 7.4",
        stroke_linecap="butt",
        opacity=0.22,
    )
