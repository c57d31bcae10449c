"""Necklaces: a string of pearls, and a chain with a drop."""

import itertools
import math
from collections.abc import Sequence
from typing import Final

from pierglass.training.items.artwork import Artwork, Part, both_sides
from pierglass.training.items.geometry import Point, smooth, straight
from pierglass.training.items.palette import DARK_GOLD
from pierglass.training.items.svg import Drawing

__all__ = ["chain_necklace", "pearl_necklace"]

_C: Final = 400.0


def pearl_necklace() -> Artwork:
    """Draw the string of pearls."""
    drawing = Drawing(800, 700)
    curve = _hanging(220, 60, 400, 1.9)
    beads = _spaced(curve, 33)
    middle = len(beads) // 2
    for number in sorted(range(len(beads)), key=lambda n: -abs(n - middle)):
        size = 13.5 + 5.5 * (1 - abs(number - middle) / middle) ** 1.2
        _pearl(drawing, beads[number], size)
    anchors = both_sides(_C, neck=(_C + 220, 60)) | {"pendant": (_C, 400.0)}
    parts = (Part("string", 0.0), Part("clasp_back", -1.0))
    return Artwork(
        "necklace-pearls",
        "necklace",
        "String of pearls",
        "Maison Vive",
        drawing,
        anchors,
        parts,
    )


def chain_necklace() -> Artwork:
    """Draw the gold chain with a drop of green stone."""
    drawing = Drawing(800, 760)
    curve = _hanging(210, 60, 500, 1.4)
    links = _spaced(curve, 9.5)
    for number, point in enumerate(links):
        before, after = (
            links[max(number - 1, 0)],
            links[min(number + 1, len(links) - 1)],
        )
        angle = math.degrees(math.atan2(after[1] - before[1], after[0] - before[0]))
        x, y = point
        ry = 4.6 if number % 2 else 2.0
        with drawing.group(transform=f"rotate({angle:.1f} {x:.1f} {y:.1f})"):
            drawing.ellipse(
                (x + 0.6, y + 2),
                7,
                ry,
                fill="none",
                stroke="#000",
                stroke_width=3,
                opacity=0.25,
            )
            drawing.ellipse(
                point, 7, ry, fill="none", stroke=DARK_GOLD[0], stroke_width=3.6
            )
            drawing.ellipse(
                point, 7, ry, fill="none", stroke=DARK_GOLD[1], stroke_width=2.4
            )
            drawing.ellipse(
                (x - 0.4, y - 0.8),
                6.6,
                ry,
                fill="none",
                stroke=DARK_GOLD[2],
                stroke_width=0.9,
                opacity=0.9,
            )
    _ring(drawing, (_C, 508), 10)
    _drop(drawing)
    anchors = both_sides(_C, neck=(_C + 210, 60)) | {"pendant": (_C, 560.0)}
    parts = (Part("chain", 0.0), Part("clasp_back", -1.0))
    return Artwork(
        "necklace-chain-emerald",
        "necklace",
        "Gold chain with emerald drop",
        "Atelier Lune",
        drawing,
        anchors,
        parts,
    )


def _hanging(half: float, top: float, bottom: float, power: float) -> list[Point]:
    # Power 2 hangs like a chain; a pendant's weight pulls it towards a V, power 1.
    points: list[Point] = []
    for step in range(121):
        share = step / 60 - 1
        depth = 1 - abs(share) ** power
        points.append((_C + half * share, top + (bottom - top) * depth))
    return points


def _spaced(curve: Sequence[Point], pitch: float) -> list[Point]:
    length = sum(math.dist(a, b) for a, b in itertools.pairwise(curve))
    # An even number of steps, so that one point is the lowest.
    count = 2 * round(length / pitch / 2)
    step, walked, wanted = length / count, 0.0, 0.0
    found: list[Point] = []
    for a, b in itertools.pairwise(curve):
        span = math.dist(a, b)
        while wanted <= walked + span + 1e-9 and len(found) <= count:
            share = (wanted - walked) / span
            found.append((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share))
            wanted += step
        walked += span
    return found


