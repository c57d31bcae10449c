"""Watches on a wrist: the strap runs across, the elbow lies above."""

import math
from typing import Final

from pierglass.training.items.artwork import Artwork, Part
from pierglass.training.items.fabric import Cloth, cloth, shade, stitches
from pierglass.training.items.geometry import Point, ellipse, outline, smooth, straight
from pierglass.training.items.svg import Drawing

__all__ = ["dress_watch", "sport_watch"]

_C: Final[Point] = (350.0, 450.0)
# Half the wrist's width; the strap turns under its edge there.
_WRIST: Final = 216.0
# On the left wrist of an arm that hangs, seen from the front, twelve o'clock points away
# from the body and the crown to the hand.
_TURNED: Final = f"rotate(90 {_C[0]:g} {_C[1]:g})"
_DATE_HOUR: Final = 3


def dress_watch() -> Artwork:
    """Draw the steel watch with a brown leather strap."""
    drawing = Drawing(700, 900)
    leather = Cloth(
        "#6a3d20", relief=1.5, rounding=12, crumple=0.2, seed=301, shadow="#190a02"
    )
    for side in (-1, 1):
        _strap(drawing, side, 74, leather, "#c69a6a")
    steel = [
        (0.0, "#565b62"),
        (0.2, "#f4f6f8"),
        (0.42, "#9aa1a9"),
        (0.62, "#e8ebee"),
        (0.8, "#767c84"),
        (1.0, "#3b4046"),
    ]
    _case(drawing, 152, steel)
    dial = drawing.radial(
        (_C[0] - 30, _C[1] - 40),
        170,
        [(0, "#fbfaf6"), (0.7, "#efece4"), (1, "#cfcabd")],
    )
    drawing.circle(_C, 128, fill=dial)
    with drawing.group(transform=_TURNED):
        _markers(drawing, 116, 20, "#30343a")
        _hand(drawing, -58, 70, 6, "#2b3036")
        _hand(drawing, 52, 100, 4.4, "#2b3036")
        _hand(drawing, 168, 106, 1.8, "#b3312c")
    _crystal(drawing, 128)
    return _artwork(
        drawing, "watch-steel-leather", "Steel watch with leather strap", "Ravel & Sons"
    )


def sport_watch() -> Artwork:
    """Draw the black diving watch with a rubber strap."""
    drawing = Drawing(700, 900)
    rubber = Cloth(
        "#212428", relief=1.5, rounding=12, crumple=0.12, seed=311, shadow="#000"
    )
    for side in (-1, 1):
        _strap(drawing, side, 88, rubber, "")
    steel = [
        (0.0, "#3b4046"),
        (0.25, "#c9cdd2"),
        (0.5, "#6d737b"),
        (0.75, "#b7bcc2"),
        (1.0, "#2a2e33"),
    ]
    _case(drawing, 166, steel)
    drawing.circle(
        _C,
        154,
        fill=drawing.radial(
            (_C[0] - 50, _C[1] - 70),
            230,
            [(0, "#2f4f86"), (0.5, "#162a4d"), (1, "#0a1428")],
        ),
    )
    with drawing.group(transform=_TURNED):
        _diver_dial(drawing)
    _crystal(drawing, 126)
    return _artwork(drawing, "watch-diver-black", "Black diving watch", "Fjell")


def _diver_dial(drawing: Drawing) -> None:
    x, y = _C
    for minute in range(60):
        angle = math.radians(minute * 6)
        major = minute % 5 == 0
        line = straight([_polar(angle, 134 if major else 140), _polar(angle, 147)])
        drawing.line(line, "#e8ecf2", 4 if major else 1.6)
    mark = straight([(x - 9, y - 150), (x + 9, y - 150), (x, y - 134)], closed=True)
    drawing.path(mark, fill="#ff7a3c")
    drawing.circle(_C, 126, fill="#0b0c0e", stroke="#8a9099", stroke_width=3)
    for hour in range(12):
        if hour == _DATE_HOUR:
            continue
        dot = _polar(math.radians(hour * 30 - 90), 100)
        drawing.circle(dot, 9.5, fill="#e9f0dc", stroke="#aab0b8", stroke_width=2)
    window = straight(
        [(x + 84, y - 13), (x + 112, y - 13), (x + 112, y + 13), (x + 84, y + 13)],
        closed=True,
    )
    drawing.path(window, fill="#f4f2ec", stroke="#8a9099", stroke_width=2)
    drawing.line(
        straight([(x + 92, y - 6), (x + 99, y - 6), (x + 95, y + 7)]), "#111", 2.6
    )
    _hand(drawing, -64, 62, 11, "#e9f0dc")
    _hand(drawing, 40, 98, 8, "#e9f0dc")
    _hand(drawing, 200, 104, 2.2, "#ff7a3c")


