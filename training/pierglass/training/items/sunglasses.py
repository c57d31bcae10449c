"""Sunglasses: aviators and a sport shield."""

from typing import Final

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.frames import Front, Sheet
from pierglass.training.items.geometry import Point, smooth
from pierglass.training.items.palette import GOLD

__all__ = ["aviator", "sport"]

_TEARDROP: Final[list[Point]] = [
    (-2, -21),
    (16, -20),
    (27, -12),
    (28.4, 2),
    (22, 18),
    (8, 27),
    (-6, 26),
    (-18, 15),
    (-25.4, -1),
    (-24, -14),
    (-15, -20),
]


_SHIELD: Final[list[Point]] = [
    (-2, -17),
    (14, -18),
    (29, -15.6),
    (34.6, -9),
    (32, 3),
    (22, 13),
    (6, 17.6),
    (-12, 16),
    (-22, 8),
    (-27, -3),
    (-26, -12),
    (-16, -16.4),
]


def aviator() -> Artwork:
    """Draw the aviator sunglasses with brown gradient lenses."""
    sheet = Sheet(Front(_TEARDROP, (35.5, 3), temple=(68.5, -9)))
    sheet.glass(
        [(0, "#2b1a10", 0.86), (0.5, "#5a3a20", 0.74), (1, "#a8794a", 0.58)], gleam=0.42
    )
    for side in (1, -1):
        sheet.wire(
            smooth(sheet.run(side, [(61.6, -10), (65, -11), (67, -9.6), (68, -8.4)])),
            13,
            GOLD,
        )
    sheet.nose_pads(11.4, 9, GOLD)
    for side in (1, -1):
        sheet.wire(sheet.lens(side), 9, GOLD)
    top = [
        sheet.at(-1, 30, -18.4),
        sheet.at(-1, 16, -17.6),
        sheet.at(1, 0, -17),
        sheet.at(1, 16, -17.6),
        sheet.at(1, 30, -18.4),
    ]
    sheet.wire(smooth(top), 9, GOLD)
    low = [
        sheet.at(-1, 11.2, -6),
        sheet.at(-1, 5, -8.6),
        sheet.at(1, 5, -8.6),
        sheet.at(1, 11.2, -6),
    ]
    sheet.wire(smooth(low), 9, GOLD)
    return sheet.artwork(
        "glasses-aviator-gold", "Gold aviator sunglasses", "Maison Vive"
    )


def sport() -> Artwork:
    """Draw the sport sunglasses with mirror lenses."""
    sheet = Sheet(Front(_SHIELD, (35, 1), temple=(75, -10)))
    drawing = sheet.drawing
    sheet.glass(
        [
            (0, "#0f2f6b", 0.84),
            (0.35, "#2e6fc0", 0.8),
            (0.62, "#e0603a", 0.76),
            (1, "#f0b04a", 0.74),
        ],
        gleam=0.5,
    )
    sheet.hinges(68, -10, "#1b1c1f", length=7)
    half = [
        (0, -12.6),
        (8, -14.6),
        (18, -18.8),
        (36, -21.4),
        (58, -20.4),
        (70, -16),
        (73, -8.6),
        (69.6, -5),
        (66, -10.6),
        (58, -15),
        (40, -16.6),
        (20, -14.6),
        (11, -9),
        (8.6, 2),
        (10.4, 9),
        (7, 9.6),
        (5.4, 2),
        (4, -4),
        (0, -5.4),
    ]
    right, left = sheet.run(1, half), sheet.run(-1, half)[::-1]
    brow = smooth([*right, *left[1:-1]], closed=True)
    drawing.path(
        brow,
        fill=drawing.linear(
            (0, 80), (0, 260), [(0, "#3a3d42"), (0.4, "#17181b"), (1, "#222428")]
        ),
    )
    with drawing.group(clip_path=drawing.clip(brow)):
        drawing.line(brow, "#000", 9, soft=3, stroke_opacity=0.6)
        with drawing.group(transform="translate(1 6)"):
            drawing.line(brow, "#fff", 3.4, soft=1.6, stroke_opacity=0.55)
        for side in (1, -1):
            stripe = smooth(
                sheet.run(side, [(44, -18.8), (58, -17.8), (67, -14), (70, -8)])
            )
            drawing.line(stripe, "#ff6a2b", 6)
            drawing.line(stripe, "#ffd0b0", 1.6, soft=0.6, stroke_opacity=0.8)
    for side in (1, -1):
        drawing.line(sheet.lens(side), "#fff", 1.6, soft=0.8, stroke_opacity=0.4)
    return sheet.artwork("glasses-sport-mirror", "Mirrored sport sunglasses", "Fjell")
