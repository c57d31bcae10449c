"""Glasses: a front with two lenses, drawn in millimetres and scaled.

A lens has its outline around its middle; the pupil stands a little nasal of it. The
whole front is symmetrical, so each part is drawn once a side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pierglass.training.items.artwork import Artwork, Part, both_sides
from pierglass.training.items.geometry import Point, Run, smooth, straight
from pierglass.training.items.svg import Drawing, Stop

__all__ = [
    "aviator",
    "cat_eye",
    "clear",
    "round_gold",
    "sport",
    "thick_black",
    "tortoise",
]

SCALE: Final = 6.4
_CENTRE: Final = (520.0, 220.0)
# Half the mean distance between an adult's pupils, 63 mm (Dodgson, 2004).
_PUPIL_MM: Final = 31.5


@dataclass(frozen=True)
class _Front:
    """Measures of a front in millimetres."""

    lens: Sequence[Point]
    """Outline of the wearer's left lens about its middle, clockwise."""

    middle: Point
    """Middle of that lens from the middle of the front."""

    pupil_y: float = -1.5
    """Height of the pupils."""

    temple: Point = (67.0, -9.0)
    """Outer end of the hinge."""


class _Sheet:
    def __init__(self, front: _Front) -> None:
        self.front = front
        self.drawing = Drawing(1040, 440)

    def at(self, side: int, x: float, y: float) -> Point:
        return _CENTRE[0] + side * x * SCALE, _CENTRE[1] + y * SCALE

    def run(self, side: int, points: Run) -> list[Point]:
        return [self.at(side, x, y) for x, y in points]

    def lens(self, side: int, grow: float = 0.0) -> str:
        mx, my = self.front.middle
        reach = max(abs(x) for x, _ in self.front.lens)
        scale = 1 + grow / reach
        points = [(mx + x * scale, my + y * scale) for x, y in self.front.lens]
        return smooth(self.run(side, points), closed=True)

    def artwork(self, item_id: str, name: str, maker: str) -> Artwork:
        front = self.front
        anchors = both_sides(
            _CENTRE[0],
            eye=self.at(1, _PUPIL_MM, front.pupil_y),
            temple=self.at(1, *front.temple),
        )
        parts = (Part("lenses", 0.0), Part("temples", -0.6))
        return Artwork(item_id, "glasses", name, maker, self.drawing, anchors, parts)

    def glass(self, stops: Sequence[Stop], *, gleam: float = 0.3) -> None:
        """Draw the lenses: a tint from top to bottom, and two soft reflections."""
        drawing = self.drawing
        my = self.front.middle[1]
        top, bottom = self.at(1, 0, my - 22)[1], self.at(1, 0, my + 22)[1]
        for side in (1, -1):
            lens = self.lens(side)
            drawing.path(lens, fill=drawing.linear((0, top), (0, bottom), stops))
            mx = self.front.middle[0] * side
            with drawing.group(clip_path=drawing.clip(lens)):
                for shift, width, share in ((-13, 9, 1.0), (-3, 3, 0.7)):
                    x, y = self.at(1, mx + shift, my)
                    streak = straight([(x + 100, y - 190), (x - 100, y + 190)])
                    drawing.line(
                        streak,
                        "#fff",
                        width * SCALE,
                        soft=5,
                        stroke_opacity=gleam * share * 0.55,
                    )
                drawing.line(lens, "#000", 12, soft=5, stroke_opacity=0.22)

    def wire(self, d: str, width: float, metal: Sequence[str]) -> None:
        """Draw a round wire along *d*: shade, body, gleam."""
        drawing = self.drawing
        dark, body, light = metal
        drawing.line(d, dark, width)
        drawing.line(d, body, width * 0.72)
        with drawing.group(
            transform=f"translate({-width * 0.12:.2f} {-width * 0.16:.2f})"
        ):
            drawing.line(d, light, width * 0.3, soft=0.6)
        with drawing.group(
            transform=f"translate({width * 0.14:.2f} {width * 0.2:.2f})"
        ):
            drawing.line(d, dark, width * 0.16, soft=0.6, stroke_opacity=0.6)

    def nose_pads(self, x: float, y: float, metal: Sequence[str]) -> None:
        """Draw the pads with their arms."""
        for side in (1, -1):
            arm = smooth(self.run(side, [(x + 3, y - 5), (x - 0.4, y - 3), (x, y)]))
            self.wire(arm, 5, metal)
            px, py = self.at(side, x, y + 1)
            with self.drawing.group(
                transform=f"rotate({-18 * side} {px:.1f} {py:.1f})"
            ):
                self.drawing.ellipse((px, py), 9, 21, fill="#f4efe6", opacity=0.5)
                self.drawing.ellipse(
                    (px, py),
                    9,
                    21,
                    fill="none",
                    stroke="#8d8678",
                    stroke_width=1.2,
                    opacity=0.7,
                )
                self.drawing.ellipse((px - 2, py - 6), 3, 9, fill="#fff", opacity=0.7)

    def acetate(
        self,
        outer: Run,
        bridge: Run,
        paint: str,
        *,
        mottle: str = "",
        gleam: float = 0.6,
        opacity: float = 1.0,
        edge: str = "#000",
    ) -> None:
        """Draw a moulded front: *outer* runs from the bridge's top round to its foot.

        Args:
            outer: The outline of the wearer's left half, in millimetres.
            bridge: Its lower edge from the foot to the middle.
            paint: Fill of the material.
            mottle: A filter that draws the pattern over the fill.
            gleam: Strength of the highlights.
            opacity: Of the material; below 1 it is a clear one.
            edge: Colour of its bevels.
        """
        drawing = self.drawing
        right = self.run(1, [*outer, *bridge])
        left = self.run(-1, [*outer, *bridge])[::-1]
        rim = smooth([*right, *left[1:-1]], closed=True)
        whole = f"{rim} {self.lens(1)} {self.lens(-1)}"
        drawing.path(whole, fill=paint, fill_rule="evenodd", fill_opacity=opacity)
        with drawing.group(clip_path=drawing.clip(whole)):
            if mottle:
                drawing.cover(filter=mottle)
            drawing.line(rim, edge, 10, soft=3, stroke_opacity=0.5 * opacity)
            for side in (1, -1):
                lens = self.lens(side)
                drawing.line(lens, edge, 11, soft=2.2, stroke_opacity=0.65 * opacity)
                drawing.line(
                    self.lens(side, 0.7),
                    "#fff",
                    1.6,
                    soft=0.7,
                    stroke_opacity=gleam * 0.55,
                )
            with drawing.group(transform="translate(2 6)"):
                drawing.line(rim, "#fff", 4, soft=1.8, stroke_opacity=gleam)
            with drawing.group(transform="translate(-2 -5)"):
                drawing.line(rim, edge, 5, soft=2.2, stroke_opacity=0.35)
        drawing.path(rim, fill="none", stroke=edge, stroke_width=1, stroke_opacity=0.4)

    def hinges(self, x: float, y: float, colour: str, *, length: float = 5.0) -> None:
        """Draw the stubs of the temples, turning back behind the front."""
        drawing = self.drawing
        for side in (1, -1):
            stub = straight(
                self.run(
                    side,
                    [
                        (x - 4, y - 3),
                        (x + length, y - 2.4),
                        (x + length, y + 2.2),
                        (x - 4, y + 3),
                    ],
                ),
                closed=True,
            )
            inner, outer = self.at(side, x - 4, y), self.at(side, x + length, y)
            drawing.path(stub, fill=colour)
            drawing.path(
                stub,
                fill=drawing.linear(
                    inner,
                    outer,
                    [(0, "#fff", 0.15), (0.5, "#000", 0.15), (1, "#000", 0.6)],
                ),
            )

    def rivets(self, x: float, y: float) -> None:
        """Draw the small metal ornaments of the corners."""
        for side in (1, -1):
            for shift in (-0.9, 0.9):
                cx, cy = self.at(side, x + shift * 1.6, y)
                self.drawing.ellipse(
                    (cx, cy), 3.4, 5, fill="#d9d4c8", stroke="#000", stroke_opacity=0.5
                )
                self.drawing.ellipse((cx - 1, cy - 1.4), 1.2, 1.8, fill="#fff")