def _strap(
    drawing: Drawing, side: int, half: float, fabric: Cloth, thread: str
) -> None:
    """Draw the strap across the wrist on one side of the case."""
    x, y = _C
    run: list[Point] = [
        (x + side * 120, y - half),
        (x + side * 176, y - half + 3),
        (x + side * _WRIST, y - half + 12),
    ]
    low: list[Point] = [(px, 2 * y - py) for px, py in reversed(run)]
    shape = outline(run, [(x + side * (_WRIST + 9), y)], low)
    cloth(drawing, shape, fabric)
    edge = x + side * (_WRIST + 9)
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.cover(
            fill=drawing.linear(
                (x + side * 110, 0),
                (edge, 0),
                [
                    (0, "#000", 0.5),
                    (0.3, "#fff", 0.12),
                    (0.55, "#000", 0.1),
                    (1, "#000", 0.72),
                ],
            )
        )
        if thread:
            for rise in (-half + 11, half - 11):
                stitches(
                    drawing,
                    straight(
                        [(x + side * 120, y + rise), (x + side * 240, y + rise * 0.92)]
                    ),
                    thread,
                    width=2,
                )
        else:
            for step in range(4):
                rib = x + side * (158 + 17 * step)
                drawing.line(
                    straight([(rib, y - half), (rib, y + half)]),
                    "#000",
                    5,
                    opacity=0.45,
                )
                drawing.line(
                    straight([(rib + 3, y - half), (rib + 3, y + half)]),
                    "#fff",
                    1.6,
                    opacity=0.25,
                )


def _case(drawing: Drawing, radius: float, metal: list[tuple[float, str]]) -> None:
    x, y = _C
    lug: list[Point] = [
        (x + radius * 0.42, y - radius * 0.84),
        (x + radius * 0.86, y - radius * 0.72),
        (x + radius * 1.06, y - radius * 0.6),
        (x + radius * 1.0, y - radius * 0.4),
    ]
    for flip_x in (1, -1):
        for flip_y in (1, -1):
            points = [(x + flip_x * (px - x), y + flip_y * (py - y)) for px, py in lug]
            d = outline(points, [_C])
            drawing.path(
                d,
                fill=drawing.linear(
                    (x - radius, y - radius), (x + radius, y + radius), metal
                ),
            )
            drawing.path(
                d, fill="none", stroke="#1d2024", stroke_width=1.2, opacity=0.6
            )
    end = y + radius
    crown = straight(
        [(x - 17, end - 6), (x + 17, end - 6), (x + 17, end + 20), (x - 17, end + 20)],
        closed=True,
    )
    drawing.path(crown, fill=drawing.linear((x - 17, 0), (x + 17, 0), metal))
    for step in range(-3, 4):
        drawing.line(
            straight([(x + step * 5, end), (x + step * 5, end + 19)]),
            "#202327",
            1.4,
            opacity=0.6,
        )
    drawing.circle((x + 3, y + 6), radius, fill="#000", opacity=0.35)
    drawing.circle(
        _C,
        radius,
        fill=drawing.linear((x - radius, y - radius), (x + radius, y + radius), metal),
    )
    drawing.circle(
        _C,
        radius - 9,
        fill=drawing.linear((x + radius, y + radius), (x - radius, y - radius), metal),
    )
    drawing.circle(_C, radius - 18, fill="#1a1c1f")


def _markers(drawing: Drawing, radius: float, length: float, colour: str) -> None:
    for minute in range(60):
        angle = math.radians(minute * 6)
        major = minute % 5 == 0
        inner = radius - (length if major else 6)
        line = straight([_polar(angle, inner), _polar(angle, radius)])
        drawing.line(line, colour, 5 if major else 1.6, stroke_linecap="butt")


def _hand(
    drawing: Drawing, degrees: float, length: float, width: float, colour: str
) -> None:
    angle = math.radians(degrees - 90)
    tip, tail = _polar(angle, length), _polar(angle, -22)
    shift = [(px + 2.5, py + 4) for px, py in (tail, tip)]
    drawing.line(straight(shift), "#000", width, soft=2.4, stroke_opacity=0.4)
    drawing.line(straight([tail, tip]), colour, width)
    drawing.circle(_C, 8, fill=colour)
    drawing.circle(_C, 3, fill="#fff", opacity=0.6)


def _crystal(drawing: Drawing, radius: float) -> None:
    x, y = _C
    glass = ellipse(_C, radius, radius)
    with drawing.group(clip_path=drawing.clip(glass)):
        drawing.line(
            straight([(x - 150, y + 40), (x + 40, y - 150)]),
            "#fff",
            56,
            soft=8,
            stroke_opacity=0.2,
        )
        drawing.circle(
            _C, radius, fill="none", stroke="#000", stroke_width=16, opacity=0.2
        )
    arc = [_polar(math.radians(a), radius - 7) for a in range(190, 281, 15)]
    shade(drawing, glass, smooth(arc), 6, 2, 0.6, "#fff")


def _polar(angle: float, radius: float) -> Point:
    return _C[0] + radius * math.cos(angle), _C[1] + radius * math.sin(angle)


def _artwork(drawing: Drawing, item_id: str, name: str, maker: str) -> Artwork:
    x, y = _C
    anchors = {
        "centre": _C,
        "right_edge": (x - _WRIST, y),
        "left_edge": (x + _WRIST, y),
        "up": (x, y - 140.0),
    }
    return Artwork(
        item_id,
        "watch",
        name,
        maker,
        drawing,
        anchors,
        (Part("case", 0.0), Part("strap", 0.0)),
    )
