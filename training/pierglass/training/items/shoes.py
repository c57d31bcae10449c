"""Shoes: one left shoe each, three quarters from the front, as on a standing person.

The toe points down and to the picture's right: the wearer's left foot, turned out a
little, seen from standing height. One last gives the sole and the anchors of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pierglass.training.items.artwork import Artwork, Part
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade, stitches
from pierglass.training.items.geometry import Point, outline, smooth
from pierglass.training.items.svg import Drawing

__all__ = ["boot", "loafer", "pump", "running_shoe", "sneaker"]


@dataclass(frozen=True)
class _Last:
    """Where the foot is, in canvas pixels."""

    heel: Point = (250.0, 560.0)
    toe: Point = (560.0, 800.0)
    ankle: Point = (300.0, 330.0)
    sole_inner: Point = (318.0, 760.0)
    sole_outer: Point = (590.0, 640.0)


_LAST: Final = _Last()

# The upper's outline: inner side (the big toe's, to the left) from the opening down to
# the toe, then the outer side back up.
_INNER: Final[list[Point]] = [
    (206, 350),
    (196, 450),
    (206, 540),
    (244, 620),
    (300, 700),
    (372, 772),
]
_TOE: Final[list[Point]] = [(372, 772), (440, 824), (530, 836), (604, 800), (632, 730)]
_OUTER: Final[list[Point]] = [
    (632, 730),
    (616, 656),
    (566, 580),
    (500, 516),
    (436, 450),
    (404, 390),
    (396, 338),
]
_OPENING: Final[list[Point]] = [(396, 338), (340, 306), (264, 308), (206, 350)]
_OPENING_FRONT: Final[list[Point]] = [(206, 350), (262, 386), (340, 386), (396, 338)]


def sneaker() -> Artwork:
    """Draw the white leather sneaker."""
    drawing = _canvas()
    leather = Cloth(
        "#eceae5",
        relief=1.3,
        rounding=20,
        crumple=0.25,
        grain=(0.012, 0.012),
        seed=201,
        shadow="#30343f",
    )
    _sole(drawing, 34, "#f4f2ee", "#8e8a84")
    _upper(
        drawing,
        leather,
        "#b9b4ab",
        [
            Fold([(330, 560), (430, 560), (540, 590)], 14, 0.35, 8),
            Fold([(350, 600), (440, 596), (560, 630)], 14, -0.4, 8),
            Fold([(210, 450), (240, 520), (262, 600)], 16, 0.3, 9),
        ],
    )
    shape = _shape()
    cap = [(330, 716), (400, 668), (500, 652), (610, 690)]
    _seam(drawing, shape, cap, "#bdb8af")
    _seam(drawing, shape, [(x - 4, y + 9) for x, y in cap], "#bdb8af")
    _seam(drawing, shape, [(262, 392), (286, 500), (330, 600), (402, 664)], "#bdb8af")
    _seam(drawing, shape, [(396, 372), (452, 476), (540, 570), (560, 664)], "#bdb8af")
    for x, y in (
        (438, 744),
        (470, 752),
        (500, 754),
        (452, 772),
        (486, 778),
        (518, 774),
    ):
        drawing.circle((x, y), 3.4, fill="#6f6b64", opacity=0.7)
    tongue = outline(
        [(262, 300), (330, 284), (384, 306)],
        [(420, 470), (500, 560)],
        [(460, 620), (392, 640)],
        [(330, 560), (288, 430)],
    )
    _piece(
        drawing,
        tongue,
        Cloth("#f3f1ed", relief=1.2, rounding=14, crumple=0.2, seed=203),
    )
    heel_tab = outline(
        [(206, 350), (196, 420), (200, 480)], [(246, 500), (256, 430), (252, 384)]
    )
    _piece(
        drawing,
        heel_tab,
        Cloth("#2f6f57", relief=1.0, rounding=8, crumple=0.1, seed=204),
    )
    _laces(drawing, "#fbfaf8", "#c9c5bd", 6)
    return _artwork(
        drawing, "shoe-sneaker-white", "White leather sneaker", "Plain Goods"
    )


def running_shoe() -> Artwork:
    """Draw the blue and coral running shoe."""
    drawing = _canvas()
    knit = Cloth(
        "#3b69c4",
        relief=1.5,
        rounding=22,
        crumple=0.25,
        grain=(0.012, 0.012),
        seed=211,
        shadow="#081331",
        weave=0.2,
        weave_grain=(0.35, 0.35),
    )
    _sole(drawing, 46, "#f6f5f2", "#a29d97", stripe="#ff6f4d")
    _upper(
        drawing,
        knit,
        "#22386d",
        [
            Fold([(340, 580), (440, 576), (550, 610)], 14, 0.3, 8),
            Fold([(210, 450), (240, 520), (262, 600)], 16, 0.3, 9),
        ],
    )
    shape = _shape()
    with drawing.group(clip_path=drawing.clip(shape)):
        for number in range(9):
            band = [
                (272 + number * 6, 660 + number * 18),
                (400 + number * 12, 640 + number * 14),
                (640, 640 + number * 20),
            ]
            drawing.line(
                smooth(band), "#9db9f0", 2, stroke_dasharray="5 6", opacity=0.55
            )
    guard = outline(
        [(306, 706), (372, 772), (440, 824), (530, 836), (604, 800), (632, 730)],
        [(612, 752), (530, 790), (440, 776), (350, 716)],
    )
    _piece(
        drawing, guard, Cloth("#22386d", relief=1.2, rounding=9, crumple=0.15, seed=212)
    )
    for shift in (0, 34):
        swoosh = outline(
            [
                (220 + shift, 470 + shift),
                (270 + shift, 560 + shift),
                (352 + shift, 640 + shift * 0.6),
            ],
            [
                (368 + shift, 628 + shift * 0.6),
                (292 + shift, 548 + shift),
                (240 + shift, 462 + shift),
            ],
        )
        _piece(
            drawing,
            swoosh,
            Cloth("#ff6f4d", relief=1.0, rounding=6, crumple=0.1, seed=213),
        )
    counter = outline(
        [(206, 350), (192, 450), (204, 540), (236, 606)],
        [(270, 590), (248, 500), (254, 384)],
    )
    _piece(
        drawing,
        counter,
        Cloth("#22386d", relief=1.2, rounding=12, crumple=0.15, seed=214),
    )
    tongue = outline(
        [(262, 296), (330, 278), (384, 302)],
        [(420, 470), (500, 560)],
        [(460, 620), (392, 640)],
        [(330, 560), (288, 430)],
    )
    _piece(
        drawing,
        tongue,
        Cloth("#2d55a6", relief=1.3, rounding=14, crumple=0.2, seed=215, weave=0.2),
    )
    _laces(drawing, "#ff8a6b", "#b8452a", 6)
    return _artwork(drawing, "shoe-runner-blue", "Blue running shoe", "Fjell")


def loafer() -> Artwork:
    """Draw the brown penny loafer."""
    drawing = _canvas()
    leather = Cloth(
        "#6b3d22",
        relief=1.7,
        rounding=20,
        crumple=0.2,
        grain=(0.012, 0.012),
        seed=221,
        shadow="#1a0a02",
    )
    _sole(drawing, 20, "#2a1a10", "#120a05")
    opening = [(222, 400), (300, 450), (392, 486), (446, 468), (436, 410), (396, 372)]
    _upper(
        drawing,
        leather,
        "#3d2213",
        [
            Fold([(226, 480), (262, 560), (300, 630)], 18, 0.4, 9),
            Fold([(350, 640), (440, 616), (570, 640)], 14, -0.3, 8),
        ],
        opening=_low_opening(),
    )
    shape = _shape(_low_opening())
    apron = [
        (330, 560),
        (360, 660),
        (430, 748),
        (520, 764),
        (580, 716),
        (556, 630),
        (490, 548),
    ]
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.line(smooth(apron), "#000", 12, soft=4, stroke_opacity=0.5)
        drawing.line(smooth(apron), "#8a5a38", 9)
        drawing.line(
            smooth(apron),
            "#3b1f10",
            9,
            stroke_dasharray="2.4 6",
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
        [(302, 560), (392, 548), (524, 534)],
        [(560, 590), (520, 604), (420, 618), (324, 636)],
    )
    _piece(
        drawing,
        strap,
        Cloth("#713f24", relief=1.5, rounding=10, crumple=0.15, seed=222),
        thread="#a9764c",
    )
    slot = outline(
        [(400, 572), (432, 564), (466, 566)], [(470, 588), (440, 594), (404, 596)]
    )
    drawing.path(slot, fill="#2a140a", opacity=0.9)
    _gleam(drawing, shape, [(470, 672), (510, 700), (516, 736)], 34)
    _seam(drawing, shape, [(p[0] + 3, p[1] + 9) for p in opening], "#a9764c")
    return _artwork(
        drawing,
        "shoe-loafer-brown",
        "Brown penny loafer",
        "Ravel & Sons",
        ankle=(306, 370),
    )


def boot() -> Artwork:
    """Draw the tan lace-up boot."""
    drawing = _canvas()
    leather = Cloth(
        "#a3713d",
        relief=1.7,
        rounding=22,
        crumple=0.32,
        grain=(0.012, 0.012),
        seed=231,
        shadow="#2a1502",
    )
    _sole(drawing, 38, "#3a2c20", "#16100a", tread=True)
    top = [(392, 172), (340, 150), (250, 152), (196, 176)]
    shaft = outline(
        [
            (196, 176),
            (192, 280),
            (198, 380),
            (204, 480),
            (214, 548),
            (250, 626),
            (306, 706),
            (372, 772),
        ],
        _TOE,
        [
            (632, 730),
            (614, 652),
            (562, 574),
            (494, 508),
            (440, 440),
            (414, 360),
            (402, 270),
            (392, 172),
        ],
        top,
    )
    folds = [
        Fold([(200, 420), (260, 440), (320, 470)], 16, 0.4, 8),
        Fold([(200, 470), (270, 500), (340, 540)], 16, -0.45, 8),
        Fold([(400, 400), (440, 440), (500, 500)], 14, -0.4, 7),
        Fold([(350, 610), (440, 600), (560, 636)], 14, -0.4, 8),
        Fold([(340, 576), (430, 566), (548, 600)], 14, 0.35, 8),
        Fold([(220, 220), (226, 320), (222, 400)], 22, 0.3, 11),
    ]
    cloth(drawing, shaft, leather, folds)
    _form(drawing, shaft, leather.shadow)
    inside = outline(top[::-1], [(392, 172), (340, 206), (252, 206), (196, 176)])
    drawing.path(inside, fill="#4a3018")
    shade(drawing, inside, smooth([(196, 160), (296, 150), (392, 160)]), 26, 9, 0.6)
    cap = [(318, 724), (392, 668), (500, 650), (612, 684)]
    for shift in (0, 9):
        _seam(drawing, shaft, [(x - shift * 0.4, y + shift) for x, y in cap], "#e3c08f")
    for side in (
        [(258, 206), (272, 400), (318, 560), (388, 660)],
        [(376, 206), (396, 330), (450, 470), (540, 570), (556, 650)],
    ):
        _seam(drawing, shaft, side, "#e3c08f")
    tongue = outline(
        [(272, 186), (324, 170), (368, 188)],
        [(386, 330), (440, 470), (500, 560)],
        [(462, 616), (400, 636)],
        [(344, 560), (300, 420)],
    )
    _piece(
        drawing,
        tongue,
        Cloth("#94632f", relief=1.4, rounding=12, crumple=0.25, seed=232),
    )
    _laces(drawing, "#5b4028", "#22150a", 9, top=(282, 214, 368, 206))
    pull = outline(
        [(196, 176), (186, 150), (196, 130)], [(214, 130), (216, 152), (212, 186)]
    )
    _piece(
        drawing, pull, Cloth("#7d5025", relief=1.0, rounding=4, crumple=0.1, seed=233)
    )
    _gleam(drawing, shaft, [(470, 690), (520, 716), (540, 752)], 30)
    return _artwork(
        drawing, "shoe-boot-tan", "Tan lace-up boot", "Ravel & Sons", ankle=(294, 180)
    )


def pump() -> Artwork:
    """Draw the black pump with a low heel."""
    drawing = _canvas()
    leather = Cloth(
        "#1d1c20",
        relief=2.2,
        rounding=18,
        crumple=0.12,
        grain=(0.01, 0.01),
        seed=241,
        shadow="#000",
    )
    heel = outline(
        [(214, 600), (222, 700), (236, 764)], [(284, 772), (296, 720), (300, 650)]
    )
    drawing.path(heel, fill="#141317")
    shade(
        drawing, heel, smooth([(236, 620), (244, 700), (250, 760)]), 10, 4, 0.5, "#fff"
    )
    tip = outline(
        [(236, 760), (260, 768), (284, 770)], [(283, 782), (260, 784), (238, 776)]
    )
    drawing.path(tip, fill="#050506")
    sole = outline(
        [(300, 650), (340, 730), (440, 830), (530, 852), (604, 820)],
        [(624, 776), (560, 800), (430, 780), (310, 640)],
    )
    drawing.path(sole, fill="#8f2a30")
    inner = [(214, 480), (206, 540), (216, 600), (262, 650), (318, 722), (388, 792)]
    toe = [(388, 792), (450, 834), (540, 844), (612, 806), (624, 744)]
    outer = [(624, 744), (596, 668), (540, 592), (460, 528), (388, 470), (340, 440)]
    opening = [(340, 440), (290, 430), (240, 444), (214, 480)]
    front = [
        (214, 480),
        (262, 560),
        (340, 646),
        (430, 700),
        (506, 700),
        (518, 650),
        (452, 560),
        (340, 440),
    ]
    insole = outline(opening, front[::1])
    shape = outline(inner, toe, outer, opening)
    cloth(
        drawing,
        shape,
        leather,
        [Fold([(420, 730), (500, 742), (570, 724)], 20, 0.35, 10)],
    )
    _form(drawing, shape, leather.shadow)
    drawing.path(insole, fill="#c9a77f")
    with drawing.group(clip_path=drawing.clip(insole)):
        drawing.cover(
            fill=drawing.linear(
                (220, 460),
                (520, 700),
                [(0, "#fff", 0.1), (0.5, "#000", 0.15), (1, "#000", 0.75)],
            )
        )
        drawing.line(smooth(front), "#000", 20, soft=8, stroke_opacity=0.55)
    edge = smooth([(x, y) for x, y in front])
    drawing.line(edge, "#2c2b30", 5)
    drawing.line(
        smooth([(x - 1, y - 1.5) for x, y in front]),
        "#fff",
        1.6,
        soft=0.8,
        stroke_opacity=0.5,
    )
    _gleam(drawing, shape, [(470, 748), (530, 776), (580, 752)], 20, 0.55)
    _gleam(drawing, shape, [(234, 560), (262, 620), (310, 690)], 12, 0.5)
    _gleam(drawing, shape, [(470, 550), (540, 620), (586, 690)], 9, 0.4)
    bow = outline(
        [(446, 716), (480, 704), (512, 716)], [(508, 738), (480, 726), (450, 740)]
    )
    _piece(
        drawing, bow, Cloth("#2a292e", relief=1.2, rounding=6, crumple=0.2, seed=242)
    )
    return _artwork(
        drawing,
        "shoe-pump-black",
        "Black low-heel pump",
        "Maison Vive",
        ankle=(286, 450),
        heel=(252, 600),
    )


def _canvas() -> Drawing:
    return Drawing(800, 960)


def _low_opening() -> tuple[list[Point], list[Point]]:
    back = [(446, 468), (420, 396), (380, 368), (300, 356), (236, 372), (208, 410)]
    front = [(208, 410), (246, 484), (320, 540), (400, 546), (450, 520), (446, 468)]
    return back, front


def _shape(opening: tuple[list[Point], list[Point]] | None = None) -> str:
    if opening is None:
        return outline(_INNER, _TOE, _OUTER, _OPENING)
    back = opening[0]
    inner = [back[-1], *[point for point in _INNER if point[1] > back[-1][1] + 20]]
    outer = [*[point for point in _OUTER if point[1] > back[0][1] + 20], back[0]]
    return outline(inner, _TOE, outer, back)


def _upper(
    drawing: Drawing,
    fabric: Cloth,
    lining: str,
    folds: Sequence[Fold],
    opening: tuple[list[Point], list[Point]] | None = None,
) -> None:
    shape = _shape(opening)
    cloth(drawing, shape, fabric, folds)
    _form(drawing, shape, fabric.shadow)
    back, front = opening or (_OPENING, _OPENING_FRONT)
    inside = outline(back, front)
    drawing.path(inside, fill=lining)
    with drawing.group(clip_path=drawing.clip(inside)):
        drawing.line(smooth(back), "#000", 30, soft=10, stroke_opacity=0.35)
        drawing.line(smooth(front), "#000", 26, soft=9, stroke_opacity=0.65)
    drawing.line(smooth(front), fabric.colour, 7)
    drawing.line(
        smooth([(x, y - 2) for x, y in front]), "#fff", 2.4, soft=1, stroke_opacity=0.4
    )
    drawing.line(smooth(back), fabric.colour, 6)
    drawing.line(
        smooth([(x, y + 2) for x, y in back]), "#000", 3, soft=1.2, stroke_opacity=0.4
    )


def _form(drawing: Drawing, shape: str, dark: str) -> None:
    with drawing.group(clip_path=drawing.clip(shape)):
        # Across the foot: from the inner side, below left, to the outer, above right.
        drawing.cover(
            fill=drawing.linear(
                (270, 740),
                (590, 560),
                [
                    (0, dark, 0.5),
                    (0.25, dark, 0.1),
                    (0.45, "#fff", 0.14),
                    (0.7, dark, 0.04),
                    (1, dark, 0.5),
                ],
            )
        )
        drawing.cover(
            fill=drawing.linear(
                (196, 0), (420, 0), [(0, dark, 0.3), (0.3, dark, 0.0), (1, dark, 0.0)]
            )
        )
        drawing.cover(
            fill=drawing.radial(
                (500, 730),
                130,
                [(0, "#fff", 0.2), (0.6, "#fff", 0.04), (1, "#fff", 0)],
                stretch=0.7,
            )
        )


def _sole(
    drawing: Drawing,
    thick: float,
    colour: str,
    dark: str,
    *,
    stripe: str = "",
    tread: bool = False,
) -> None:
    walk = [(200, 500), *_INNER[2:], *_TOE[1:], (640, 716), (622, 650)]
    low = [(x + 2, y + thick * (0.9 if y > 560 else 0.75)) for x, y in walk]
    shape = outline(walk, low[::-1])
    drawing.path(shape, fill=dark)
    drawing.line(smooth(walk), dark, 16)
    mid = outline(walk, [(x + 1, y + thick * 0.72) for x, y in reversed(walk)])
    drawing.line(smooth([(x - 1, y + 2) for x, y in walk]), colour, 12)
    drawing.path(mid, fill=colour)
    with drawing.group(clip_path=drawing.clip(shape)):
        if stripe:
            drawing.line(
                smooth([(x, y + thick * 0.5) for x, y in walk]), stripe, thick * 0.2
            )
        if tread:
            drawing.line(
                smooth([(x, y + thick * 0.86) for x, y in walk]),
                "#000",
                thick * 0.4,
                stroke_dasharray="9 8",
                stroke_linecap="butt",
                opacity=0.6,
            )
        drawing.line(
            smooth([(x, y + 6) for x, y in walk]),
            "#000",
            7,
            soft=3,
            stroke_opacity=0.35,
        )
        drawing.line(
            smooth([(x, y + thick * 0.4) for x, y in walk]),
            "#fff",
            4,
            soft=2,
            stroke_opacity=0.35,
        )
        drawing.cover(
            fill=drawing.linear(
                (200, 0),
                (640, 0),
                [
                    (0, "#000", 0.45),
                    (0.3, "#000", 0.12),
                    (0.55, "#fff", 0.1),
                    (0.8, "#000", 0.1),
                    (1, "#000", 0.45),
                ],
            )
        )
    drawing.line(smooth(low), "#000", 3, soft=1.4, stroke_opacity=0.5)


def _laces(
    drawing: Drawing,
    colour: str,
    dark: str,
    rows: int,
    top: tuple[float, float, float, float] = (282, 372, 380, 352),
) -> None:
    left_x, left_y, right_x, right_y = top
    for number in range(rows):
        share = number / (rows - 1)
        bend = share * share * 0.35 + share * 0.65
        start = (left_x + (400 - left_x) * bend, left_y + (634 - left_y) * share)
        end = (right_x + (512 - right_x) * bend, right_y + (584 - right_y) * share)
        middle = ((start[0] + end[0]) / 2 - 4, (start[1] + end[1]) / 2 - 9)
        for eyelet in (start, end):
            drawing.circle(
                eyelet, 6.4, fill="#2b2723", stroke="#d8d3c8", stroke_width=2.6
            )
        lace = smooth([start, middle, end])
        drawing.line(
            smooth([(x + 1, y + 6) for x, y in (start, middle, end)]),
            "#000",
            11,
            soft=3.5,
            stroke_opacity=0.45,
        )
        drawing.line(lace, dark, 11.5)
        drawing.line(lace, colour, 9.6)
        drawing.line(
            lace,
            "#000",
            9.6,
            stroke_dasharray="1.2 3.4",
            stroke_linecap="butt",
            opacity=0.14,
        )
        drawing.line(
            smooth([(x - 0.6, y - 2.4) for x, y in (start, middle, end)]),
            "#fff",
            2.4,
            soft=1,
            stroke_opacity=0.5,
        )


def _piece(drawing: Drawing, shape: str, fabric: Cloth, *, thread: str = "") -> None:
    with drawing.group(transform="translate(2 4)"):
        drawing.path(shape, fill="#000", opacity=0.35, filter=drawing.blur(4, shape))
    cloth(drawing, shape, fabric)
    drawing.line(shape, "#000", 1.2, opacity=0.35)
    if thread:
        stitches(drawing, shape, thread, width=1.3)


def _seam(drawing: Drawing, inside: str, line: Sequence[Point], thread: str) -> None:
    with drawing.group(clip_path=drawing.clip(inside)):
        stitches(drawing, smooth(line), thread, width=1.7)


def _gleam(
    drawing: Drawing,
    inside: str,
    line: Sequence[Point],
    width: float,
    opacity: float = 0.32,
) -> None:
    shade(drawing, inside, smooth(line), width, width * 0.45, opacity, "#fff")


def _artwork(
    drawing: Drawing,
    item_id: str,
    name: str,
    maker: str,
    *,
    ankle: Point = _LAST.ankle,
    heel: Point = _LAST.heel,
) -> Artwork:
    anchors = {
        "heel": heel,
        "toe": _LAST.toe,
        "ankle": ankle,
        "sole_inner": _LAST.sole_inner,
        "sole_outer": _LAST.sole_outer,
    }
    return Artwork(
        item_id, "shoe", name, maker, drawing, anchors, (Part("opening", -0.5),)
    )
