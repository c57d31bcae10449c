"""Hair: a cap on the skull, locks behind and over the shoulders, a fringe."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas, Layer, Stroke
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import Figure
from pierglass.training.synthetic.head import Head
from pierglass.training.synthetic.light import Fold
from pierglass.training.synthetic.palette import Colour, blend, hair_colour
from pierglass.training.synthetic.shapes import (
    Outline,
    along,
    ellipse,
    limb,
    outline,
    spline,
)

__all__ = ["Hair", "draw_hair", "paint_cap", "paint_hair_behind", "paint_locks"]

_LAYER = Layer("hair", "head")


@dataclass(frozen=True)
class Hair:
    """How hair is worn; lengths in those of the trunk."""

    colour: Colour
    volume: float
    """How far it stands off the skull."""
    length: float
    """How far it hangs below the ears; 0 for short."""
    before: tuple[float, float]
    """How far the locks before the right and left shoulder hang; 0 for none."""
    fringe: float
    """0 for none, 1 for down to the brows."""
    parting: float
    """Where, from -1 (right) to 1."""
    curl: float
    knot: bool
    bald: bool
    seed: int


def draw_hair(rng: np.random.Generator, *, woman: bool) -> Hair:
    """Return hair: mostly long for women, mostly short for men."""
    colour, seed = hair_colour(rng), int(rng.integers(1 << 30))
    draw = rng.random()
    curl = float(rng.uniform(0.5, 1.0)) if rng.random() < 0.25 else 0.0
    parting = float(rng.uniform(-0.7, 0.7))
    long = draw < (0.74 if woman else 0.08)
    length, before = 0.0, (0.0, 0.0)
    if long:
        length = float(rng.uniform(0.15, 0.85))
        if length > 0.25 and rng.random() < 0.7:
            both = rng.uniform(0.6, 1.1, 2) * length * (rng.random(2) < 0.8)
            before = (float(both[0]), float(both[1]))
    short = not long
    return Hair(
        colour=colour,
        volume=float(rng.uniform(0.012, 0.05)) + 0.08 * curl * (rng.random() < 0.5),
        length=length,
        before=before,
        fringe=float(rng.uniform(0.4, 1.0)) if rng.random() < 0.3 else 0.0,
        parting=parting,
        curl=curl,
        knot=bool(short and woman and rng.random() < 0.7),
        bald=bool(not woman and short and rng.random() < 0.12),
        seed=seed,
    )


def paint_hair_behind(canvas: Canvas, figure: Figure, hair: Hair) -> None:
    """Paint what hangs behind neck and shoulders, and a knot on the crown."""
    if hair.bald:
        return
    head, rng = Head(figure), np.random.default_rng(hair.seed)
    cloth = Cloth(blend(hair.colour, 0.8), relief=0.3)
    if hair.knot:
        high = rng.random() < 0.5
        centre = head.at(0.02, -0.27 if high else 0.05, 0.10 if high else 0.2)
        ball = ellipse(centre, (0.085 * head.px, 0.075 * head.px))
        canvas.paint(
            _LAYER,
            cloth,
            canvas.mask([ball]),
            round_=0.06,
            strokes=_strands([ball[:12], ball[6:18]], hair, rng, head.px),
        )
    if hair.length == 0:
        return
    wide = 0.165 + 0.6 * hair.volume + 0.04 * min(hair.length, 0.6)
    bottom = 0.10 + hair.length
    ring = [
        (-0.10, -0.20, 0.06),
        (-wide, -0.02, 0.08),
        (-wide - 0.02, 0.5 * bottom, 0.10),
        (-0.9 * wide, bottom, 0.12),
        (-0.3 * wide, bottom + 0.03, 0.12),
        (0.3 * wide, bottom + 0.02, 0.12),
        (0.9 * wide, bottom - 0.02, 0.12),
        (wide + 0.02, 0.5 * bottom, 0.10),
        (wide, -0.02, 0.08),
        (0.10, -0.20, 0.06),
    ]
    shape = _wavy(spline(head.points(ring), steps=5), hair, rng, head.px)
    lines = [
        outline(
            head.at(x * 0.8, -0.1, 0.08),
            head.at(x, 0.5 * bottom, 0.1),
            head.at(x * rng.uniform(0.8, 1), bottom, 0.12),
        )
        for x in np.linspace(-wide, wide, 9)
    ]
    canvas.paint(
        _LAYER,
        cloth,
        canvas.mask([shape]),
        round_=0.1,
        strokes=_strands(lines, hair, rng, head.px),
    )


def paint_cap(
    canvas: Canvas, figure: Figure, hair: Hair, *, hat_line: bool = False
) -> None:
    """Paint the hair about the face; nothing of a bald head.

    Args:
        canvas: Painted on.
        figure: Whose head.
        hair: How it is worn.
        hat_line: Leave the crown flat: a hat comes over it.
    """
    if hair.bald:
        return
    head, rng = Head(figure), np.random.default_rng(hair.seed + 1)
    volume = 0.008 if hat_line else hair.volume
    sides = 0.10 + min(hair.length, 0.14) if hair.length else 0.015
    wide = 0.158 + 0.7 * volume
    shapes = [_wavy(head.skull(volume), hair, rng, head.px)]
    side = [
        (-wide, -0.06, 0.02),
        (-wide - 0.01, sides * 0.6, 0.03),
        (-0.135, sides, 0.02),
        (0.135, sides, 0.02),
        (wide + 0.01, sides * 0.6, 0.03),
        (wide, -0.06, 0.02),
    ]
    shapes.append(head.points(side))
    window = _window(head, hair)
    part = head.at(0.07 * hair.parting, -0.225 - 0.5 * volume, -0.06)
    ends = [*ellipse((0, 0), (1, 1))[10:24], *ellipse((0, 0), (1, 1))[0:3]]
    lines = []
    for x, y in ends:
        end = head.at(
            float(x) * wide,
            float(y) * (0.17 + volume) - 0.05 + 0.10 * abs(float(x)),
            -0.02,
        )
        middle = (part + end) / 2 + np.array([0, -0.03 * head.px], np.float32)
        lines.append(spline(outline(part, middle, end), closed=False, steps=4))
    canvas.paint(
        _LAYER,
        Cloth(hair.colour, relief=0.3),
        canvas.mask(shapes, cuts=[window]),
        round_=0.1,
        strokes=_strands(lines, hair, rng, head.px),
        throws=0.03,
        folds=_gloss(head),
    )
    if hair.fringe and not hat_line:
        _paint_fringe(canvas, head, hair, rng)


def _window(head: Head, hair: Hair) -> Outline:
    """Return the part of the head that the hair leaves free."""
    low = 0.06 if hair.length or hair.curl else 0.0
    shift = 0.05 * hair.parting
    high = -0.155 if hair.curl else -0.165
    return spline(
        head.points(
            [
                (shift, high, -0.12),
                (0.075 + shift * 0.4, high + 0.02, -0.11),
                (0.122, -0.075, -0.07),
                (0.132 - low * 0.2, 0.0, -0.05),
                (0.138 - low * 0.3, 0.08, -0.03),
                (0.15, 0.3, -0.05),
                (0, 0.4, -0.1),
                (-0.15, 0.3, -0.05),
                (-0.138 + low * 0.3, 0.08, -0.03),
                (-0.132 + low * 0.2, 0.0, -0.05),
                (-0.122, -0.075, -0.07),
                (-0.075 + shift * 0.4, high + 0.02, -0.11),
            ]
        ),
        steps=3,
    )


def _paint_fringe(
    canvas: Canvas, head: Head, hair: Hair, rng: np.random.Generator
) -> None:
    low = -0.15 + 0.085 * hair.fringe
    xs = np.linspace(-0.13, 0.13, 8)
    swept = 0.03 * hair.parting
    lower = [
        (
            x + swept,
            low + 0.10 * abs(x) + float(rng.uniform(-0.012, 0.012)),
            -0.14 + 0.5 * abs(x),
        )
        for x in xs
    ]
    upper = [
        (0.12, -0.17, -0.06),
        (0.06, -0.215, -0.07),
        (-0.06, -0.215, -0.07),
        (-0.12, -0.17, -0.06),
    ]
    ring = head.points([*lower, *upper])
    lines = [
        outline(head.at(p[0] * 0.5 - swept, -0.21, -0.08), head.at(*p)) for p in lower
    ]
    canvas.paint(
        _LAYER,
        Cloth(hair.colour, relief=0.3),
        canvas.mask([ring]),
        round_=0.05,
        strokes=_strands(lines, hair, rng, head.px),
        throws=0.02,
    )


def paint_locks(canvas: Canvas, figure: Figure, hair: Hair, *, away: bool) -> None:
    """Paint the locks that fall over the shoulders, before what is worn.

    Args:
        canvas: Painted on.
        figure: Whose hair.
        hair: How it is worn.
        away: Paint the lock on the side from which the head is turned away, which
            comes from behind the jaw; else the others.
    """
    if hair.bald:
        return
    head, rng = Head(figure), np.random.default_rng(hair.seed + 2)
    for way, reach in zip((-1.0, 1.0), hair.before, strict=True):
        behind = way * figure.pose.head_yaw > 0.2
        if reach <= 0 or behind != away:
            continue
        wide = 0.05 + 0.05 * min(reach, 0.6) + 0.5 * hair.volume
        chest = figure.trunk(way * 0.17, -0.05, -0.1)
        end = figure.trunk(way * float(rng.uniform(0.12, 0.22)), reach - 0.12, -0.18)
        start = (
            [figure.trunk(way * 0.10, -0.24, 0.06)]
            if behind
            else [head.at(way * 0.158, -0.03, 0.05), head.at(way * 0.168, 0.12, 0.04)]
        )
        path = spline(outline(*start, chest, end), closed=False, steps=6)
        radii = [0.035, 0.8 * wide, wide, 0.9 * wide, 0.25 * wide]
        shapes = limb(path, [r * head.px for r in radii], steps=14)
        if hair.curl:
            shapes += [
                ellipse(
                    p + rng.normal(0, 0.03, 2) * head.px, (wide * 0.8 * head.px,) * 2
                )
                for p in along(path, np.linspace(0.3, 0.95, 6))
            ]
        lines = [
            path + np.array([step * head.px, 0])
            for step in np.linspace(-wide, wide, 7) * 0.8
        ]
        canvas.paint(
            _LAYER,
            Cloth(hair.colour, relief=0.3),
            canvas.mask(shapes),
            round_=0.07,
            strokes=_strands(lines, hair, rng, head.px),
            throws=0.05,
        )


def _wavy(ring: Outline, hair: Hair, rng: np.random.Generator, px: float) -> Outline:
    """Return *ring* with the bumps of curls, or of single strands."""
    if not hair.curl:
        fine = along(np.vstack([ring, ring[:1]]), np.linspace(0, 1, 64, endpoint=False))
        return (fine + rng.normal(0, 0.003 * px, fine.shape)).astype(np.float32)
    count = int(rng.integers(20, 40))
    coarse = along(
        np.vstack([ring, ring[:1]]), np.linspace(0, 1, count, endpoint=False)
    )
    out = (coarse - coarse.mean(0)) / np.hypot(*(coarse - coarse.mean(0)).T)[:, None]
    bump = rng.uniform(-0.6, 1.0, count) * 0.035 * hair.curl * px
    return spline(coarse + out * bump[:, None], steps=4)


def _strands(
    lines: Sequence[Outline], hair: Hair, rng: np.random.Generator, px: float
) -> list[Stroke]:
    """Return lines, darker and lighter than the hair, along *lines*."""
    out = []
    for line in lines:
        for _ in range(3):
            factor = float(rng.uniform(0.72, 1.3))
            aside = rng.normal(0, 0.02 * px, 2)
            wave = rng.normal(0, (0.004 + 0.02 * hair.curl) * px, line.shape)
            path = (line + aside + wave).astype(np.float32)
            out.append(
                Stroke(
                    path,
                    blend(hair.colour, factor),
                    float(rng.uniform(0.004, 0.014)) * px,
                )
            )
    return out


def _gloss(head: Head) -> list[Fold]:
    """Return the bright band about the crown."""
    arc = head.points(
        [
            (-0.11, -0.16, -0.03),
            (-0.05, -0.2, -0.06),
            (0.03, -0.21, -0.06),
            (0.1, -0.17, -0.03),
        ]
    )
    return [Fold(arc, -0.12, 0.03 * head.px)]
