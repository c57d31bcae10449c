"""Trims of garments: buttons, collars, cuffs, pockets, zips, ribs."""

from collections.abc import Sequence
from dataclasses import replace

from pierglass.training.items.body import CENTRE_X
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade, stitches
from pierglass.training.items.garment import Garment
from pierglass.training.items.geometry import Point, Run, outline, smooth, straight
from pierglass.training.items.svg import Drawing

__all__ = [
    "button",
    "collar_leaves",
    "cuffs",
    "leaf_edge",
    "panel",
    "placket",
    "ribs",
    "zip_line",
]


def button(drawing: Drawing, centre: Point, radius: float, colour: str) -> None:
    """Draw a sewn button with four holes."""
    x, y = centre
    drawing.circle((x + 1.5, y + 2.5), radius + 1, fill="#000", opacity=0.35)
    drawing.circle(centre, radius, fill=colour)
    light = drawing.radial(
        (x - radius * 0.4, y - radius * 0.5),
        radius * 1.7,
        [(0, "#fff", 0.7), (0.5, "#fff", 0.05), (1, "#000", 0.4)],
    )
    drawing.circle(centre, radius, fill=light)
    drawing.circle(
        centre, radius * 0.66, fill="none", stroke="#000", stroke_opacity=0.3
    )
    for dx in (-1, 1):
        for dy in (-1, 1):
            hole = (x + dx * radius * 0.24, y + dy * radius * 0.24)
            drawing.circle(hole, radius * 0.13, fill="#000", opacity=0.6)


def panel(
    drawing: Drawing,
    shape: str,
    fabric: Cloth,
    *,
    folds: Sequence[Fold] = (),
    drop: float = 4,
    thread: str = "",
    seam: str = "",
) -> None:
    """Draw a piece that lies on the garment, with its shadow and its seam."""
    with drawing.group(transform=f"translate({drop * 0.6:.1f} {drop})"):
        drawing.path(shape, fill="#000", opacity=0.4, filter=drawing.blur(drop, shape))
    cloth(drawing, shape, replace(fabric, edge=0.46), folds)
    drawing.line(shape, "#000", 1.2, opacity=0.35)
    if thread:
        stitches(drawing, seam or shape, thread, width=1.4)


def collar_leaves(
    garment: Garment,
    fabric: Cloth,
    *,
    tip: Point,
    meet: Point,
    reach: float = 30,
    thread: str = "",
) -> None:
    """Draw a turned-down collar: one leaf a side.

    Args:
        garment: What wears it.
        fabric: Of the collar.
        tip: The leaf's point, as offsets (from the centre line, from the neck's side).
        meet: Where the leaves meet in front, likewise.
        reach: How far the collar lies on the shoulder, in pixels.
        thread: Colour of its stitches, if any.
    """
    cut = garment.cut
    top = cut.neck_side_y
    for side in (1, -1):

        def at(x: float, y: float, side: int = side) -> Point:
            return CENTRE_X + side * x, top + y

        inner = leaf_edge(garment, meet, side)
        lower = [
            at(*tip),
            at((tip[0] + cut.neck_width + reach) / 2 + 6, tip[1] * 0.56),
            at(cut.neck_width + reach, 14),
            at(cut.neck_width + 4, -18),
        ]
        shape = outline(inner, lower)
        edge = smooth([at(meet[0] + 5, meet[1] - 2), at(tip[0] - 2, tip[1] - 9)])
        panel(garment.drawing, shape, fabric, drop=6, thread=thread, seam=edge)
        fold_line = smooth(inner)
        garment.drawing.line(fold_line, "#fff", 3, soft=1.4, stroke_opacity=0.35)


def leaf_edge(garment: Garment, meet: Point, side: int) -> list[Point]:
    """Return the edge of a collar's leaf at the neck, from behind to the front."""
    half, top = garment.cut.neck_width, garment.cut.neck_side_y
    points = [
        (half - 8, -22.0),
        (half - 14, 6.0),
        (half * 0.62, meet[1] * 0.62),
        meet,
    ]
    return [(CENTRE_X + side * x, top + y) for x, y in points]


