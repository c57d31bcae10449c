"""Necklaces and earrings."""

import itertools
import math
from collections.abc import Sequence
from typing import Final

from pierglass.training.items.artwork import Artwork, Part, both_sides
from pierglass.training.items.geometry import Point, ellipse, outline, smooth, straight
from pierglass.training.items.svg import Drawing

__all__ = ["chain_necklace", "hoop_earring", "pearl_earring", "pearl_necklace"]

_GOLD: Final = ("#5c3c10", "#d3a24c", "#fff4d2")
_C: Final = 400.0


def pearl_necklace() -> Artwork:
    """Draw the string of pearls."""
    drawing = Drawing(800, 700)
    curve = _hanging(220, 60, 470)
    beads = _spaced(curve, 33)
    middle = len(beads) // 2
    for number in sorted(range(len(beads)), key=lambda n: -abs(n - middle)):
        size = 13.5 + 5.5 * (1 - abs(number - middle) / middle) ** 1.2
        _pearl(drawing, beads[number], size)
    anchors = both_sides(_C, neck=(_C + 220, 60)) | {"pendant": (_C, 470.0)}
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
    curve = _hanging(210, 60, 500)
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
                point, 7, ry, fill="none", stroke=_GOLD[0], stroke_width=3.6
            )
            drawing.ellipse(
                point, 7, ry, fill="none", stroke=_GOLD[1], stroke_width=2.4
            )
            drawing.ellipse(
                (x - 0.4, y - 0.8),
                6.6,
                ry,
                fill="none",
                stroke=_GOLD[2],
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


def hoop_earring() -> Artwork:
    """Draw the gold hoop earring."""
    drawing = Drawing(500, 700)
    centre = (250.0, 360.0)
    hoop = ellipse(centre, 150, 190)
    drawing.path(hoop, fill="none", stroke=_GOLD[0], stroke_width=36)
    metal = drawing.linear(
        (90, 170),
        (410, 550),
        [
            (0, "#8b5e1f"),
            (0.18, "#f3d68d"),
            (0.34, "#c4913c"),
            (0.52, "#7a4f17"),
            (0.68, "#d6a650"),
            (0.82, "#fbe7ae"),
            (1, "#6e4714"),
        ],
    )
    drawing.path(hoop, fill="none", stroke=metal, stroke_width=32)
    inner = _polyline(centre, 144, 184, 200, 330)
    drawing.line(smooth(inner), "#fffbe8", 7, soft=3, stroke_opacity=0.85)
    drawing.line(
        smooth(_polyline(centre, 150, 190, 20, 130)),
        "#3d2506",
        9,
        soft=4,
        stroke_opacity=0.5,
    )
    drawing.line(
        smooth(_polyline(centre, 160, 200, 30, 90)),
        "#fff1c4",
        4,
        soft=1.6,
        stroke_opacity=0.8,
    )
    post = smooth([(250, 178), (250, 150), (254, 128)])
    drawing.line(post, _GOLD[0], 15)
    drawing.line(post, _GOLD[1], 11)
    drawing.line(smooth([(247, 174), (247, 150), (251, 130)]), _GOLD[2], 3, soft=0.8)
    return _earring(
        drawing,
        "earring-hoop-gold",
        "Gold hoop earring",
        "Atelier Lune",
        (252, 130),
        (250, 566),
    )


def pearl_earring() -> Artwork:
    """Draw the pearl drop earring."""
    drawing = Drawing(500, 760)
    drawing.circle((250, 120), 34, fill=_GOLD[0])
    _stone(drawing, (250, 120), 30)
    hook = smooth([(250, 152), (250, 200), (246, 250), (250, 296)])
    drawing.line(hook, _GOLD[0], 10)
    drawing.line(hook, _GOLD[1], 7)
    drawing.line(
        smooth([(248, 154), (248, 200), (244, 250), (248, 294)]), _GOLD[2], 2, soft=0.6
    )
    cap = outline(
        [(206, 372), (220, 320), (250, 296), (280, 320), (294, 372)], [(250, 384)]
    )
    drawing.path(
        cap,
        fill=drawing.linear(
            (206, 0),
            (294, 0),
            [(0, "#6e4714"), (0.3, "#fbe7ae"), (0.55, "#c4913c"), (1, "#5c3c10")],
        ),
    )
    drop = smooth(
        [
            (250, 330),
            (316, 390),
            (356, 490),
            (336, 586),
            (250, 630),
            (164, 586),
            (144, 490),
            (184, 390),
        ],
        closed=True,
    )
    _nacre(drawing, drop, (250, 490), 150)
    drawing.path(
        cap,
        fill=drawing.linear(
            (206, 0),
            (294, 0),
            [(0, "#6e4714"), (0.3, "#fbe7ae"), (0.55, "#c4913c"), (1, "#5c3c10")],
        ),
    )
    drawing.line(
        smooth([(206, 372), (250, 386), (294, 372)]),
        "#4a2f0c",
        3,
        soft=1,
        stroke_opacity=0.6,
    )
    return _earring(
        drawing,
        "earring-pearl-drop",
        "Pearl drop earring",
        "Maison Vive",
        (250, 120),
        (250, 630),
    )


def _hanging(half: float, top: float, bottom: float) -> list[Point]:
    # A catenary's look with a fixed depth: flat below, steep at the neck.
    points: list[Point] = []
    for step in range(121):
        share = step / 60 - 1
        depth = 1 - (0.62 * share**2 + 0.38 * share**6)
        points.append(
            (
                _C + half * share * (1 - 0.05 * share**2) / 0.95,
                top + (bottom - top) * depth,
            )
        )
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


def _nacre(drawing: Drawing, shape: str, centre: Point, radius: float) -> None:
    x, y = centre
    drawing.path(
        shape,
        fill=drawing.radial(
            (x - 34, y - 30),
            radius * 1.2,
            [
                (0, "#fffdf8"),
                (0.35, "#f3e9dc"),
                (0.7, "#cdbcab"),
                (0.9, "#a8937f"),
                (1, "#cdbba8"),
            ],
        ),
    )
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.cover(
            fill=drawing.radial(
                (x + 50, y + 70), 90, [(0, "#f6d6d0", 0.75), (1, "#f6d6d0", 0)]
            )
        )
        drawing.cover(
            fill=drawing.radial(
                (x - 60, y + 60), 70, [(0, "#d3e2e6", 0.6), (1, "#d3e2e6", 0)]
            )
        )
        drawing.line(
            smooth([(x - 50, y - 70), (x - 66, y - 10), (x - 62, y + 40)]),
            "#fff",
            20,
            soft=8,
            stroke_opacity=0.9,
        )
        drawing.line(shape, "#5d4a38", 12, soft=7, stroke_opacity=0.45)


def _ring(drawing: Drawing, centre: Point, radius: float) -> None:
    drawing.circle(centre, radius, fill="none", stroke=_GOLD[0], stroke_width=5)
    drawing.circle(centre, radius, fill="none", stroke=_GOLD[1], stroke_width=3.4)
    drawing.circle(
        (centre[0] - 0.6, centre[1] - 0.8),
        radius,
        fill="none",
        stroke=_GOLD[2],
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


def _stone(drawing: Drawing, centre: Point, radius: float) -> None:
    x, y = centre
    drawing.circle(
        centre,
        radius,
        fill=drawing.radial(
            (x - 9, y - 10),
            radius * 1.5,
            [(0, "#fff6da"), (0.35, "#e2b661"), (0.7, "#a87428"), (1, "#5c3c10")],
        ),
    )
    drawing.circle(centre, radius * 0.62, fill="#eef4f7")
    for number in range(8):
        angle, after = math.radians(45 * number), math.radians(45 * (number + 1))
        facet = straight(
            [
                (x, y),
                (
                    x + radius * 0.62 * math.cos(angle),
                    y + radius * 0.62 * math.sin(angle),
                ),
                (
                    x + radius * 0.62 * math.cos(after),
                    y + radius * 0.62 * math.sin(after),
                ),
            ],
            closed=True,
        )
        colour = ("#c4d6e0", "#8fa9b8", "#ffffff", "#b3c8d4")[(number * 3) % 4]
        drawing.path(facet, fill=colour, opacity=0.85)
    drawing.circle((x - 6, y - 7), 4, fill="#fff", opacity=0.95)


def _polyline(
    centre: Point, rx: float, ry: float, start: float, end: float
) -> list[Point]:
    steps = 12
    angles = [math.radians(start + (end - start) * n / steps) for n in range(steps + 1)]
    return [
        (centre[0] + rx * math.cos(a), centre[1] + ry * math.sin(a)) for a in angles
    ]


def _earring(
    drawing: Drawing, item_id: str, name: str, maker: str, lobe: Point, bottom: Point
) -> Artwork:
    return Artwork(
        item_id,
        "earring",
        name,
        maker,
        drawing,
        {"lobe": lobe, "bottom": bottom},
        (Part("drop", 0.0),),
    )
