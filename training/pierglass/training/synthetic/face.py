"""Faces: eyes, brows, nose, mouth and beard, which turn with the head."""

from dataclasses import dataclass

import numpy as np

from pierglass.training.synthetic.canvas import Canvas
from pierglass.training.synthetic.cloth import Cloth
from pierglass.training.synthetic.figure import SIDES, sign
from pierglass.training.synthetic.head import HEAD_SKIN, Head
from pierglass.training.synthetic.palette import Colour, blend, mixed
from pierglass.training.synthetic.pose import Side
from pierglass.training.synthetic.shapes import moved, spline

__all__ = ["Face", "draw_face", "paint_face"]


@dataclass(frozen=True)
class Face:
    """How a face looks."""

    iris: Colour
    lips: Colour
    lip_height: float
    smile: float
    brow: float
    nose: float
    eye: float
    beard: float
    """0 for none, else how much of the beard's colour shows."""
    closed: bool
    teeth: bool


_IRIS: tuple[Colour, ...] = (
    (48, 30, 22),
    (66, 42, 26),
    (96, 66, 36),
    (86, 104, 66),
    (84, 118, 148),
    (110, 120, 126),
)


def draw_face(rng: np.random.Generator, skin: Colour, *, woman: bool) -> Face:
    """Return a face that goes with *skin*."""
    dark = sum(skin) < 330
    iris = _IRIS[int(rng.integers(2 if dark else len(_IRIS)))]
    painted = woman and rng.random() < 0.45
    red = (176, 40, 56) if rng.random() < 0.6 else (150, 60, 80)
    natural = mixed(skin, (150, 62, 62), 0.42)
    return Face(
        iris=iris,
        lips=mixed(natural, red, 0.75) if painted else natural,
        lip_height=float(rng.uniform(0.8, 1.35)),
        smile=float(rng.uniform(-0.2, 1.0)),
        brow=float(rng.uniform(0.6, 1.0) if woman else rng.uniform(0.9, 1.5)),
        nose=float(rng.uniform(0.85, 1.25)),
        eye=float(rng.uniform(0.85, 1.2)),
        beard=0.0 if woman or rng.random() < 0.5 else float(rng.uniform(0.25, 0.9)),
        closed=bool(rng.random() < 0.05),
        teeth=bool(rng.random() < 0.3),
    )


def paint_face(
    canvas: Canvas, head: Head, skin: Cloth, face: Face, hair: Colour
) -> None:
    """Paint the face on a head that is there."""
    dark = blend(skin.colour, 0.66)
    blush = mixed(skin.colour, (200, 90, 80), 0.3)
    if face.beard:
        _paint_beard(canvas, head, mixed(skin.colour, hair, face.beard))
    for side in SIDES:
        way = sign(side)
        canvas.fill(
            head.oval((way * 0.085, 0.075, -0.11), 0.042, 0.035),
            blush,
            0.2 + 0.3 * (sum(skin.colour) / 765),
            layer=HEAD_SKIN,
        )
        canvas.fill(
            head.oval((way * 0.066, -0.015, -0.12), 0.045, 0.032),
            blend(skin.colour, 0.84),
            0.55,
            layer=HEAD_SKIN,
        )
        _paint_eye(canvas, head, side, face, dark)
        brow = spline(
            head.points(
                [
                    (way * 0.03, -0.062, -0.135),
                    (way * 0.065, -0.078, -0.13),
                    (way * 0.108, -0.062, -0.10),
                ]
            ),
            closed=False,
            steps=4,
        )
        canvas.line(brow, mixed(hair, (40, 30, 26), 0.4), 0.016 * face.brow * head.px)
    _paint_nose(canvas, head, skin, face, dark)
    _paint_mouth(canvas, head, face)


def _paint_eye(
    canvas: Canvas, head: Head, side: Side, face: Face, dark: Colour
) -> None:
    way = sign(side)
    tall = 0.015 * face.eye
    corners = [
        (way * 0.036, 0.004, -0.12),
        (way * 0.052, -tall, -0.135),
        (way * 0.068, -1.15 * tall, -0.135),
        (way * 0.084, -0.7 * tall, -0.125),
        (way * 0.098, 0.0, -0.105),
    ]
    lid = spline(head.points(corners), closed=False, steps=3)
    lash = (38, 26, 24)
    if face.closed:
        canvas.line(moved(lid, 0, 0.02 * head.px), lash, 0.008 * head.px)
        return
    lower = spline(
        head.points([corners[4], (way * 0.068, 0.75 * tall, -0.13), corners[0]]),
        closed=False,
        steps=3,
    )
    canvas.fill(np.vstack([lid, lower]), (236, 232, 226))
    pupil = (way * 0.0665, -0.15 * tall, -0.135)
    canvas.fill(head.oval(pupil, 0.0145, 0.0145), face.iris)
    canvas.fill(head.oval(pupil, 0.007, 0.007), (14, 12, 12))
    if head.px > 300:
        glint = (pupil[0] - 0.005, pupil[1] - 0.005, pupil[2])
        canvas.fill(head.oval(glint, 0.003, 0.003), (250, 250, 250))
        crease = lid + np.array([0, -0.012 * head.px], np.float32)
        canvas.line(crease, dark, head.shadowed * 0.6)
    canvas.line(lid, lash, 0.008 * head.px)


