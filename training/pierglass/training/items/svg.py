"""A small SVG writer: shapes in drawing order, paints and filters by demand.

Identifiers are counted, and numbers are rounded to hundredths, so that one program
always writes the same bytes.
"""

import math
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from pierglass.training.items.geometry import Point

__all__ = ["Drawing", "Stop"]

Stop = tuple[float, str] | tuple[float, str, float]
"""Of a gradient: offset 0 to 1, colour, opacity (1 when left out)."""


_NUMBER: Final = re.compile(r"-?[0-9.]+")


class Drawing:
    """An SVG document that grows from back to front.

    Args:
        width: Canvas width in pixels.
        height: Canvas height in pixels.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width = width
        self.height = height
        self._defs: list[str] = []
        self._body: list[str] = []
        self._known: dict[str, str] = {}

    def define(self, tag: str, attributes: str, content: str) -> str:
        """Define a paint, clip, mask or filter once and return its ``url(#…)``."""
        key = f"{tag} {attributes} {content}"
        if key not in self._known:
            name = f"{tag[0]}{len(self._known)}"
            self._known[key] = f"url(#{name})"
            self._defs.append(f'<{tag} id="{name}" {attributes}>{content}</{tag}>')
        return self._known[key]

    def linear(self, start: Point, end: Point, stops: Sequence[Stop]) -> str:
        """Return a paint that runs from *start* to *end*, in canvas pixels."""
        line = (
            f'x1="{_n(start[0])}" y1="{_n(start[1])}" '
            f'x2="{_n(end[0])}" y2="{_n(end[1])}" gradientUnits="userSpaceOnUse"'
        )
        return self.define("linearGradient", line, _stops(stops))

    def radial(
        self,
        centre: Point,
        radius: float,
        stops: Sequence[Stop],
        *,
        stretch: float = 1.0,
    ) -> str:
        """Return a paint that runs outwards; *stretch* is height over width."""
        place = f"translate({_n(centre[0])} {_n(centre[1])}) scale(1 {_n(stretch)})"
        circle = (
            f'cx="0" cy="0" r="{_n(radius)}" gradientUnits="userSpaceOnUse" '
            f'gradientTransform="{place}"'
        )
        return self.define("radialGradient", circle, _stops(stops))

    def blur(self, sigma: float, d: str = "", width: float = 0) -> str:
        """Return a Gaussian blur for path data *d*, stroked with *width*."""
        content = f'<feGaussianBlur stdDeviation="{_n(sigma)}"/>'
        region = self.region(d, 3 * sigma + width / 2 + 2)
        return self.define("filter", region, content)

    def region(self, d: str = "", margin: float = 0) -> str:
        """Return the attributes of a filter in sRGB around *d*, or over the canvas.

        A narrow region is what keeps rendering fast: filters cost by their area.
        """
        left, top, right, bottom = 0.0, 0.0, float(self.width), float(self.height)
        points = [float(number) for number in _NUMBER.findall(d)]
        if points:
            left, right = min(points[::2]) - margin, max(points[::2]) + margin
            top, bottom = min(points[1::2]) - margin, max(points[1::2]) + margin
        return (
            f'filterUnits="userSpaceOnUse" x="{math.floor(left)}" '
            f'y="{math.floor(top)}" width="{math.ceil(right - left) + 1}" '
            f'height="{math.ceil(bottom - top) + 1}" color-interpolation-filters="sRGB"'
        )

    def clip(self, d: str) -> str:
        """Return a clip to closed path data; what it covers twice is a hole."""
        path = f'<path d="{d}" clip-rule="evenodd"/>'
        return self.define("clipPath", "", path)

    def path(self, d: str, **attributes: object) -> None:
        """Draw path data; attribute names with ``_`` for ``-``."""
        self._body.append(f'<path d="{d}"{_attributes(attributes)}/>')

    def line(
        self, d: str, colour: str, width: float, *, soft: float = 0, **more: object
    ) -> None:
        """Stroke path data with round ends, blurred by *soft* pixels.

        Blurred path data must be in absolute M, L and C: its box is read from it.
        """
        if soft:
            more["filter"] = self.blur(soft, d, width)
        stroke = {
            "fill": "none",
            "stroke": colour,
            "stroke_width": width,
            "stroke_linecap": "round",
            "stroke_linejoin": "round",
        }
        self.path(d, **(stroke | more))

    def circle(self, centre: Point, radius: float, **attributes: object) -> None:
        """Draw a circle."""
        self.ellipse(centre, radius, radius, **attributes)

    def ellipse(
        self, centre: Point, rx: float, ry: float, **attributes: object
    ) -> None:
        """Draw an ellipse with its axes along the canvas."""
        place = f'cx="{_n(centre[0])}" cy="{_n(centre[1])}" rx="{_n(rx)}" ry="{_n(ry)}"'
        self._body.append(f"<ellipse {place}{_attributes(attributes)}/>")

    def cover(self, **attributes: object) -> None:
        """Draw a rectangle over the whole canvas; useful inside a clip."""
        size = f'width="{_n(self.width)}" height="{_n(self.height)}"'
        self._body.append(f"<rect {size}{_attributes(attributes)}/>")

    @contextmanager
    def group(self, **attributes: object) -> Iterator[None]:
        """Put what is drawn inside into one group."""
        self._body.append(f"<g{_attributes(attributes)}>")
        yield
        self._body.append("</g>")

    def mask(self, content: "Drawing") -> str:
        """Return a luminance mask from another drawing's shapes."""
        self._defs.extend(content._defs)
        return self.define("mask", self.region(), "".join(content._body))

    def text(self, view: tuple[int, int, int, int] | None = None) -> str:
        """Return the document; *view* is x, y, width, height of the part shown."""
        x, y, width, height = view or (0, 0, round(self.width), round(self.height))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" viewBox="{x} {y} {width} {height}">'
            f"<defs>{''.join(self._defs)}</defs>{''.join(self._body)}</svg>\n"
        )


def _stops(stops: Sequence[Stop]) -> str:
    return "".join(
        f'<stop offset="{_n(stop[0])}" stop-color="{stop[1]}"'
        + (f' stop-opacity="{_n(stop[2])}"' if len(stop) == 3 else "")
        + "/>"
        for stop in stops
    )


def _attributes(attributes: dict[str, object]) -> str:
    return "".join(
        f' {name.replace("_", "-")}="{_n(value) if isinstance(value, float) else value}"'
        for name, value in attributes.items()
    )


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
