"""Trousers and skirts, drawn on hips, knees and ankles."""

from collections.abc import Sequence
from dataclasses import dataclass

from pierglass.training.items.artwork import Artwork, Part, both_sides
from pierglass.training.items.fabric import (
    Cloth,
    Fold,
    cloth,
    cylinder,
    shade,
    stitches,
)
from pierglass.training.items.geometry import (
    Point,
    mirrored,
    outline,
    smooth,
    straight,
)
from pierglass.training.items.svg import Drawing
from pierglass.training.items.trims import button, panel

__all__ = ["blue_jeans", "pleated_skirt", "sand_chinos"]

_C = 400.0
_TOP = 60.0
# Hip joints lie below the waistband by a third of the hips' width, thigh and shin are
# 1.9 hip widths long each (Drillis and Contini, 1966).
_HIP: Point = (_C + 90, 195.0)
_KNEE: Point = (_C + 102, 540.0)
_ANKLE: Point = (_C + 110, 880.0)
_CROTCH: Point = (_C, 300.0)


@dataclass(frozen=True)
class _Legs:
    waist: float = 132
    hips: float = 166
    thigh: float = 78
    knee: float = 62
    hem: float = 54
    hem_y: float = 915


def blue_jeans() -> Artwork:
    """Draw the blue straight jeans."""
    fabric = Cloth(
        "#3f5f8c",
        relief=1.7,
        crumple=0.42,
        grain=(0.012, 0.007),
        seed=103,
        shadow="#0a1222",
        weave=0.13,
        weave_grain=(0.5, 0.08),
    )
    drawing = Drawing(800, 1000)
    legs = _Legs()
    _draw_legs(drawing, legs, fabric, fade="#cfe0f2")
    thread = "#c98f45"
    _front(drawing, legs, fabric, thread)
    for side in (1, -1):
        pocket = [(_C + side * 118, 98), (_C + side * 112, 132), (_C + side * 146, 172)]
        drawing.line(smooth(pocket), "#000", 5, soft=2, stroke_opacity=0.5)
        stitches(drawing, smooth([(x - side * 3, y + 5) for x, y in pocket]), thread)
        stitches(drawing, smooth([(x - side * 8, y + 9) for x, y in pocket]), thread)
    return _legs_artwork(
        "trousers-jeans-blue", "Blue straight jeans", "Port Ouest", drawing, legs
    )


def sand_chinos() -> Artwork:
    """Draw the sand chinos."""
    fabric = Cloth(
        "#c3a983",
        relief=1.6,
        crumple=0.42,
        grain=(0.012, 0.006),
        seed=109,
        shadow="#3a2a14",
    )
    drawing = Drawing(800, 1000)
    legs = _Legs(thigh=76, knee=56, hem=45, hem_y=890)
    _draw_legs(drawing, legs, fabric, crease=True)
    _front(drawing, legs, fabric, "#a48a64")
    for side in (1, -1):
        pocket = straight([(_C + side * 100, 98), (_C + side * 152, 186)])
        drawing.line(pocket, "#000", 5, soft=2, stroke_opacity=0.4)
        drawing.line(pocket, "#8f7650", 1.6)
    return _legs_artwork(
        "trousers-chinos-sand", "Sand chinos", "Plain Goods", drawing, legs
    )