_GOLD: Final = ("#6e4a17", "#d2a04a", "#fff2c8")
_CLEAR_GLASS: Final[list[Stop]] = [(0, "#e9f2f7", 0.17), (1, "#e9f2f7", 0.1)]

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
_TEARDROP: Final[list[Point]] = [
    (-2, -21),
    (16, -20),
    (27, -12),
    (28.4, 2),
    (22, 18),
    (8, 27),
    (-6, 26),
    (-18, 15),
    (-25.4, -1),
    (-24, -14),
    (-15, -20),
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
    sheet = _Sheet(_Front(_ROUND, (34.5, 0), temple=(64.5, -3)))
    sheet.glass(_CLEAR_GLASS)
    for side in (1, -1):
        piece = smooth(
            sheet.run(side, [(57, -4), (60.5, -5), (62.4, -3.4), (64, -2.6)])
        )
        sheet.wire(piece, 13, _GOLD)
    sheet.nose_pads(10.4, 6, _GOLD)
    for side in (1, -1):
        sheet.wire(sheet.lens(side), 11, _GOLD)
    bridge = [
        sheet.at(-1, 12.6, -5.6),
        sheet.at(-1, 8, -9),
        sheet.at(1, 0, -10.4),
        sheet.at(1, 8, -9),
        sheet.at(1, 12.6, -5.6),
    ]
    sheet.wire(smooth(bridge), 12, _GOLD)
    return sheet.artwork("glasses-round-gold", "Round gold frames", "Atelier Lune")


def tortoise() -> Artwork:
    """Draw the square tortoiseshell frames."""
    sheet = _Sheet(_Front(_SQUARE, (35.5, 1), temple=(70, -11)))
    drawing = sheet.drawing
    sheet.glass(_CLEAR_GLASS)
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
    sheet = _Sheet(_Front(_CAT, (34.5, 1), temple=(67, -16.6)))
    drawing = sheet.drawing
    sheet.glass(_CLEAR_GLASS)
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
    sheet = _Sheet(_Front(_SQUARE, (36, 1), temple=(74, -12)))
    drawing = sheet.drawing
    sheet.glass(_CLEAR_GLASS)
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
    sheet = _Sheet(_Front(_PANTO, (34.6, 0.6), temple=(68, -10)))
    drawing = sheet.drawing
    sheet.glass(_CLEAR_GLASS)
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


def aviator() -> Artwork:
    """Draw the aviator sunglasses with brown gradient lenses."""
    sheet = _Sheet(_Front(_TEARDROP, (35.5, 3), temple=(68.5, -9)))
    sheet.glass(
        [(0, "#2b1a10", 0.86), (0.5, "#5a3a20", 0.74), (1, "#a8794a", 0.58)], gleam=0.42
    )
    for side in (1, -1):
        sheet.wire(
            smooth(sheet.run(side, [(61.6, -10), (65, -11), (67, -9.6), (68, -8.4)])),
            13,
            _GOLD,
        )
    sheet.nose_pads(11.4, 9, _GOLD)
    for side in (1, -1):
        sheet.wire(sheet.lens(side), 9, _GOLD)
    top = [
        sheet.at(-1, 30, -18.4),
        sheet.at(-1, 16, -17.6),
        sheet.at(1, 0, -17),
        sheet.at(1, 16, -17.6),
        sheet.at(1, 30, -18.4),
    ]
    sheet.wire(smooth(top), 9, _GOLD)
    low = [
        sheet.at(-1, 11.2, -6),
        sheet.at(-1, 5, -8.6),
        sheet.at(1, 5, -8.6),
        sheet.at(1, 11.2, -6),
    ]
    sheet.wire(smooth(low), 9, _GOLD)
    return sheet.artwork(
        "glasses-aviator-gold", "Gold aviator sunglasses", "Maison Vive"
    )


_SHIELD: Final[list[Point]] = [
    (-2, -17),
    (14, -18),
    (29, -15.6),
    (34.6, -9),
    (32, 3),
    (22, 13),
    (6, 17.6),
    (-12, 16),
    (-22, 8),
    (-27, -3),
    (-26, -12),
    (-16, -16.4),
]


def sport() -> Artwork:
    """Draw the sport sunglasses with mirror lenses."""
    sheet = _Sheet(_Front(_SHIELD, (35, 1), temple=(75, -10)))
    drawing = sheet.drawing
    sheet.glass(
        [
            (0, "#0f2f6b", 0.84),
            (0.35, "#2e6fc0", 0.8),
            (0.62, "#e0603a", 0.76),
            (1, "#f0b04a", 0.74),
        ],
        gleam=0.5,
    )
    sheet.hinges(68, -10, "#1b1c1f", length=7)
    half = [
        (0, -12.6),
        (8, -14.6),
        (18, -18.8),
        (36, -21.4),
        (58, -20.4),
        (70, -16),
        (73, -8.6),
        (69.6, -5),
        (66, -10.6),
        (58, -15),
        (40, -16.6),
        (20, -14.6),
        (11, -9),
        (8.6, 2),
        (10.4, 9),
        (7, 9.6),
        (5.4, 2),
        (4, -4),
        (0, -5.4),
    ]
    right, left = sheet.run(1, half), sheet.run(-1, half)[::-1]
    brow = smooth([*right, *left[1:-1]], closed=True)
    drawing.path(
        brow,
        fill=drawing.linear(
            (0, 80), (0, 260), [(0, "#3a3d42"), (0.4, "#17181b"), (1, "#222428")]
        ),
    )
    with drawing.group(clip_path=drawing.clip(brow)):
        drawing.line(brow, "#000", 9, soft=3, stroke_opacity=0.6)
        with drawing.group(transform="translate(1 6)"):
            drawing.line(brow, "#fff", 3.4, soft=1.6, stroke_opacity=0.55)
        for side in (1, -1):
            stripe = smooth(
                sheet.run(side, [(44, -18.8), (58, -17.8), (67, -14), (70, -8)])
            )
            drawing.line(stripe, "#ff6a2b", 6)
            drawing.line(stripe, "#ffd0b0", 1.6, soft=0.6, stroke_opacity=0.8)
    for side in (1, -1):
        drawing.line(sheet.lens(side), "#fff", 1.6, soft=0.8, stroke_opacity=0.4)
    return sheet.artwork("glasses-sport-mirror", "Mirrored sport sunglasses", "Fjell")
