"""Hats, seen from the front at eye height, drawn around a head of one width."""

from collections.abc import Sequence
from typing import Final

from pierglass.training.items.artwork import Artwork, Part
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade, stitches
from pierglass.training.items.geometry import Point, Run, mirrored, outline, smooth
from pierglass.training.items.svg import Drawing

__all__ = ["baseball_cap", "beanie", "beret", "bucket_hat", "fedora", "straw_hat"]

_C: Final = 600.0
_BROW_Y: Final = 600.0
# Half the head's width at brow height; a head is 155 mm wide there, 2.6 pixels a mm.
_HEAD: Final = 200.0


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
        (_C - 372, 530),
        (_C - 300, 560),
        (_C - 190, 566),
        (_C, 572),
        (_C + 190, 566),
        (_C + 300, 560),
        (_C + 372, 530),
    ]
    brim_low: list[Point] = [
        (_C + 378, 540),
        (_C + 330, 596),
        (_C + 200, 640),
        (_C, 660),
        (_C - 200, 640),
        (_C - 330, 596),
        (_C - 378, 540),
    ]
    crown_side: list[Point] = [
        (_C + 205, 600),
        (_C + 202, 520),
        (_C + 188, 400),
        (_C + 168, 320),
        (_C + 132, 282),
    ]
    top: list[Point] = [
        (_C + 90, 268),
        (_C + 40, 280),
        (_C, 292),
        (_C - 40, 280),
        (_C - 90, 268),
    ]
    crown = outline(crown_side, top, mirrored(crown_side, _C))
    brim = outline(brim_top, brim_low)
    folds = [
        Fold([(_C - 130, 300), (_C - 108, 380), (_C - 118, 470)], 34, -0.55, 14),
        Fold([(_C - 78, 290), (_C - 64, 370), (_C - 70, 440)], 24, 0.5, 12),
        Fold([(_C + 130, 300), (_C + 108, 380), (_C + 118, 470)], 34, -0.5, 14),
        Fold([(_C + 78, 290), (_C + 64, 370), (_C + 70, 440)], 24, 0.4, 12),
        Fold([(_C, 290), (_C, 360)], 26, -0.35, 14),
    ]
    cloth(drawing, crown, felt, folds)
    _dome(drawing, crown, felt.shadow, 205)
    band = outline(
        [(_C - 204, 508), (_C - 100, 532), (_C, 538), (_C + 100, 532), (_C + 204, 508)],
        [(_C + 206, 576), (_C + 100, 606), (_C, 612), (_C - 100, 606), (_C - 206, 576)],
    )
    _ribbon(drawing, band, "#1d1c22", 205)
    knot = outline(
        [(_C + 146, 524), (_C + 196, 508)], [(_C + 204, 574), (_C + 152, 596)]
    )
    drawing.path(knot, fill="#26252c")
    shade(drawing, knot, smooth([(_C + 150, 528), (_C + 156, 590)]), 5, 2, 0.3, "#fff")
    shade(drawing, knot, smooth([(_C + 172, 516), (_C + 178, 586)]), 8, 4, 0.6)
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
        smooth([(_C - 210, 566), (_C, 578), (_C + 210, 566)]),
        26,
        11,
        0.6,
    )
    _brim_light(drawing, brim, 372, felt.shadow)
    edge = smooth([(x, y - 5) for x, y in brim_low])
    shade(drawing, brim, edge, 9, 1.4, 0.5, "#1b1b20")
    shade(
        drawing, brim, smooth([(x, y - 8) for x, y in brim_low]), 2, 0.8, 0.35, "#fff"
    )
    return _hat(
        drawing, "hat-fedora-charcoal", "Charcoal felt fedora", "Ravel & Sons", 636, 270
    )


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
        (_C - 214, 560),
        (_C - 218, 470),
        (_C - 190, 370),
        (_C - 120, 284),
        (_C - 40, 252),
        (_C + 40, 252),
        (_C + 120, 284),
        (_C + 190, 370),
        (_C + 218, 470),
        (_C + 214, 560),
    ]
    shape = outline(dome, [(_C + 100, 590), (_C - 100, 590)])
    cloth(
        drawing,
        shape,
        wool,
        [Fold([(_C - 100, 330), (_C, 300), (_C + 110, 340)], 24, 0.3, 12)],
    )
    with drawing.group(clip_path=drawing.clip(shape)):
        for step in range(-13, 14):
            share = step / 13
            rib = [
                (_C + share * 30, 256),
                (_C + share * 150, 330),
                (_C + share * 208, 440),
                (_C + share * 216, 580),
            ]
            _knit(drawing, rib, 15)
    _dome(drawing, shape, wool.shadow, 218)
    fold_top: list[Point] = [
        (_C - 222, 496),
        (_C - 110, 522),
        (_C, 530),
        (_C + 110, 522),
        (_C + 222, 496),
    ]
    fold_low: list[Point] = [
        (_C + 216, 606),
        (_C + 110, 640),
        (_C, 650),
        (_C - 110, 640),
        (_C - 216, 606),
    ]
    cuff = outline(fold_top, [(_C + 226, 552)], fold_low, [(_C - 226, 552)])
    shade(drawing, shape, smooth([(x, y - 8) for x, y in fold_top]), 18, 7, 0.55)
    cloth(
        drawing,
        cuff,
        Cloth("#c9922f", relief=1.6, rounding=18, crumple=0.2, seed=132, edge=0.42),
    )
    with drawing.group(clip_path=drawing.clip(cuff)):
        for step in range(-14, 15):
            x = _C + 226 * (step / 14) * (1.12 - 0.12 * abs(step / 14))
            bow = 32 * (1 - (step / 14) ** 2)
            _knit(
                drawing,
                [(x, 488 + bow), (x, 560 + bow), (x * 0.985 + _C * 0.015, 630 + bow)],
                15,
            )
    _dome(drawing, cuff, wool.shadow, 226)
    label = outline(
        [(_C + 76, 566), (_C + 134, 558)], [(_C + 136, 604), (_C + 78, 612)]
    )
    drawing.path(label, fill="#4a2f1a")
    shade(
        drawing, label, smooth([(_C + 78, 568), (_C + 132, 561)]), 3, 1.2, 0.4, "#fff"
    )
    stitches(drawing, smooth([(_C + 80, 571), (_C + 131, 564)]), "#d9b98a", width=1.2)
    return _hat(
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
        (_C - 206, 590),
        (_C - 212, 490),
        (_C - 188, 390),
        (_C - 120, 308),
        (_C - 40, 276),
        (_C + 40, 276),
        (_C + 120, 308),
        (_C + 188, 390),
        (_C + 212, 490),
        (_C + 206, 590),
    ]
    shape = outline(dome, [(_C + 100, 610), (_C - 100, 610)])
    cloth(
        drawing,
        shape,
        cotton,
        [Fold([(_C - 80, 340), (_C - 110, 430), (_C - 112, 540)], 30, 0.25, 14)],
    )
    _dome(drawing, shape, cotton.shadow, 212)
    with drawing.group(clip_path=drawing.clip(shape)):
        for seam in (
            [(_C, 274), (_C, 400), (_C, 620)],
            [(_C - 8, 274), (_C - 112, 380), (_C - 150, 600)],
            [(_C + 8, 274), (_C + 112, 380), (_C + 150, 600)],
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
            (_C + side * 76, 360),
            6,
            8,
            fill="#0b1020",
            stroke="#47588a",
            stroke_width=3,
        )
    drawing.ellipse((_C, 276), 20, 9, fill="#34456e")
    drawing.ellipse((_C - 4, 273), 9, 3, fill="#fff", opacity=0.35)
    badge = outline(
        [(_C - 40, 520), (_C, 430), (_C + 40, 520)],
        [(_C + 20, 520), (_C, 474), (_C - 20, 520)],
    )
    drawing.path(badge, fill="#e8e4da", stroke="#b9b4a6", stroke_width=1.5)
    for rise in (3, 7, 11):
        stitches(
            drawing,
            smooth([(_C - 36 + rise, 518), (_C, 436 + rise), (_C + 36 - rise, 518)]),
            "#fffdf6",
            width=1.4,
        )
    top: list[Point] = [
        (_C - 214, 560),
        (_C - 120, 552),
        (_C, 546),
        (_C + 120, 552),
        (_C + 214, 560),
    ]
    low: list[Point] = [
        (_C + 234, 606),
        (_C + 206, 650),
        (_C + 110, 684),
        (_C, 694),
        (_C - 110, 684),
        (_C - 206, 650),
        (_C - 234, 606),
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
    _brim_light(drawing, bill, 234, cotton.shadow)
    with drawing.group(clip_path=drawing.clip(bill)):
        for rise in (12, 26, 40, 54, 68, 82):
            row = [(_C + (x - _C) * (1 - rise * 0.0012), y - rise) for x, y in low]
            stitches(drawing, smooth(row), "#566896", width=1.2)
    shade(drawing, bill, smooth([(x, y - 2) for x, y in low]), 6, 2, 0.6)
    return _hat(drawing, "hat-cap-navy", "Navy baseball cap", "Fjell", 652, 268)


def straw_hat() -> Artwork:
    """Draw the wide straw hat."""
    drawing = Drawing(1200, 900)
    straw = Cloth(
        "#dcbd82", relief=1.3, rounding=26, crumple=0.15, seed=151, shadow="#4a2f0c"
    )
    crown_side: list[Point] = [
        (_C + 206, 600),
        (_C + 200, 500),
        (_C + 184, 420),
        (_C + 150, 366),
        (_C + 80, 338),
    ]
    crown = outline(crown_side, [(_C, 332)], mirrored(crown_side, _C))
    cloth(drawing, crown, straw)
    with drawing.group(clip_path=drawing.clip(crown)):
        for number, y in enumerate(range(334, 610, 9)):
            _straw(
                drawing, [(_C - 210, y - 14), (_C, y + 12), (_C + 210, y - 14)], number
            )
    _dome(drawing, crown, straw.shadow, 206)
    band = outline(
        [(_C - 204, 510), (_C - 100, 536), (_C, 542), (_C + 100, 536), (_C + 204, 510)],
        [(_C + 207, 572), (_C + 100, 604), (_C, 610), (_C - 100, 604), (_C - 207, 572)],
    )
    _ribbon(drawing, band, "#232a3f", 206)
    brim_top: list[Point] = [
        (_C - 452, 604),
        (_C - 400, 562),
        (_C - 300, 552),
        (_C - 190, 566),
        (_C, 582),
        (_C + 190, 566),
        (_C + 300, 552),
        (_C + 400, 562),
        (_C + 452, 604),
    ]
    brim_low: list[Point] = [
        (_C + 456, 616),
        (_C + 400, 662),
        (_C + 220, 694),
        (_C, 704),
        (_C - 220, 694),
        (_C - 400, 662),
        (_C - 456, 616),
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
                (_C + (lx - _C) * (0.5 + 0.5 * share), 566 + (ly - 566) * share)
                for lx, ly in brim_low
            ]
            _straw(drawing, ring, number)
    shade(
        drawing,
        brim,
        smooth([(_C - 212, 570), (_C, 588), (_C + 212, 570)]),
        26,
        11,
        0.5,
    )
    _brim_light(drawing, brim, 452, straw.shadow)
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
    return _hat(drawing, "hat-straw-wide", "Wide straw hat", "Maison Vive", 690, 334)


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
    side_run: list[Point] = [(_C + 206, 540), (_C + 196, 450), (_C + 176, 362)]
    crown = outline(
        side_run,
        [(_C + 150, 338), (_C, 322), (_C - 150, 338)],
        mirrored(side_run, _C),
        [(_C - 100, 566), (_C, 572), (_C + 100, 566)],
    )
    cloth(
        drawing,
        crown,
        cotton,
        [
            Fold([(_C - 60, 380), (_C - 84, 470), (_C - 80, 540)], 22, 0.35, 10),
            Fold([(_C + 90, 390), (_C + 76, 470), (_C + 96, 540)], 22, -0.35, 10),
        ],
    )
    _dome(drawing, crown, cotton.shadow, 206)
    rim = [(_C - 176, 366), (_C - 90, 382), (_C, 387), (_C + 90, 382), (_C + 176, 366)]
    with drawing.group(clip_path=drawing.clip(crown)):
        drawing.line(smooth(rim), "#000", 6, soft=2.4, stroke_opacity=0.45)
        for shift in (-5, 6):
            stitches(
                drawing, smooth([(x, y + shift) for x, y in rim]), "#9aa06f", width=1.3
            )
        seam = [(_C + 118, 380), (_C + 134, 460), (_C + 140, 580)]
        drawing.line(smooth(seam), "#000", 4, soft=2, stroke_opacity=0.4)
        for x, y in ((_C - 150, 470), (_C - 124, 474), (_C + 164, 464)):
            drawing.circle(
                (x, y), 5, fill="#10120a", stroke="#c5c8b2", stroke_width=2.4
            )
    brim_top: list[Point] = [
        (_C - 206, 528),
        (_C - 100, 552),
        (_C, 558),
        (_C + 100, 552),
        (_C + 206, 528),
    ]
    brim_low: list[Point] = [
        (_C + 284, 640),
        (_C + 200, 678),
        (_C + 90, 700),
        (_C, 702),
        (_C - 90, 696),
        (_C - 200, 680),
        (_C - 284, 640),
    ]
    brim = outline(brim_top, [(_C + 240, 572)], brim_low, [(_C - 240, 572)])
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
            Fold([(_C - 150, 560), (_C - 190, 680)], 26, -0.3, 12),
            Fold([(_C + 60, 570), (_C + 84, 700)], 26, 0.3, 12),
        ],
    )
    _brim_light(drawing, brim, 284, cotton.shadow)
    shade(drawing, brim, smooth(brim_top), 12, 5, 0.5)
    with drawing.group(clip_path=drawing.clip(brim)):
        for number in range(1, 9):
            share = number / 8.4
            row = [
                (_C + (x - _C) * (0.74 + 0.26 * share), 548 + (y - 548) * share)
                for x, y in brim_low
            ]
            stitches(drawing, smooth(row), "#9aa06f", width=1.1)
    return _hat(drawing, "hat-bucket-olive", "Olive bucket hat", "Fjell", 678, 324)


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
        (_C + 200, 596),
        (_C + 232, 540),
        (_C + 222, 450),
        (_C + 150, 366),
        (_C + 20, 322),
        (_C - 130, 326),
        (_C - 250, 384),
        (_C - 316, 480),
        (_C - 300, 560),
        (_C - 206, 604),
    ]
    shape = outline(body, [(_C - 100, 600), (_C, 586), (_C + 100, 586)])
    folds = [
        Fold([(_C - 206, 590), (_C - 250, 520), (_C - 220, 450)], 26, -0.4, 12),
        Fold([(_C - 120, 590), (_C - 150, 500), (_C - 110, 420)], 26, 0.4, 13),
        Fold([(_C - 20, 580), (_C - 30, 500), (_C + 10, 430)], 24, -0.3, 13),
        Fold([(_C + 90, 580), (_C + 100, 510), (_C + 80, 440)], 24, 0.35, 13),
        Fold([(_C + 170, 580), (_C + 184, 520), (_C + 150, 450)], 22, -0.35, 12),
    ]
    cloth(drawing, shape, wool, folds)
    with drawing.group(clip_path=drawing.clip(shape)):
        light = drawing.radial(
            (_C - 90, 400),
            330,
            [(0, "#fff", 0.2), (0.5, "#fff", 0.02), (1, "#23040a", 0.5)],
            stretch=0.8,
        )
        drawing.cover(fill=light)
    band_top: list[Point] = [
        (_C - 204, 572),
        (_C - 100, 570),
        (_C, 560),
        (_C + 100, 560),
        (_C + 204, 568),
    ]
    band_low: list[Point] = [
        (_C + 203, 608),
        (_C + 100, 602),
        (_C, 604),
        (_C - 100, 614),
        (_C - 203, 616),
    ]
    band = outline(band_top, band_low)
    shade(drawing, shape, smooth([(x, y - 4) for x, y in band_top]), 18, 8, 0.55)
    cloth(
        drawing,
        band,
        Cloth("#8d1d28", relief=1.2, rounding=9, crumple=0.15, seed=172, edge=0.42),
    )
    _dome(drawing, band, wool.shadow, 204)
    drawing.line(smooth([(_C - 30, 326), (_C - 34, 310), (_C - 28, 300)]), "#7c1822", 9)
    drawing.line(
        smooth([(_C - 33, 324), (_C - 36, 311), (_C - 30, 301)]), "#d8646e", 2, soft=0.8
    )
    return _hat(drawing, "hat-beret-red", "Red wool beret", "Atelier Lune", 608, 322)