def pleated_skirt() -> Artwork:
    """Draw the pleated midi skirt."""
    fabric = Cloth(
        "#7d3b4c",
        relief=1.2,
        crumple=0.25,
        grain=(0.012, 0.004),
        seed=113,
        shadow="#1e070d",
    )
    drawing = Drawing(800, 900)
    hem_y, top = 640.0, 90.0
    waist: list[Point] = [(_C - 132, _TOP), (_C, _TOP + 10), (_C + 132, _TOP)]
    right: list[Point] = [
        (_C + 134, top),
        (_C + 168, 200),
        (_C + 200, 380),
        (_C + 246, hem_y),
    ]
    hem: list[Point] = []
    for step in range(17):
        x = _C + 246 - step * 492 / 16
        sag = 22 * (1 - ((x - _C) / 246) ** 2)
        hem.append((x, hem_y + sag + (7 if step % 2 else -3)))
    body = outline([(x, y + 30) for x, y in waist], right, hem, mirrored(right, _C))
    folds: list[Fold] = []
    for step in range(17):
        share = step / 8 - 1
        ridge = 1 if step % 2 else -1
        line = [
            (_C + share * 130, top - 4),
            (_C + share * 172, 260),
            (_C + share * 206, 430),
            (_C + share * 248, hem_y + 24),
        ]
        folds.append(Fold(line, 12, 0.75 * ridge, 5))
    cloth(drawing, body, fabric, folds)
    _round(drawing, body, fabric, _C - 230, _C + 230)
    for step in range(1, 16, 2):
        share = step / 8 - 1
        edge = smooth(
            [
                (_C + share * 136 + 8, top + 4),
                (_C + share * 176 + 10, 260),
                (_C + share * 210 + 12, 430),
                (_C + share * 250 + 13, hem_y + 18),
            ]
        )
        shade(drawing, body, edge, 6, 3, 0.42)
    band = outline(waist, [(x * 1.0, y + 36) for x, y in reversed(waist)])
    panel(
        drawing,
        band,
        Cloth("#85404f", relief=1.1, rounding=7, crumple=0.15, seed=3),
        drop=3,
    )
    _inside(drawing, waist, "#5b2635")
    anchors = both_sides(_C, hip=_HIP, knee=(_KNEE[0], _KNEE[1]), hem=(_C + 246, hem_y))
    return Artwork(
        "skirt-pleated-wine",
        "skirt",
        "Wine pleated skirt",
        "Atelier Lune",
        drawing,
        anchors,
        (Part("waist_back", -1.0, tuple(_waist_back(waist))),),
    )


def _draw_legs(
    drawing: Drawing,
    legs: _Legs,
    fabric: Cloth,
    *,
    fade: str = "",
    crease: bool = False,
) -> None:
    shapes: list[tuple[int, str]] = []
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> Point:
            return _C + side * x, y

        outer = [
            at(legs.waist, _TOP + 20),
            at(legs.hips - 12, 130),
            at(legs.hips, 205),
            at(legs.hips + 2, 300),
            at(_KNEE[0] - _C + legs.knee, _KNEE[1]),
            at(_ANKLE[0] - _C + legs.hem, legs.hem_y),
        ]
        inner = [
            at(_ANKLE[0] - _C - legs.hem, legs.hem_y),
            at(_KNEE[0] - _C - legs.knee, _KNEE[1]),
            at(14, 340),
            at(0, _CROTCH[1]),
        ]
        hem = [at(_ANKLE[0] - _C, legs.hem_y + 9)]
        shape = outline(outer, [outer[-1], *hem, inner[0]], inner, [at(-1, _TOP + 20)])
        shapes.append((side, shape))
        folds = [_sided(fold, side) for fold in _leg_folds(legs, side)]
        cloth(drawing, shape, fabric, folds)
        centre = _C + side * 100
        _round(
            drawing, shape, fabric, centre - legs.thigh - 12, centre + legs.thigh + 6
        )
        if fade:
            shade(
                drawing,
                shape,
                smooth([at(96, 210), at(100, 380), at(102, 560)]),
                62,
                26,
                0.22,
                fade,
            )
        if crease:
            shade(
                drawing,
                shape,
                smooth([at(92, 150), at(104, 500), at(112, 880)]),
                5,
                2.5,
                0.35,
                "#fff",
            )
            shade(
                drawing,
                shape,
                smooth([at(97, 150), at(109, 500), at(117, 880)]),
                5,
                2.5,
                0.25,
            )
        low = smooth(
            [
                at(112 + legs.hem + 4, legs.hem_y - 16),
                at(112, legs.hem_y - 8),
                at(106 - legs.hem, legs.hem_y - 16),
            ]
        )
        with drawing.group(clip_path=drawing.clip(shape)):
            drawing.line(low, "#000", 4, soft=2, stroke_opacity=0.35)
    inseam = smooth([(_C, 200), (_C - 1, 260), (_C, _CROTCH[1])])
    drawing.line(inseam, "#000", 6, soft=3, stroke_opacity=0.4)


