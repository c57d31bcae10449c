"""Curves for drawing: smooth runs through points, tubes, and mirroring."""

import math
from collections.abc import Sequence
from typing import Final

__all__ = [
    "Point",
    "along",
    "ellipse",
    "mirrored",
    "outline",
    "sampled",
    "smooth",
    "straight",
    "tube",
]

Point = tuple[float, float]
"""x to the right, y down, in canvas pixels."""

Run = Sequence[Point]
"""Points that one smooth curve passes through."""

# Catmull-Rom to Bézier: a third of the half chord between the neighbours.
_TENSION: Final = 1 / 6


def smooth(points: Run, *, closed: bool = False) -> str:
    """Return path data of a smooth curve through *points*."""
    start = points[0]
    curve = _curve(points, closed=closed)
    return f"M {_p(start)} {curve}{' Z' if closed else ''}"


def straight(points: Run, *, closed: bool = False) -> str:
    """Return path data of straight lines through *points*."""
    return "M " + " L ".join(_p(point) for point in points) + (" Z" if closed else "")


def outline(*runs: Run) -> str:
    """Return closed path data: smooth runs, joined with corners by straight lines."""
    parts = [f"M {_p(runs[0][0])}"]
    for number, run in enumerate(runs):
        if number:
            parts.append(f"L {_p(run[0])}")
        parts.append(_curve(run, closed=False))
    return " ".join(parts) + " Z"


def mirrored(run: Run, axis_x: float) -> list[Point]:
    """Return *run* mirrored about the vertical *axis_x*, in reverse order."""
    return [(2 * axis_x - x, y) for x, y in reversed(run)]


def sampled(run: Run, steps: int = 5) -> list[Point]:
    """Return points on the curve that `smooth` draws through *run*, *steps* a piece."""
    points = [run[0]]
    for number in range(len(run) - 1):
        bends = _bends(run, number, closed=False)
        points += [_on_curve(bends, step / steps) for step in range(1, steps + 1)]
    return points


def tube(axis: Run, radii: Sequence[float]) -> tuple[list[Point], list[Point]]:
    """Return the two sides of a tube around *axis*, both from its start.

    The first side lies to the left of someone walking along the axis (y down).
    """
    left: list[Point] = []
    right: list[Point] = []
    for number, ((x, y), radius) in enumerate(zip(axis, radii, strict=True)):
        before = axis[max(number - 1, 0)]
        after = axis[min(number + 1, len(axis) - 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy)
        nx, ny = dy / length * radius, -dx / length * radius
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return left, right


def along(start: Point, end: Point, share: float, aside: float = 0) -> Point:
    """Return the point at *share* of the way, *aside* pixels to its left."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    return (
        start[0] + dx * share + dy / length * aside,
        start[1] + dy * share - dx / length * aside,
    )


def ellipse(centre: Point, rx: float, ry: float) -> str:
    """Return closed path data of an ellipse."""
    x, y = centre
    arc = f"A {rx:.2f} {ry:.2f} 0 1 1"
    return f"M {_p((x - rx, y))} {arc} {_p((x + rx, y))} {arc} {_p((x - rx, y))} Z"


def _curve(points: Run, *, closed: bool) -> str:
    pieces: list[str] = []
    for number in range(len(points) if closed else len(points) - 1):
        _, first, second, end = _bends(points, number, closed=closed)
        pieces.append(f"C {_p(first)} {_p(second)} {_p(end)}")
    return " ".join(pieces)


def _bends(points: Run, number: int, *, closed: bool) -> tuple[Point, ...]:
    """Return the four control points of a curve's piece."""
    count = len(points)
    before, start, end, after = (
        points[
            (number + step) % count if closed else min(max(number + step, 0), count - 1)
        ]
        for step in (-1, 0, 1, 2)
    )
    first = tuple(
        s + (e - b) * _TENSION for s, e, b in zip(start, end, before, strict=True)
    )
    second = tuple(
        e - (a - s) * _TENSION for e, a, s in zip(end, after, start, strict=True)
    )
    return start, (first[0], first[1]), (second[0], second[1]), end


def _on_curve(bends: tuple[Point, ...], share: float) -> Point:
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    x = sum(weight * point[0] for weight, point in zip(weights, bends, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, bends, strict=True))
    return x, y


def _p(point: Sequence[float]) -> str:
    return f"{point[0]:.2f} {point[1]:.2f}"
