"""Cloth: a piece of fabric lit from the upper left, with folds in relief.

A piece's relief is a grey picture: its silhouette softly rounded, ridges and valleys
stroked on it, a crumple from noise. Two copies shifted along the light are subtracted,
which gives the light on the cloth, and that is laid over the colour. Difference by
shifting, not ``feDiffuseLighting``: the latter shows the steps of 8-bit heights.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pierglass.training.items.geometry import Point, smooth
from pierglass.training.items.svg import Drawing, Stop

__all__ = ["Cloth", "Fold", "cloth", "cylinder", "shade", "stitches"]

# Height of a flat piece: folds rise and sink from here.
_FLAT: Final = 0.55
# Cloth that faces the light is at most this much brighter than flat.
_MOST_LIT: Final = 1.7


@dataclass(frozen=True)
class Fold:
    """A ridge (positive height) or a valley (negative height) in a piece."""

    points: Sequence[Point]
    """Its line."""

    width: float
    """Stroke width in pixels."""

    height: float
    """-1 to 1."""

    soft: float = 6.0
    """Blur in pixels."""


@dataclass(frozen=True)
class Cloth:
    """How a fabric takes the light."""

    colour: str
    """Of the flat, evenly lit fabric."""

    relief: float = 1.4
    """Contrast of the light on folds."""

    rounding: float = 14.0
    """How far the edges turn away, in pixels."""

    edge: float = 0.25
    """Height of what surrounds the piece, 0 to 0.55: the higher, the flatter its rim."""

    sheen: bool = False
    """Whether highlights are of the light's colour (leather, satin), not the cloth's."""

    crumple: float = 0.25
    """Share of the noise in the relief."""

    grain: tuple[float, float] = (0.011, 0.006)
    """Frequency of the crumple across and down, in cycles a pixel."""

    seed: int = 1
    """Of the noise."""

    shadow: str = "#1c2030"
    """Colour of soft shadows on it."""

    weave: float = 0.0
    """Strength of a fine texture, 0 to 1."""

    weave_grain: tuple[float, float] = field(default=(0.5, 0.5))
    """Frequency of that texture."""


def cloth(
    drawing: Drawing,
    shape: str,
    fabric: Cloth,
    folds: Sequence[Fold] = (),
    *,
    pattern: Sequence[tuple[str, str, float]] = (),
) -> None:
    """Draw a piece of cloth.

    Args:
        drawing: What to draw on.
        shape: Closed path data of the piece.
        fabric: Its material.
        folds: Ridges and valleys.
        pattern: Printed or woven strokes under the light: path, colour, width.
    """
    gain = 1.0 if fabric.sheen else _headroom(fabric.colour)
    mode = "hard-light" if fabric.sheen else "multiply"
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.path(shape, fill=_brighter(fabric.colour, gain))
        for d, colour, width in pattern:
            drawing.line(d, _brighter(colour, gain), width, stroke_linecap="butt")
        if fabric.weave:
            drawing.cover(filter=_weave(drawing, fabric, shape))
        with (
            drawing.group(style=f"mix-blend-mode:{mode}"),
            drawing.group(filter=_light(drawing, fabric, shape, gain)),
        ):
            drawing.cover(fill=_grey(fabric.edge))
            drawing.path(
                shape, fill=_grey(_FLAT), filter=drawing.blur(fabric.rounding, shape)
            )
            for fold in folds:
                drawing.line(
                    smooth(fold.points),
                    "#fff" if fold.height > 0 else "#000",
                    fold.width,
                    soft=fold.soft,
                    stroke_opacity=abs(fold.height),
                )


def cylinder(
    drawing: Drawing, inside: str, start: Point, end: Point, dark: str, depth: float
) -> None:
    """Shade a closed path as a round body between two of its sides.

    Args:
        drawing: What to draw on.
        inside: The path.
        start: The side that faces the light.
        end: The other side.
        dark: Colour of the shade.
        depth: Opacity of the shade at the far side; all else follows.
    """
    # Where light follows shade the colour changes at opacity 0: between them a renderer
    # would mix a grey that shows as a streak.
    stops: list[Stop] = [
        (0, dark, 0.85 * depth),
        (0.13, dark, 0.34 * depth),
        (0.27, dark, 0.0),
        (0.27, "#fff", 0.0),
        (0.4, "#fff", 0.16 * depth),
        (0.55, "#fff", 0.0),
        (0.55, dark, 0.0),
        (0.76, dark, 0.18 * depth),
        (0.9, dark, 0.52 * depth),
        (1, dark, depth),
    ]
    with drawing.group(clip_path=drawing.clip(inside)):
        drawing.cover(fill=drawing.linear(start, end, stops))


def shade(
    drawing: Drawing,
    inside: str,
    d: str,
    width: float,
    soft: float,
    opacity: float,
    colour: str = "#14161f",
) -> None:
    """Stroke a soft shadow or gleam along *d*, kept inside a closed path."""
    with drawing.group(clip_path=drawing.clip(inside)):
        drawing.line(d, colour, width, soft=soft, stroke_opacity=opacity)


def stitches(drawing: Drawing, d: str, colour: str, *, width: float = 1.6) -> None:
    """Draw a seam: a soft dent with a row of stitches in it."""
    drawing.line(d, "#000", width * 3, soft=1.6, stroke_opacity=0.22)
    drawing.line(
        d, colour, width, stroke_dasharray="6 3.4", stroke_linecap="butt", opacity=0.85
    )


def _light(drawing: Drawing, fabric: Cloth, shape: str, gain: float) -> str:
    # What is flat leaves the colour as it is: grey 0.5 under hard light, and 1 / gain
    # where a colour that was made brighter by the gain is multiplied.
    flat = 0.5 if fabric.sheen else 1 / gain
    slope = fabric.relief * flat * 2
    noise, solid = fabric.crumple, 1 - fabric.crumple
    across, down = fabric.grain
    blue = "0 0 0 1.02 0" if fabric.sheen else "0 0 0 0.94 0.03"
    # The last matrix turns the light (in alpha) into grey, its shadows a little cool.
    content = (
        f'<feTurbulence type="fractalNoise" baseFrequency="{across} {down}" '
        f'numOctaves="2" seed="{fabric.seed}" result="n"/>'
        '<feColorMatrix in="SourceGraphic" values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 0" result="h"/>'
        f'<feComposite in="h" in2="n" operator="arithmetic" k2="{solid:.3f}" '
        f'k3="{noise:.3f}"/>'
        '<feGaussianBlur stdDeviation="1.2" result="r"/>'
        '<feOffset in="r" dx="4" dy="5" result="a"/>'
        '<feOffset in="r" dx="-4" dy="-5" result="b"/>'
        f'<feComposite in="b" in2="a" operator="arithmetic" k2="-{slope:.3f}" '
        f'k3="{slope:.3f}" k4="{flat:.3f}"/>'
        f'<feColorMatrix values="0 0 0 1 0 0 0 0 0.99 0.003 {blue} 0 0 0 0 1"/>'
    )
    return drawing.define("filter", drawing.region(shape, 12), content)


def _weave(drawing: Drawing, fabric: Cloth, shape: str) -> str:
    across, down = fabric.weave_grain
    content = (
        f'<feTurbulence type="fractalNoise" baseFrequency="{across} {down}" '
        f'numOctaves="2" seed="{fabric.seed + 50}"/>'
        f'<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 {2 * fabric.weave:.3f} '
        f'0 0 0 {-0.7 * fabric.weave:.3f}"/>'
    )
    return drawing.define("filter", drawing.region(shape, 12), content)


def _headroom(colour: str) -> float:
    # How much brighter than flat the cloth can be lit before a channel overflows.
    return min(_MOST_LIT, 255 / max(_channels(colour)))


def _brighter(colour: str, gain: float) -> str:
    return "#" + "".join(f"{min(255, round(c * gain)):02x}" for c in _channels(colour))


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _grey(height: float) -> str:
    return "#" + f"{round(255 * height):02x}" * 3