def _leg_folds(legs: _Legs, side: int) -> list[Fold]:
    # The weight rests on one leg: the other is bent a little and folds more.
    knee, hem_y = _KNEE[1], legs.hem_y
    bent = 1.0 if side == 1 else 0.6
    lines: list[tuple[list[Point], float, float, float]] = [
        ([(4, 292), (44, 262), (92, 244)], 12, -0.45, 6),
        ([(6, 304), (60, 290), (128, 292)], 13, 0.4, 7),
        ([(10, 322), (58, 330), (100, 356)], 13, -0.35, 7),
        ([(2, 262), (30, 224), (64, 196)], 11, 0.35, 6),
        ([(150, 236), (120, 262), (84, 276)], 12, -0.25, 8),
        ([(40, knee - 58), (76, knee - 40), (104, knee - 46)], 12, 0.3 * bent, 8),
        ([(162, knee - 40), (124, knee - 18), (82, knee - 12)], 13, -0.4 * bent, 8),
        ([(44, knee + 16), (84, knee + 22), (128, knee + 2)], 12, 0.34 * bent, 8),
        ([(160, knee + 40), (122, knee + 56), (92, knee + 52)], 12, -0.26 * bent, 9),
        ([(52, knee + 150), (84, knee + 176), (118, knee + 182)], 13, 0.24, 9),
        ([(158, hem_y - 150), (130, hem_y - 128), (92, hem_y - 122)], 12, -0.35, 7),
        ([(60, hem_y - 118), (92, hem_y - 96), (140, hem_y - 104)], 11, 0.4 * bent, 6),
        ([(160, hem_y - 84), (128, hem_y - 66), (84, hem_y - 72)], 11, -0.5, 6),
        ([(60, hem_y - 58), (104, hem_y - 40), (158, hem_y - 58)], 11, 0.45, 6),
        ([(74, hem_y - 26), (118, hem_y - 18), (160, hem_y - 34)], 9, -0.35 * bent, 5),
    ]
    return [Fold(points, width, height, soft) for points, width, height, soft in lines]


def _front(drawing: Drawing, legs: _Legs, fabric: Cloth, thread: str) -> None:
    waist: list[Point] = [
        (_C - legs.waist, _TOP),
        (_C, _TOP + 12),
        (_C + legs.waist, _TOP),
    ]
    band = outline(waist, [(_C + (x - _C) * 1.03, y + 38) for x, y in reversed(waist)])
    stiff = Cloth(
        fabric.colour,
        relief=1.1,
        rounding=6,
        crumple=0.15,
        seed=5,
        weave=fabric.weave,
        weave_grain=fabric.weave_grain,
    )
    fly = [(_C + 30, 104), (_C + 30, 200), (_C + 22, 244), (_C, 268)]
    drawing.line(
        straight([(_C, 100), (_C, 270)]), "#000", 4, soft=1.6, stroke_opacity=0.5
    )
    stitches(drawing, smooth(fly), thread)
    stitches(drawing, smooth([(x - 6, y - 2) for x, y in fly]), thread)
    panel(
        drawing,
        band,
        stiff,
        drop=3,
        thread=thread,
        seam=smooth([(_C + (x - _C) * 1.02, y + 32) for x, y in reversed(waist)]),
    )
    for x in (-92, 92):
        loop = straight(
            [
                (_C + x - 7, _TOP - 1),
                (_C + x + 7, _TOP - 1),
                (_C + x + 7, _TOP + 48),
                (_C + x - 7, _TOP + 48),
            ],
            closed=True,
        )
        panel(drawing, loop, stiff, drop=3)
    button(drawing, (_C + 2, _TOP + 31), 10, "#a98252")
    _inside(drawing, waist, "#22304a" if thread == "#c98f45" else "#8b7350")


def _inside(drawing: Drawing, waist: Sequence[Point], colour: str) -> None:
    back = _waist_back(waist)
    drawing.path(smooth(back, closed=False) + " Z", fill=colour)


def _waist_back(waist: Sequence[Point]) -> list[Point]:
    left, middle, right = waist
    return [left, (middle[0], left[1] - 10), right, (middle[0], middle[1] + 1), left]


def _round(
    drawing: Drawing, shape: str, fabric: Cloth, left: float, right: float
) -> None:
    cylinder(drawing, shape, (left, 0), (right, 0), fabric.shadow, 0.46)


def _sided(fold: Fold, side: int) -> Fold:
    points = [(_C + side * x, y) for x, y in fold.points]
    return Fold(points, fold.width, fold.height, fold.soft)


def _legs_artwork(
    item_id: str, name: str, maker: str, drawing: Drawing, legs: _Legs
) -> Artwork:
    anchors = both_sides(
        _C, hip=_HIP, knee=_KNEE, ankle=_ANKLE, hem=(_ANKLE[0], legs.hem_y)
    )
    waist = [(_C - legs.waist, _TOP), (_C, _TOP + 12), (_C + legs.waist, _TOP)]
    return Artwork(
        item_id,
        "trousers",
        name,
        maker,
        drawing,
        anchors | {"crotch": _CROTCH},
        (Part("waist_back", -1.0, tuple(_waist_back(waist))),),
    )
