"""Shoes with laces: a sneaker, a running shoe and a boot."""

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade
from pierglass.training.items.geometry import Point, outline, smooth
from pierglass.training.items.lasts import (
    INNER,
    OUTER,
    TOE,
    Opening,
    artwork,
    canvas,
    eyestay,
    form,
    gleam,
    laces,
    piece,
    seam,
    shape,
    sole,
    upper,
)

__all__ = ["boot", "running_shoe", "sneaker"]

_TONGUE = outline(
    [(256, 330), (318, 300), (382, 326)],
    [(412, 440), (458, 560)],
    [(446, 622), (372, 636)],
    [(312, 548), (270, 430)],
)


_CAP: list[Point] = [(240, 706), (320, 664), (430, 648), (590, 674)]


def sneaker() -> Artwork:
    """Draw the white leather sneaker."""
    drawing = canvas()
    leather = Cloth(
        "#eceae5",
        relief=1.3,
        rounding=20,
        crumple=0.25,
        grain=(0.012, 0.012),
        seed=201,
        shadow="#30343f",
    )
    sole(drawing, 38, "#f4f2ee", "#a39e96")
    folds = [
        Fold([(280, 600), (380, 590), (530, 610)], 14, 0.3, 8),
        Fold([(290, 640), (400, 626), (560, 644)], 14, -0.35, 8),
        Fold([(180, 450), (206, 540), (240, 620)], 16, 0.3, 9),
    ]
    upper(drawing, leather, "#b9b4ab", folds)
    whole = shape()
    for shift in (0, 9):
        seam(drawing, whole, [(x, y + shift) for x, y in _CAP], "#bdb8af")
    for x, y in (
        (398, 702),
        (432, 700),
        (466, 702),
        (414, 728),
        (450, 730),
        (484, 726),
    ):
        drawing.ellipse((x, y), 3.6, 2.6, fill="#6f6b64", opacity=0.7)
    tab = outline(
        [(194, 356), (178, 424), (170, 492)], [(214, 500), (222, 440), (228, 386)]
    )
    piece(drawing, tab, Cloth("#2f6f57", relief=1.0, rounding=8, crumple=0.1, seed=204))
    piece(
        drawing,
        _TONGUE,
        Cloth("#f3f1ed", relief=1.2, rounding=14, crumple=0.2, seed=203),
    )
    eyestay(
        drawing,
        Cloth("#edeae5", relief=1.1, rounding=9, crumple=0.15, seed=205),
        "#bdb8af",
    )
    laces(drawing, "#fbfaf8", "#c9c5bd", 6)
    return artwork(
        drawing, "shoe-sneaker-white", "White leather sneaker", "Plain Goods"
    )


def running_shoe() -> Artwork:
    """Draw the blue and coral running shoe."""
    drawing = canvas()
    knit = Cloth(
        "#3b69c4",
        relief=1.5,
        rounding=22,
        crumple=0.25,
        grain=(0.012, 0.012),
        seed=211,
        shadow="#081331",
        weave=0.16,
        weave_grain=(0.35, 0.35),
    )
    navy = Cloth("#22386d", relief=1.2, rounding=10, crumple=0.15, seed=212)
    sole(drawing, 50, "#f6f5f2", "#8f8a84", stripe="#ff6f4d")
    folds = [
        Fold([(286, 620), (400, 600), (550, 624)], 14, 0.3, 8),
        Fold([(180, 450), (206, 540), (240, 620)], 16, 0.3, 9),
    ]
    upper(drawing, knit, "#22386d", folds)
    whole = shape()
    with drawing.group(clip_path=drawing.clip(whole)):
        for number in range(10):
            rise = number * 15
            band = [
                (220 + number * 8, 640 + rise),
                (400, 614 + rise),
                (600, 640 + rise),
            ]
            drawing.line(
                smooth(band), "#9db9f0", 2, stroke_dasharray="5 6", opacity=0.5
            )
    guard = outline(
        [(252, 706), *TOE], [(540, 740), (480, 772), (400, 772), (320, 730)]
    )
    piece(drawing, guard, navy)
    for shift in (0, 40):
        swoosh = outline(
            [
                (186 + shift * 0.4, 450 + shift),
                (222 + shift * 0.5, 552 + shift),
                (306 + shift, 646 + shift * 0.4),
            ],
            [
                (328 + shift, 636 + shift * 0.4),
                (246 + shift * 0.6, 540 + shift),
                (206 + shift * 0.5, 442 + shift),
            ],
        )
        piece(
            drawing,
            swoosh,
            Cloth("#ff6f4d", relief=1.0, rounding=6, crumple=0.1, seed=213),
        )
    counter = outline(
        [(194, 356), (176, 430), (168, 510), (186, 580)],
        [(216, 570), (212, 480), (228, 386)],
    )
    piece(drawing, counter, navy)
    piece(
        drawing,
        _TONGUE,
        Cloth("#2d55a6", relief=1.3, rounding=14, crumple=0.2, seed=215, weave=0.16),
    )
    eyestay(drawing, navy, "#6f8ed6")
    laces(drawing, "#ff8a6b", "#b8452a", 6)
    return artwork(drawing, "shoe-runner-blue", "Blue running shoe", "Fjell")


