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

__all__ = ["Front", "Sheet"]

SCALE: Final = 6.4


_CENTRE: Final = (520.0, 220.0)


# Half the mean distance between an adult's pupils, 63 mm (Dodgson, 2004).
_PUPIL_MM: Final = 31.5


@dataclass(frozen=True)
class Front:
    """Measures of a front in millimetres."""

    lens: Sequence[Point]
    """Outline of the wearer's left lens about its middle, clockwise."""

    middle: Point
    """Middle of that lens from the middle of the front."""

    pupil_y: float = -1.5
    """Height of the pupils."""

    temple: Point = (67.0, -9.0)
    """Outer end of the hinge."""


class Sheet:
    """A front in the making, drawn on a canvas of its own.

    Args:
        front: Its measures.
    """

    def __init__(self, front: Front) -> None:
        self.front = front
        self.drawing = Drawing(1040, 440)

    def at(self, side: int, x: float, y: float) -> Point:
        """Return a point in millimetres on the canvas; *side* is 1 for the left."""
        return _CENTRE[0] + side * x * SCALE, _CENTRE[1] + y * SCALE

    def run(self, side: int, points: Run) -> list[Point]:
        """Return points in millimetres on the canvas."""
        return [self.at(side, x, y) for x, y in points]

    def lens(self, side: int, grow: float = 0.0) -> str:
        """Return a lens's outline, wider all round by *grow* millimetres."""
        mx, my = self.front.middle
        reach = max(abs(x) for x, _ in self.front.lens)
        scale = 1 + grow / reach
        points = [(mx + x * scale, my + y * scale) for x, y in self.front.lens]
        return smooth(self.run(side, points), closed=True)

    def artwork(self, item_id: str, name: str, maker: str) -> Artwork:
        """Return the finished glasses."""
        front = self.front
        anchors = both_sides(
            _CENTRE[0],
            eye=self.at(1, _PUPIL_MM, front.pupil_y),
            temple=self.at(1, *front.temple),
        )
        parts = (Part("lenses", 0.0), Part("temples", -0.6))
        return Artwork(item_id, "glasses", name, maker, self.drawing, anchors, parts)

    def glass(self, stops: Sequence[Stop], *, gleam: float = 0.22) -> None:
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
