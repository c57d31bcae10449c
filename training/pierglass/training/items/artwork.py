"""A finished drawing with what its item record says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pierglass.training.items.geometry import Point
from pierglass.training.items.svg import Drawing

__all__ = ["Artwork", "Part", "both_sides"]


@dataclass(frozen=True)
class Part:
    """A part of an item with its own depth and, where known, its outline."""

    name: str
    depth: float
    polygon: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Artwork:
    """One item, drawn."""

    id: str
    kind: str
    name: str
    maker: str
    drawing: Drawing
    anchors: Mapping[str, Point]
    """In canvas pixels."""

    parts: tuple[Part, ...] = field(default=())


def both_sides(axis_x: float, **left: Point) -> dict[str, Point]:
    """Return anchors for both sides from those of the wearer's left."""
    anchors: dict[str, Point] = {}
    for name, (x, y) in left.items():
        anchors[f"right_{name}"] = (2 * axis_x - x, y)
        anchors[f"left_{name}"] = (x, y)
    return anchors