def boot() -> Artwork:
    """Draw the tan lace-up boot."""
    drawing = canvas()
    leather = Cloth(
        "#a3713d",
        relief=1.6,
        rounding=22,
        crumple=0.34,
        grain=(0.012, 0.012),
        seed=231,
        shadow="#2a1502",
    )
    sole(drawing, 44, "#3a2c20", "#16100a", tread=True)
    top: list[Point] = [(412, 182), (352, 158), (258, 160), (196, 186)]
    inner: list[Point] = [(196, 186), (186, 290), (184, 400), (174, 480), *INNER[3:]]
    outer: list[Point] = [*OUTER[:4], (448, 424), (430, 340), (422, 260), (412, 182)]
    shaft = outline(inner, TOE, outer, top)
    folds = [
        Fold([(180, 430), (230, 452), (290, 486)], 16, 0.4, 8),
        Fold([(172, 490), (230, 516), (300, 560)], 16, -0.45, 8),
        Fold([(440, 410), (462, 460), (510, 510)], 14, -0.4, 7),
        Fold([(280, 640), (400, 624), (556, 650)], 14, -0.4, 8),
        Fold([(276, 606), (390, 594), (540, 612)], 14, 0.35, 8),
        Fold([(212, 230), (214, 330), (210, 410)], 22, 0.3, 11),
    ]
    cloth(drawing, shaft, leather, folds)
    form(drawing, shaft, leather.shadow)
    rim: list[Point] = [(412, 182), (352, 218), (258, 218), (196, 186)]
    inside = outline(top[::-1], rim)
    drawing.path(inside, fill="#4a3018")
    shade(drawing, inside, smooth(rim), 30, 9, 0.6)
    drawing.line(smooth(rim), "#8a5c2c", 7)
    for shift in (0, 9):
        seam(drawing, shaft, [(x, y + shift) for x, y in _CAP], "#e3c08f")
    seam(drawing, shaft, [(240, 222), (246, 400), (286, 560), (350, 650)], "#e3c08f")
    seam(
        drawing,
        shaft,
        [(402, 214), (424, 340), (462, 460), (514, 560), (530, 650)],
        "#e3c08f",
    )
    tongue = outline(
        [(262, 200), (326, 176), (384, 198)],
        [(404, 340), (430, 470), (462, 566)],
        [(448, 626), (372, 640)],
        [(312, 548), (270, 400)],
    )
    piece(
        drawing,
        tongue,
        Cloth("#94632f", relief=1.4, rounding=12, crumple=0.25, seed=232),
    )
    stay = Cloth("#a06c38", relief=1.3, rounding=9, crumple=0.2, seed=234)
    high: list[Point] = [(236, 216), (284, 224), (376, 220), (404, 208)]
    eyestay(drawing, stay, "#e3c08f", high=high)
    laces(drawing, "#5b4028", "#22150a", 9, top=256)
    gleam(drawing, shaft, [(360, 722), (430, 738), (500, 720)], 24, 0.26)
    return artwork(
        drawing,
        "shoe-boot-tan",
        "Tan lace-up boot",
        "Ravel & Sons",
        Opening(top, rim[::-1]),
    )