def _dome(drawing: Drawing, shape: str, dark: str, half: float) -> None:
    stops = [
        (0, dark, 0.6),
        (0.16, dark, 0.22),
        (0.36, "#fff", 0.12),
        (0.5, "#fff", 0.02),
        (0.78, dark, 0.22),
        (1, dark, 0.68),
    ]
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.cover(fill=drawing.linear((_C - half, 0), (_C + half, 0), stops))


def _brim_light(drawing: Drawing, shape: str, half: float, dark: str) -> None:
    stops = [
        (0, dark, 0.4),
        (0.2, dark, 0.05),
        (0.36, "#fff", 0.16),
        (0.6, dark, 0.05),
        (1, dark, 0.5),
    ]
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.cover(fill=drawing.linear((_C - half, 0), (_C + half, 0), stops))


def _ribbon(drawing: Drawing, shape: str, colour: str, half: float) -> None:
    drawing.path(shape, fill=colour)
    stops = [
        (0, "#000", 0.5),
        (0.3, "#fff", 0.18),
        (0.45, "#fff", 0.04),
        (0.7, "#000", 0.1),
        (1, "#000", 0.6),
    ]
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.cover(fill=drawing.linear((_C - half, 0), (_C + half, 0), stops))
        drawing.line(shape, "#000", 6, soft=2, stroke_opacity=0.5)
        for x in range(int(_C - half), int(_C + half), 5):
            drawing.line(smooth([(x, 500), (x, 620)]), "#fff", 1, opacity=0.05)


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


def _hat(
    drawing: Drawing, item_id: str, name: str, maker: str, brow_y: float, crown_y: float
) -> Artwork:
    anchors = {
        "brow_right": (_C - _HEAD, brow_y),
        "brow_left": (_C + _HEAD, brow_y),
        "crown": (_C, crown_y),
    }
    return Artwork(item_id, "hat", name, maker, drawing, anchors, (Part("crown", 0.0),))
