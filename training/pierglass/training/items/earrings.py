"""Earrings: a hoop, and a drop of pearl."""

import math

from pierglass.training.items.artwork import Artwork, Part
from pierglass.training.items.geometry import Point, ellipse, outline, smooth, straight
from pierglass.training.items.palette import DARK_GOLD
from pierglass.training.items.svg import Drawing

__all__ = ["hoop_earring", "pearl_earring"]


def hoop_earring() -> Artwork:
    """Draw the gold hoop earring."""
    drawing = Drawing(500, 700)
    centre = (250.0, 360.0)
    hoop = ellipse(centre, 150, 190)
    drawing.path(hoop, fill="none", stroke=DARK_GOLD[0], stroke_width=36)
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
    drawing.line(post, DARK_GOLD[0], 15)
    drawing.line(post, DARK_GOLD[1], 11)
    drawing.line(
        smooth([(247, 174), (247, 150), (251, 130)]), DARK_GOLD[2], 3, soft=0.8
    )
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
    drawing.circle((250, 120), 34, fill=DARK_GOLD[0])
    _stone(drawing, (250, 120), 30)
    hook = smooth([(250, 152), (250, 200), (246, 250), (250, 296)])
    drawing.line(hook, DARK_GOLD[0], 10)
    drawing.line(hook, DARK_GOLD[1], 7)
    drawing.line(
        smooth([(248, 154), (248, 200), (244, 250), (248, 294)]),
        DARK_GOLD[2],
        2,
        soft=0.6,
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
