"""The foot that shoes are drawn on, and what all shoes have: upper, sole, laces.

A wearer's left foot on the floor, turned out by some twenty degrees and seen from
standing height a few metres away: the toe points down and to the picture's right, and
the inner side is on the picture's left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from pierglass.training.items.artwork import Artwork, Part
from pierglass.training.items.fabric import (
    Cloth,
    Fold,
    cloth,
    cylinder,
    shade,
    stitches,
)
from pierglass.training.items.geometry import Point, outline, smooth
from pierglass.training.items.svg import Drawing

__all__ = [
    "INNER",
    "LOW_OPENING",
    "OPENING",
    "OUTER",
    "TOE",
    "Opening",
    "artwork",
    "canvas",
    "eyestay",
    "form",
    "gleam",
    "laces",
    "piece",
    "seam",
    "shape",
    "sole",
    "upper",
]


@dataclass(frozen=True)
class Opening:
    """Where the foot goes in."""

    back: Sequence[Point]
    """From the outer side round the heel to the inner side."""

    front: Sequence[Point]
    """From the inner side over the instep to the outer side."""


INNER: Final[list[Point]] = [
    (194, 356),
    (176, 430),
    (168, 510),
    (190, 590),
    (232, 670),
    (288, 752),
]
"""The inner side, from the opening to the ball of the big toe."""

TOE: Final[list[Point]] = [
    (288, 752),
    (346, 806),
    (430, 828),
    (512, 818),
    (568, 772),
    (582, 706),
]
"""Round the toes to the ball of the little toe."""

OUTER: Final[list[Point]] = [
    (582, 706),
    (566, 640),
    (528, 568),
    (482, 500),
    (446, 432),
    (428, 384),
    (422, 352),
]
"""The outer side, back up to the opening."""

OPENING: Final = Opening(
    [(422, 352), (370, 316), (300, 306), (236, 316), (194, 356)],
    [(194, 356), (240, 396), (312, 412), (380, 398), (422, 352)],
)
"""Of a shoe that ends below the ankle."""

LOW_OPENING: Final = Opening(
    [(466, 470), (440, 400), (376, 354), (290, 344), (222, 366), (182, 420)],
    [(182, 420), (214, 500), (290, 556), (380, 562), (446, 532), (466, 470)],
)
"""Of a slip-on shoe."""

# Along the floor from the heel's inner side round the toe, with the share of the sole's
# thickness that is seen there: its far side turns away.
_WALK: Final[list[tuple[Point, float]]] = [
    ((170, 492), 0.6),
    ((172, 540), 0.75),
    ((192, 596), 0.8),
    ((234, 674), 0.88),
    ((288, 752), 0.95),
    ((346, 806), 1.0),
    ((430, 828), 1.0),
    ((512, 818), 1.0),
    ((568, 772), 0.9),
    ((583, 706), 0.62),
    ((570, 648), 0.32),
    ((546, 600), 0.05),
]
_ANKLE: Final[Point] = (308.0, 356.0)


def canvas() -> Drawing:
    """Return an empty drawing for a shoe."""
    return Drawing(800, 960)


def shape(opening: Opening = OPENING) -> str:
    """Return the outline of an upper."""
    top_inner, top_outer = opening.back[-1], opening.back[0]
    inner = [top_inner, *[p for p in INNER if p[1] > top_inner[1] + 20]]
    outer = [*[p for p in OUTER if p[1] > top_outer[1] + 20], top_outer]
    return outline(inner, TOE, outer, opening.back)


def upper(
    drawing: Drawing,
    fabric: Cloth,
    lining: str,
    folds: Sequence[Fold],
    opening: Opening = OPENING,
) -> None:
    """Draw an upper with the inside that is seen through its opening."""
    whole = shape(opening)
    cloth(drawing, whole, fabric, folds)
    form(drawing, whole, fabric.shadow)
    inside = outline(opening.back, opening.front)
    drawing.path(inside, fill=lining)
    with drawing.group(clip_path=drawing.clip(inside)):
        drawing.line(smooth(opening.back), "#000", 30, soft=10, stroke_opacity=0.3)
        drawing.line(smooth(opening.front), "#000", 34, soft=12, stroke_opacity=0.7)
    for run, shift in ((opening.front, -2.0), (opening.back, 1.5)):
        drawing.line(smooth(run), fabric.colour, 8)
        lit = smooth([(x, y + shift) for x, y in run])
        drawing.line(lit, "#fff", 2.4, soft=1, stroke_opacity=0.4)
        dark = smooth([(x, y + 3) for x, y in run])
        drawing.line(dark, "#000", 3, soft=1.4, stroke_opacity=0.35)


def form(drawing: Drawing, whole: str, dark: str) -> None:
    """Shade the foot's form: round sides, bright instep and toe."""
    cylinder(drawing, whole, (230, 700), (590, 600), dark, 0.55)
    with drawing.group(clip_path=drawing.clip(whole)):
        drawing.cover(
            fill=drawing.linear(
                (168, 0), (440, 0), [(0, dark, 0.3), (0.3, dark, 0.0), (1, dark, 0.0)]
            )
        )
        drawing.cover(
            fill=drawing.radial(
                (440, 710),
                150,
                [(0, "#fff", 0.16), (0.6, "#fff", 0.04), (1, "#fff", 0)],
                stretch=0.55,
            )
        )
        # The toe's front turns down, away from the light.
        drawing.line(smooth(TOE), dark, 60, soft=20, stroke_opacity=0.4)