def _paint_nose(
    canvas: Canvas, head: Head, skin: Cloth, face: Face, dark: Colour
) -> None:
    wide, light = face.nose, canvas.light
    aside = -1.0 if light.x > 0 else 1.0
    flank = spline(
        head.points(
            [
                (aside * 0.016, -0.03, -0.135),
                (aside * 0.020 * wide, 0.03, -0.16),
                (aside * 0.034 * wide, 0.068, -0.15),
            ]
        ),
        closed=False,
        steps=3,
    )
    canvas.fill(
        np.vstack([flank, head.points([(0.0, 0.075, -0.19), (0.0, -0.02, -0.155)])]),
        blend(skin.colour, 0.80),
        0.6,
        layer=HEAD_SKIN,
    )
    canvas.fill(
        head.oval((-aside * 0.004, 0.058, -0.19), 0.012, 0.014),
        blend(skin.colour, 1.12),
        0.5,
        layer=HEAD_SKIN,
    )
    under = spline(
        head.points(
            [
                (-0.033 * wide, 0.070, -0.14),
                (-0.016 * wide, 0.083, -0.165),
                (0, 0.086, -0.18),
                (0.016 * wide, 0.083, -0.165),
                (0.033 * wide, 0.070, -0.14),
            ]
        ),
        closed=False,
        steps=3,
    )
    canvas.line(under, dark, head.shadowed)
    for way in (-1, 1):
        canvas.fill(
            head.oval((way * 0.014 * wide, 0.080, -0.165), 0.007 * wide, 0.004),
            blend(skin.colour, 0.45),
        )


def _paint_mouth(canvas: Canvas, head: Head, face: Face) -> None:
    up = 0.012 * face.smile
    tall = face.lip_height
    corners = [(-0.052, 0.138 - up, -0.115), (0.052, 0.138 - up, -0.115)]
    upper = [(-0.02, 0.128, -0.145), (0, 0.131, -0.148), (0.02, 0.128, -0.145)]
    upper = [(x, 0.137 - (0.137 - y) * tall, z) for x, y, z in upper]
    line = [(-0.022, 0.139, -0.143), (0, 0.140, -0.146), (0.022, 0.139, -0.143)]
    gap = 0.016 if face.teeth else 0.0
    lower = [
        (0.026, 0.154 + gap, -0.14),
        (0, 0.139 + 0.024 * tall + gap, -0.142),
        (-0.026, 0.154 + gap, -0.14),
    ]
    ring = head.points([corners[0], *upper, corners[1], *lower])
    canvas.fill(spline(ring, steps=3), face.lips)
    if face.teeth:
        inner = [
            (0.03, 0.146 + gap / 2, -0.14),
            (0, 0.143 + gap, -0.142),
            (-0.03, 0.146 + gap / 2, -0.14),
        ]
        canvas.fill(
            head.points([corners[0], *line, corners[1], *inner]), (240, 236, 228)
        )
        return
    path = spline(head.points([corners[0], *line, corners[1]]), closed=False, steps=3)
    canvas.line(path, blend(face.lips, 0.55), head.shadowed)


def _paint_beard(canvas: Canvas, head: Head, colour: Colour) -> None:
    jaw = head.figure.build.jaw
    ring = [
        (-0.147, 0.02, -0.02),
        (-0.140 * jaw, 0.10, -0.03),
        (-0.104 * jaw, 0.185, -0.09),
        (0, 0.240, -0.11),
        (0.104 * jaw, 0.185, -0.09),
        (0.140 * jaw, 0.10, -0.03),
        (0.147, 0.02, -0.02),
        (0.118, 0.06, -0.09),
        (0.075, 0.105, -0.13),
        (0.03, 0.098, -0.15),
        (-0.03, 0.098, -0.15),
        (-0.075, 0.105, -0.13),
        (-0.118, 0.06, -0.09),
    ]
    canvas.fill(spline(head.points(ring), steps=3), colour, 0.9, layer=HEAD_SKIN)
