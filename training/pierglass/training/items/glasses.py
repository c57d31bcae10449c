"""Glasses: round wire, and moulded fronts."""

from typing import Final

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.frames import Front, Sheet
from pierglass.training.items.geometry import Point, smooth
from pierglass.training.items.palette import CLEAR_GLASS, GOLD

__all__ = ["cat_eye", "clear", "round_gold", "thick_black", "tortoise"]

_ROUND: Final[list[Point]] = [
    (0, -23),
    (16.3, -16.3),
    (23, 0),
    (16.3, 16.3),
    (0, 23),
    (-16.3, 16.3),
    (-23, 0),
    (-16.3, -16.3),
]


_SQUARE: Final[list[Point]] = [
    (0, -18.6),
    (17, -18.2),
    (24.4, -15.4),
    (25.6, -5),
    (24, 9),
    (18, 18),
    (2, 20),
    (-14, 18.6),
    (-21.8, 11),
    (-24.4, -3),
    (-24.4, -14),
    (-18, -18),
]


_CAT: Final[list[Point]] = [
    (0, -15.6),
    (12, -17.4),
    (22, -18),
    (25.6, -12),
    (23.4, 1),
    (16, 12),
    (4, 17),
    (-10, 15.6),
    (-20, 8),
    (-23.8, -3),
    (-20.6, -11.6),
    (-11, -14.6),
]


_PANTO: Final[list[Point]] = [
    (0, -20),
    (15, -19),
    (23.6, -12),
    (23.4, 1),
    (17, 14),
    (6, 21),
    (-5, 21),
    (-16, 14.6),
    (-23, 2),
    (-23.6, -10),
    (-16, -18.4),
]


def round_gold() -> Artwork:
    """Draw the round frames of gold wire."""
    sheet = Sheet(Front(_ROUND, (34.5, 0), temple=(64.5, -3)))
    sheet.glass(CLEAR_GLASS)
    for side in (1, -1):
        piece = smooth(
            sheet.run(side, [(57, -4), (60.5, -5), (62.4, -3.4), (64, -2.6)])
        )
        sheet.wire(piece, 13, GOLD)
    sheet.nose_pads(10.4, 6, GOLD)
    for side in (1, -1):
        sheet.wire(sheet.lens(side), 11, GOLD)
    bridge = [
        sheet.at(-1, 12.6, -5.6),
        sheet.at(-1, 8, -9),
        sheet.at(1, 0, -10.4),
        sheet.at(1, 8, -9),
        sheet.at(1, 12.6, -5.6),
    ]
    sheet.wire(smooth(bridge), 12, GOLD)
    return sheet.artwork("glasses-round-gold", "Round gold frames", "Atelier Lune")


def tortoise() -> Artwork:
    """Draw the square tortoiseshell frames."""
    sheet = Sheet(Front(_SQUARE, (35.5, 1), temple=(70, -11)))
    drawing = sheet.drawing
    sheet.glass(CLEAR_GLASS)
    sheet.hinges(65, -11, "#4a2a12")
    mottle = drawing.define(
        "filter",
        drawing.region(),
        '<feTurbulence type="fractalNoise" baseFrequency="0.018 0.024" numOctaves="3" seed="8"/>'
        '<feColorMatrix values="0 0 0 0 0.17 0 0 0 0 0.075 0 0 0 0 0.03 4.5 0 0 0 -1.9"/>',
    )
    sheet.acetate(
        [
            (0, -12.4),
            (8, -13.4),
            (13, -18.4),
            (36, -21.2),
            (60, -20),
            (67, -15.4),
            (66.6, -8),
            (63, -4),
            (62, 10),
            (55, 21.4),
            (37, 24.4),
            (20, 22),
            (11.4, 14),
        ],
        [(9.6, 4), (6.6, -2.4), (0, -4.2)],
        "#b56f2b",
        mottle=mottle,
        edge="#2a1206",
    )
    sheet.rivets(62.8, -14.6)
    return sheet.artwork(
        "glasses-square-tortoise", "Square tortoise frames", "Ravel & Sons"
    )


def cat_eye() -> Artwork:
    """Draw the burgundy cat-eye frames."""
    sheet = Sheet(Front(_CAT, (34.5, 1), temple=(67, -16.6)))
    drawing = sheet.drawing
    sheet.glass(CLEAR_GLASS)
    sheet.hinges(62, -16.6, "#5e1226")
    paint = drawing.linear(
        (0, 90), (0, 350), [(0, "#9c2140"), (0.45, "#7c1731"), (1, "#b2506a")]
    )
    sheet.acetate(
        [
            (0, -9.4),
            (7, -11),
            (14, -14.8),
            (28, -18),
            (44, -21),
            (58, -26),
            (67.4, -27.6),
            (67, -21),
            (62.6, -11),
            (60, 2),
            (53, 14),
            (40, 21.4),
            (26, 20.4),
            (14.6, 13),
        ],
        [(9.6, 3), (6.4, -3), (0, -5)],
        paint,
        edge="#2c0512",
        gleam=0.75,
    )
    sheet.rivets(60.6, -21.4)
    return sheet.artwork(
        "glasses-cat-eye-burgundy", "Burgundy cat-eye frames", "Maison Vive"
    )


def thick_black() -> Artwork:
    """Draw the thick black frames."""
    sheet = Sheet(Front(_SQUARE, (36, 1), temple=(74, -12)))
    drawing = sheet.drawing
    sheet.glass(CLEAR_GLASS)
    sheet.hinges(68, -12, "#17181a", length=6)
    paint = drawing.linear(
        (0, 80), (0, 370), [(0, "#2f3135"), (0.4, "#141517"), (1, "#26282b")]
    )
    sheet.acetate(
        [
            (0, -14.6),
            (9, -15.8),
            (14, -20.6),
            (36, -24),
            (62, -23),
            (70.4, -18),
            (70, -8.4),
            (65, -3),
            (64, 11),
            (57, 24),
            (37, 27.4),
            (19, 25),
            (10.4, 15),
        ],
        [(8.4, 4), (6, -1), (0, -3.4)],
        paint,
        gleam=0.5,
    )
    sheet.rivets(65.4, -16)
    return sheet.artwork("glasses-thick-black", "Thick black frames", "Ravel & Sons")


def clear() -> Artwork:
    """Draw the frames of clear acetate."""
    sheet = Sheet(Front(_PANTO, (34.6, 0.6), temple=(68, -10)))
    drawing = sheet.drawing
    sheet.glass(CLEAR_GLASS)
    sheet.hinges(63, -10, "#b9c1c4")
    paint = drawing.linear(
        (0, 80), (0, 370), [(0, "#e8eef0"), (0.5, "#cdd8dc"), (1, "#eef3f4")]
    )
    sheet.acetate(
        [
            (0, -12),
            (8, -13.4),
            (13, -18),
            (35, -23.2),
            (56, -20),
            (65, -14.6),
            (64.4, -7),
            (60.4, -3),
            (57, 9),
            (47, 21),
            (35, 24.6),
            (22, 20),
            (12.6, 9),
        ],
        [(9.4, 0.6), (6.4, -4.4), (0, -6)],
        paint,
        opacity=0.62,
        gleam=0.95,
        edge="#5d6d75",
    )
    sheet.rivets(60.6, -13)
    return sheet.artwork("glasses-clear", "Clear acetate frames", "Plain Goods")