def sole(
    drawing: Drawing,
    thick: float,
    colour: str,
    dark: str,
    *,
    stripe: str = "",
    tread: bool = False,
) -> None:
    """Draw the sole: a midsole of *colour* on an outsole of *dark*."""

    def level(depth: float) -> list[Point]:
        return [
            (
                x + (3 * depth if x > 540 else 3 if x < 190 else 0),
                y + thick * share * depth,
            )
            for (x, y), share in _WALK
        ]

    whole = outline(level(-0.3), level(1.0)[::-1])
    middle = outline(level(-0.3), level(0.74)[::-1])
    drawing.path(whole, fill=dark)
    drawing.path(middle, fill=colour)
    with drawing.group(clip_path=drawing.clip(whole)):
        if stripe:
            drawing.line(smooth(level(0.5)), stripe, thick * 0.2)
        if tread:
            drawing.line(
                smooth(level(0.88)),
                "#000",
                thick * 0.36,
                stroke_dasharray="9 8",
                stroke_linecap="butt",
                opacity=0.6,
            )
        drawing.line(smooth(level(0.12)), "#000", 8, soft=3, stroke_opacity=0.4)
        drawing.line(
            smooth(level(0.36)), "#fff", thick * 0.12, soft=2, stroke_opacity=0.4
        )
        drawing.line(smooth(level(0.74)), "#000", 2, soft=0.8, stroke_opacity=0.35)
        drawing.cover(
            fill=drawing.linear(
                (168, 0),
                (590, 0),
                [
                    (0, "#000", 0.45),
                    (0.3, "#000", 0.12),
                    (0.55, "#fff", 0.1),
                    (0.8, "#000", 0.1),
                    (1, "#000", 0.5),
                ],
            )
        )


