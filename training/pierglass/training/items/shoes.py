"""Shoes: a sneaker, a running shoe, a loafer, a boot and a pump."""

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade
from pierglass.training.items.geometry import Point, outline, smooth
from pierglass.training.items.lasts import (
    INNER,
    LOW_OPENING,
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

__all__ = ["boot", "loafer", "pump", "running_shoe", "sneaker"]

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


def loafer() -> Artwork:
    """Draw the brown penny loafer."""
    drawing = canvas()
    leather = Cloth(
        "#6b3d22",
        relief=1.6,
        rounding=20,
        crumple=0.2,
        grain=(0.012, 0.012),
        seed=221,
        shadow="#1a0a02",
        sheen=True,
    )
    sole(drawing, 24, "#2a1a10", "#120a05")
    folds = [
        Fold([(190, 480), (214, 560), (246, 640)], 18, 0.35, 9),
        Fold([(290, 690), (400, 664), (550, 676)], 14, -0.25, 8),
    ]
    upper(drawing, leather, "#3d2213", folds, LOW_OPENING)
    whole = shape(LOW_OPENING)
    apron: list[Point] = [
        (250, 590),
        (280, 680),
        (348, 750),
        (440, 768),
        (520, 732),
        (546, 660),
        (512, 580),
    ]
    with drawing.group(clip_path=drawing.clip(whole)):
        drawing.line(
            smooth([(x, y + 3) for x, y in apron]),
            "#000",
            14,
            soft=4,
            stroke_opacity=0.5,
        )
        drawing.line(smooth(apron), "#7d4d2d", 10)
        drawing.line(
            smooth(apron),
            "#3b1f10",
            10,
            stroke_dasharray="2.4 6.4",
            stroke_linecap="butt",
            opacity=0.7,
        )
        drawing.line(
            smooth([(x - 1, y - 3) for x, y in apron]),
            "#fff",
            2,
            soft=1,
            stroke_opacity=0.4,
        )
    strap = outline(
        [(212, 588), (330, 600), (430, 584), (518, 540)],
        [(548, 596), (450, 644), (340, 662), (238, 650)],
    )
    piece(
        drawing,
        strap,
        Cloth("#713f24", relief=1.4, rounding=10, crumple=0.15, seed=222, sheen=True),
        thread="#a9764c",
    )
    slot = outline(
        [(352, 614), (386, 610), (420, 604)], [(424, 626), (390, 634), (356, 636)]
    )
    drawing.path(slot, fill="#2a140a", opacity=0.9)
    gleam(drawing, whole, [(350, 700), (420, 720), (484, 706)], 24)
    gleam(drawing, whole, [(204, 560), (226, 610), (256, 668)], 12, 0.28)
    edge = [(x, y + 11) for x, y in LOW_OPENING.front]
    seam(drawing, whole, edge, "#a9764c")
    return artwork(
        drawing, "shoe-loafer-brown", "Brown penny loafer", "Ravel & Sons", LOW_OPENING
    )


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


def pump() -> Artwork:
    """Draw the black pump with a low heel."""
    drawing = canvas()
    leather = Cloth(
        "#1d1c20",
        relief=2.2,
        rounding=18,
        crumple=0.1,
        grain=(0.01, 0.01),
        seed=241,
        shadow="#000000",
        sheen=True,
    )
    heel = outline(
        [(184, 560), (194, 660), (204, 716)], [(250, 724), (258, 690), (268, 640)]
    )
    drawing.path(heel, fill="#141317")
    shade(
        drawing, heel, smooth([(206, 580), (216, 650), (222, 712)]), 10, 4, 0.5, "#fff"
    )
    tip = outline(
        [(203, 712), (226, 718), (250, 720)], [(249, 732), (226, 734), (205, 728)]
    )
    drawing.path(tip, fill="#050506")
    floor: list[Point] = [
        (250, 650),
        (300, 750),
        (360, 812),
        (430, 842),
        (510, 838),
        (566, 796),
    ]
    under = outline(floor, [(520, 760), (440, 780), (270, 640)])
    drawing.path(under, fill="#8f2a30")
    inner: list[Point] = [
        (196, 470),
        (182, 530),
        (194, 590),
        (236, 660),
        (284, 730),
        (338, 786),
    ]
    toe: list[Point] = [(338, 786), (396, 824), (470, 832), (546, 798), (572, 740)]
    outer: list[Point] = [
        (572, 740),
        (554, 664),
        (508, 590),
        (450, 526),
        (396, 476),
        (352, 446),
    ]
    back: list[Point] = [(352, 446), (300, 430), (240, 440), (196, 470)]
    front: list[Point] = [
        (196, 470),
        (222, 548),
        (286, 640),
        (366, 698),
        (440, 708),
        (478, 676),
        (458, 604),
        (404, 524),
        (352, 446),
    ]
    whole = outline(inner, toe, outer, back)
    cloth(
        drawing,
        whole,
        leather,
        [Fold([(380, 756), (460, 764), (530, 740)], 20, 0.35, 10)],
    )
    form(drawing, whole, leather.shadow)
    insole = outline(back, front)
    drawing.path(insole, fill="#c9a77f")
    with drawing.group(clip_path=drawing.clip(insole)):
        drawing.cover(
            fill=drawing.linear(
                (220, 440),
                (450, 710),
                [(0, "#fff", 0.1), (0.45, "#000", 0.15), (1, "#000", 0.8)],
            )
        )
        drawing.line(smooth(front), "#000", 22, soft=8, stroke_opacity=0.55)
    drawing.line(smooth(front), "#2c2b30", 6)
    drawing.line(
        smooth([(x - 1, y - 1.5) for x, y in front]),
        "#fff",
        1.6,
        soft=0.8,
        stroke_opacity=0.5,
    )
    drawing.line(smooth(back), "#2c2b30", 5)
    gleam(drawing, whole, [(380, 770), (450, 788), (520, 764)], 18, 0.55)
    gleam(drawing, whole, [(208, 560), (236, 624), (290, 700)], 11, 0.45)
    gleam(drawing, whole, [(470, 552), (520, 610), (550, 690)], 9, 0.35)
    bow = outline(
        [(396, 716), (430, 706), (466, 712)], [(464, 738), (430, 728), (400, 742)]
    )
    piece(drawing, bow, Cloth("#2a292e", relief=1.2, rounding=6, crumple=0.2, seed=242))
    return artwork(
        drawing,
        "shoe-pump-black",
        "Black low-heel pump",
        "Maison Vive",
        Opening(back, front),
    )