def _pearl(drawing: Drawing, centre: Point, radius: float) -> None:
    x, y = centre
    drawing.circle((x + 1.4, y + 3), radius, fill="#2a1c10", opacity=0.28)
    body = drawing.radial(
        (x - radius * 0.3, y - radius * 0.36),
        radius * 1.45,
        [
            (0, "#fffdf8"),
            (0.4, "#f3e9dc"),
            (0.72, "#cfbfae"),
            (0.9, "#b6a393"),
            (1, "#d9cabb"),
        ],
    )
    drawing.circle(centre, radius, fill=body)
    blush = drawing.radial(
        (x + radius * 0.35, y + radius * 0.45),
        radius * 0.7,
        [(0, "#f7d9d2", 0.7), (1, "#f7d9d2", 0)],
    )
    drawing.circle(centre, radius, fill=blush)
    drawing.ellipse(
        (x - radius * 0.34, y - radius * 0.4),
        radius * 0.26,
        radius * 0.2,
        fill="#fff",
        opacity=0.95,
    )


def _ring(drawing: Drawing, centre: Point, radius: float) -> None:
    drawing.circle(centre, radius, fill="none", stroke=DARK_GOLD[0], stroke_width=5)
    drawing.circle(centre, radius, fill="none", stroke=DARK_GOLD[1], stroke_width=3.4)
    drawing.circle(
        (centre[0] - 0.6, centre[1] - 0.8),
        radius,
        fill="none",
        stroke=DARK_GOLD[2],
        stroke_width=1,
    )


def _drop(drawing: Drawing) -> None:
    setting = smooth(
        [
            (_C, 516),
            (_C + 34, 556),
            (_C + 38, 600),
            (_C, 634),
            (_C - 38, 600),
            (_C - 34, 556),
        ],
        closed=True,
    )
    stone = [
        (_C, 530),
        (_C + 24, 560),
        (_C + 27, 597),
        (_C, 621),
        (_C - 27, 597),
        (_C - 24, 560),
    ]
    with drawing.group(transform="translate(2 5)"):
        drawing.path(setting, fill="#000", opacity=0.3, filter=drawing.blur(4, setting))
    drawing.path(
        setting,
        fill=drawing.linear(
            (_C - 40, 520),
            (_C + 40, 630),
            [
                (0, "#8b5e1f"),
                (0.25, "#fbe7ae"),
                (0.5, "#b98435"),
                (0.8, "#f3d68d"),
                (1, "#5c3c10"),
            ],
        ),
    )
    drawing.path(setting, fill="none", stroke="#4a2f0c", stroke_width=1.4)
    drawing.path(straight(stone, closed=True), fill="#0e6b4a")
    table = [
        (_C, 556),
        (_C + 12, 570),
        (_C + 12, 588),
        (_C, 600),
        (_C - 12, 588),
        (_C - 12, 570),
    ]
    shades = ("#3fc491", "#12825a", "#0a4a33", "#07402b", "#1a9468", "#6fe0b4")
    for number, colour in enumerate(shades):
        after = (number + 1) % 6
        facet = straight(
            [stone[number], stone[after], table[after], table[number]], closed=True
        )
        drawing.path(
            facet, fill=colour, stroke="#bff5de", stroke_width=0.6, stroke_opacity=0.4
        )
    drawing.path(
        straight(table, closed=True),
        fill=drawing.linear(
            (_C - 12, 556),
            (_C + 12, 600),
            [(0, "#a6f2d2"), (0.4, "#1f9c70"), (1, "#0b5b3f")],
        ),
    )
    drawing.line(straight([(_C - 8, 566), (_C - 2, 560)]), "#fff", 3, soft=0.8)