def laces(
    drawing: Drawing,
    colour: str,
    dark: str,
    rows: int,
    *,
    top: float = 428,
) -> None:
    """Draw laces from the height *top* down to the toes, with their eyelets."""
    for number in range(rows):
        share = number / (rows - 1)
        y = top + (612 - top) * share
        lean = max(0.0, (y - 380) / 232)
        start = (266 + 80 * lean**1.25, y + 8)
        end = (402 + 64 * lean**1.25, y - 22 - 8 * lean)
        middle = ((start[0] + end[0]) / 2 - 3, (start[1] + end[1]) / 2 - 9)
        run = (start, middle, end)
        for eyelet in (start, end):
            drawing.circle(
                eyelet, 6, fill="#2b2723", stroke="#d8d3c8", stroke_width=2.4
            )
        shadow = smooth([(x + 1, y + 6) for x, y in run])
        drawing.line(shadow, "#000", 11, soft=3.5, stroke_opacity=0.45)
        drawing.line(smooth(run), dark, 11.5)
        drawing.line(smooth(run), colour, 9.4)
        drawing.line(
            smooth(run),
            "#000",
            9.4,
            stroke_dasharray="1.2 3.4",
            stroke_linecap="butt",
            opacity=0.14,
        )
        lit = smooth([(x - 0.6, y - 2.4) for x, y in run])
        drawing.line(lit, "#fff", 2.4, soft=1, stroke_opacity=0.5)


def eyestay(
    drawing: Drawing, fabric: Cloth, thread: str, *, high: Sequence[Point] = ()
) -> None:
    """Draw the U of leather that carries the eyelets.

    Args:
        drawing: What to draw on.
        fabric: Its material.
        thread: Colour of its stitches.
        high: For a boot, its four upper corners: outer and inner edge of the inner
            side, inner and outer edge of the outer side.
    """
    corners = high or [(232, 392), (284, 408), (384, 396), (424, 376)]
    outer: list[Point] = [
        corners[0],
        (252, 480),
        (288, 566),
        (340, 640),
        (402, 660),
        (462, 636),
        (488, 584),
        (462, 480),
        corners[3],
    ]
    inner: list[Point] = [
        corners[2],
        (418, 480),
        (438, 560),
        (426, 600),
        (388, 612),
        (356, 588),
        (318, 520),
        (292, 450),
        corners[1],
    ]
    d = outline(outer, inner)
    piece(drawing, d, fabric)
    x0, y0 = 372.0, 470.0
    row = [(x0 + (x - x0) * 0.93, y0 + (y - y0) * 0.95) for x, y in outer]
    seam(drawing, d, row, thread)


def piece(drawing: Drawing, d: str, fabric: Cloth, *, thread: str = "") -> None:
    """Draw a piece that is sewn on, with its shadow."""
    with drawing.group(transform="translate(2 4)"):
        drawing.path(d, fill="#000", opacity=0.35, filter=drawing.blur(4, d))
    cloth(drawing, d, replace(fabric, edge=0.42))
    drawing.line(d, "#000", 1.2, opacity=0.35)
    if thread:
        stitches(drawing, d, thread, width=1.3)


def seam(drawing: Drawing, inside: str, line: Sequence[Point], thread: str) -> None:
    """Draw a row of stitches within a closed path."""
    with drawing.group(clip_path=drawing.clip(inside)):
        stitches(drawing, smooth(line), thread, width=1.7)


def gleam(
    drawing: Drawing,
    inside: str,
    line: Sequence[Point],
    width: float,
    opacity: float = 0.32,
) -> None:
    """Draw a soft reflection of polished leather."""
    shade(drawing, inside, smooth(line), width, width * 0.45, opacity, "#fff")


def artwork(
    drawing: Drawing,
    item_id: str,
    name: str,
    maker: str,
    opening: Opening = OPENING,
) -> Artwork:
    """Return the finished shoe: one last, so one set of anchors."""
    anchors: dict[str, Point] = {
        "heel": (236.0, 530.0),
        "toe": (468.0, 800.0),
        "ankle": _ANKLE,
        "sole_inner": (262.0, 734.0),
        "sole_outer": (570.0, 716.0),
    }
    rim = (*opening.back, *opening.front[1:-1])
    parts = (Part("opening", -0.5, rim),)
    return Artwork(item_id, "shoe", name, maker, drawing, anchors, parts)