def cuffs(
    garment: Garment, fabric: Cloth, rise: float, *, thread: str = "", ribbed: str = ""
) -> None:
    """Draw a band at the end of each sleeve, *rise* shares of the arm high."""
    drawing = garment.drawing
    for side in (1, -1):
        outer, inner = garment.cuff(side)
        upper_outer, upper_inner = garment.cuff(side, rise)
        shape = straight([outer, inner, upper_inner, upper_outer], closed=True)
        panel(
            drawing,
            shape,
            fabric,
            drop=2,
            thread=thread,
            seam=straight([upper_outer, upper_inner]),
        )
        if ribbed:
            middle = (
                ((upper_outer[0] + outer[0]) / 2, (upper_outer[1] + outer[1]) / 2),
                ((upper_inner[0] + inner[0]) / 2, (upper_inner[1] + inner[1]) / 2),
            )
            height = (
                (outer[0] - upper_outer[0]) ** 2 + (outer[1] - upper_outer[1]) ** 2
            ) ** 0.5
            ribs(drawing, shape, middle, height, ribbed)


def ribs(drawing: Drawing, inside: str, line: Run, height: float, colour: str) -> None:
    """Draw the ridges of a knitted band whose middle runs along *line*."""
    with drawing.group(clip_path=drawing.clip(inside)):
        drawing.line(
            smooth(line),
            colour,
            height + 4,
            stroke_linecap="butt",
            stroke_dasharray="1.8 4.2",
            opacity=0.3,
        )
        drawing.line(
            smooth(line),
            "#fff",
            height + 4,
            stroke_linecap="butt",
            stroke_dasharray="1.4 4.6",
            stroke_dashoffset="-2.6",
            opacity=0.14,
        )


def placket(
    garment: Garment, top: float, bottom: float, half: float, thread: str
) -> None:
    """Draw a front opening that is closed, the wearer's left over the right."""
    drawing = garment.drawing
    left, right = CENTRE_X - half, CENTRE_X + half
    edge = straight([(right, top), (right + 1, bottom)])
    shade(drawing, garment.body, edge, 7, 3, 0.4)
    shade(drawing, garment.body, edge, 1.4, 0.3, 0.4)
    shine = straight([(right - 3, top), (right - 2, bottom)])
    shade(drawing, garment.body, shine, 3, 1.2, 0.35, "#fff")
    for x in (left, right - 7):
        with drawing.group(clip_path=drawing.clip(garment.body)):
            stitches(drawing, straight([(x, top), (x, bottom)]), thread, width=1.2)


def zip_line(drawing: Drawing, line: Run, tape: str, metal: str) -> None:
    """Draw a closed zip along *line* with its slider at the upper end."""
    d = smooth(line)
    drawing.line(d, "#000", 18, soft=3, stroke_opacity=0.35)
    drawing.line(d, tape, 15, stroke_linecap="butt")
    drawing.line(d, "#000", 9, stroke_linecap="butt", opacity=0.5)
    drawing.line(d, metal, 7, stroke_linecap="butt", stroke_dasharray="2.2 2")
    drawing.line(
        d, "#fff", 2, stroke_linecap="butt", stroke_dasharray="2.2 2", opacity=0.6
    )
    x, y = line[0]
    slider = straight(
        [(x - 6, y), (x + 6, y), (x + 5, y + 18), (x - 5, y + 18)], closed=True
    )
    drawing.path(slider, fill=metal, stroke="#000", stroke_opacity=0.5)
    pull = straight(
        [(x - 3, y + 15), (x + 3, y + 15), (x + 4, y + 44), (x - 4, y + 44)],
        closed=True,
    )
    drawing.path(pull, fill=metal, stroke="#000", stroke_opacity=0.5)
    drawing.line(straight([(x - 1, y + 18), (x - 1, y + 42)]), "#fff", 1.4, opacity=0.7)
