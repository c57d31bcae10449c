"""Jackets: denim with contrast stitching, and black leather-look."""

from dataclasses import replace

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.body import CENTRE_X
from pierglass.training.items.fabric import Cloth, shade, stitches
from pierglass.training.items.folds import trunk_folds
from pierglass.training.items.garment import Garment
from pierglass.training.items.geometry import Point, outline, smooth, straight
from pierglass.training.items.pattern import Cut
from pierglass.training.items.svg import Drawing
from pierglass.training.items.trims import (
    collar_leaves,
    cuffs,
    leaf_edge,
    panel,
    placket,
    zip_line,
)

__all__ = ["denim_jacket", "leather_jacket"]

_THREAD = "#c98f45"


def denim_jacket() -> Artwork:
    """Draw the blue denim jacket."""
    fabric = Cloth(
        "#4d6c93",
        relief=1.7,
        crumple=0.45,
        grain=(0.011, 0.009),
        seed=71,
        shadow="#0b1424",
        weave=0.13,
        weave_grain=(0.5, 0.08),
    )
    cut = Cut(
        neck_width=84,
        neck_depth=192,
        shoulder_width=214,
        chest=196,
        waist=182,
        hem=182,
        hem_y=780,
        hem_drop=8,
        sleeve=None,
        sleeve_radius=72,
        cuff_radius=44,
    )
    garment = Garment(cut, fabric)
    drawing = garment.drawing
    garment.inside("#3b5475", tape="#46628a")
    garment.trunk(trunk_folds(0.7, 780))
    _worn(drawing, garment.body)
    with drawing.group(clip_path=drawing.clip(garment.body)):
        yoke = [(290, 322), (380, 332), (500, 330), (620, 332), (710, 322)]
        drawing.line(smooth(yoke), "#000", 6, soft=2.4, stroke_opacity=0.4)
        stitches(drawing, smooth([(x, y + 7) for x, y in yoke]), _THREAD)
        stitches(drawing, smooth([(x, y + 13) for x, y in yoke]), _THREAD)
        for side in (1, -1):
            for shift in (0, 8):
                seam = [
                    (CENTRE_X + side * (118 - shift), 345),
                    (CENTRE_X + side * (84 - shift), 560),
                    (CENTRE_X + side * (66 - shift), 735),
                ]
                stitches(drawing, smooth(seam), _THREAD)
    placket(garment, 190, 800, 19, _THREAD)
    hem = garment.hem_run
    band = outline(
        hem, [(CENTRE_X + (x - CENTRE_X) * 0.985, y - 50) for x, y in reversed(hem)]
    )
    stiff = replace(fabric, crumple=0.15, rounding=5, relief=1.0)
    panel(
        drawing,
        band,
        stiff,
        drop=2,
        thread=_THREAD,
        seam=smooth([(x, y - 42) for x, y in hem[::-1]]),
    )
    for side in (1, -1):
        _pocket(drawing, side, stiff)
    for y in (222, 300, 380, 462, 544, 626, 706, 766):
        _rivet(drawing, (500, y), 9.5)
    garment.draw_sleeves()
    garment.seams(_THREAD)
    cuffs(garment, stiff, 0.16, thread=_THREAD)
    for side in (1, -1):
        outer, inner = garment.cuff(side, 0.08)
        _rivet(
            drawing,
            (outer[0] * 0.62 + inner[0] * 0.38, outer[1] * 0.62 + inner[1] * 0.38),
            8,
        )
    collar_leaves(garment, stiff, tip=(96, 124), meet=(6, 58), reach=34, thread=_THREAD)
    edge = [leaf_edge(garment, (6, 58), 1), leaf_edge(garment, (6, 58), -1)[::-1]]
    return Artwork(
        "jacket-denim-blue",
        "jacket",
        "Blue denim jacket",
        "Port Ouest",
        drawing,
        garment.anchors(),
        garment.parts(edge),
    )


def leather_jacket() -> Artwork:
    """Draw the black leather-look biker jacket."""
    fabric = Cloth(
        "#2b2a2c",
        sheen=True,
        relief=1.9,
        crumple=0.45,
        grain=(0.014, 0.010),
        seed=83,
        shadow="#000000",
    )
    cut = Cut(
        neck_width=86,
        neck_depth=300,
        v_neck=True,
        shoulder_width=214,
        chest=194,
        waist=178,
        hem=180,
        hem_y=768,
        hem_drop=6,
        sleeve=None,
        sleeve_radius=70,
        cuff_radius=42,
    )
    garment = Garment(cut, fabric)
    drawing = garment.drawing
    garment.inside("#3a3134", tape="#2a2426")
    garment.trunk(trunk_folds(1.1, 768))
    for points, width, opacity in _GLEAMS:
        shade(drawing, garment.body, smooth(points), width, 7, opacity, "#dfe4ee")
    zip_line(drawing, [(536, 330), (528, 520), (518, 750)], "#1a191b", "#c9ccd1")
    hem = garment.hem_run
    stiff = replace(fabric, crumple=0.2, rounding=5, relief=1.4)
    band = outline(
        hem, [(CENTRE_X + (x - CENTRE_X) * 0.985, y - 42) for x, y in reversed(hem)]
    )
    panel(
        drawing,
        band,
        stiff,
        drop=2,
        thread="#4b4a4d",
        seam=smooth([(x, y - 36) for x, y in hem[::-1]]),
    )
    for line in (
        [(612, 574), (652, 690)],
        [(388, 574), (348, 690)],
        [(404, 380), (350, 452)],
    ):
        zip_line(drawing, line, "#1a191b", "#b9bcc1")
    garment.draw_sleeves()
    garment.seams("#4b4a4d")
    for side, sleeve in zip((1, -1), garment.sleeves, strict=True):
        for points, width, opacity in _SLEEVE_GLEAMS:
            gleam_run = [(CENTRE_X + side * x, y) for x, y in points]
            shade(
                drawing,
                sleeve,
                smooth(gleam_run),
                width,
                5,
                opacity if side == -1 else opacity * 0.6,
                "#dfe4ee",
            )
    cuffs(garment, stiff, 0.1, thread="#4b4a4d")
    _lapels(drawing, replace(fabric, colour="#302f31", crumple=0.3, rounding=7))
    return Artwork(
        "jacket-leather-black",
        "jacket",
        "Black biker jacket",
        "Ravel & Sons",
        drawing,
        garment.anchors(),
        garment.parts(),
    )


_GLEAMS: list[tuple[list[Point], float, float]] = [
    ([(352, 250), (372, 340), (380, 430)], 16, 0.28),
    ([(400, 470), (392, 560), (400, 640)], 14, 0.2),
    ([(604, 250), (612, 330), (600, 400)], 10, 0.16),
    ([(440, 700), (456, 620), (452, 560)], 12, 0.18),
]
_SLEEVE_GLEAMS: list[tuple[list[Point], float, float]] = [
    ([(222, 240), (262, 330), (300, 420)], 14, 0.34),
    ([(318, 480), (338, 560), (356, 640)], 11, 0.3),
]


def _lapels(drawing: Drawing, fabric: Cloth) -> None:
    for side in (-1, 1):

        def at(x: float, y: float, side: int = side) -> Point:
            return CENTRE_X + side * x, y

        lapel = outline(
            [at(82, 150), at(60, 220), at(4 if side == 1 else 30, 316)],
            [at(60, 388), at(128, 318)],
            [at(152, 236), at(116, 224), at(112, 170)],
        )
        panel(drawing, lapel, fabric, drop=8)
        edge = smooth([at(60, 378), at(120, 314), at(142, 240)])
        stitches(drawing, edge, "#5a595c", width=1.2)
        collar = outline(
            [at(80, 116), at(76, 150), at(84, 196)],
            [at(146, 222), at(136, 166), at(116, 138), at(88, 112)],
        )
        panel(drawing, collar, fabric, drop=6)
        drawing.line(
            smooth([at(90, 126), at(112, 152), at(124, 196)]),
            "#e8ecf4",
            7,
            soft=4,
            stroke_opacity=0.3,
        )
        _rivet(drawing, at(118, 304), 5.5)


def _worn(drawing: Drawing, body: str) -> None:
    for side in (1, -1):
        line = [
            (CENTRE_X + side * 96, 380),
            (CENTRE_X + side * 112, 520),
            (CENTRE_X + side * 118, 660),
        ]
        shade(drawing, body, smooth(line), 60, 24, 0.2, "#dbe6f2")


def _pocket(drawing: Drawing, side: int, fabric: Cloth) -> None:
    def at(x: float, y: float) -> Point:
        return CENTRE_X + side * x, y

    shape = straight(
        [at(48, 338), at(142, 338), at(138, 450), at(96, 468), at(54, 450)], closed=True
    )
    panel(drawing, shape, fabric, drop=2, thread=_THREAD)
    flap = straight(
        [at(44, 332), at(146, 332), at(144, 362), at(95, 384), at(46, 362)], closed=True
    )
    panel(
        drawing,
        flap,
        fabric,
        drop=4,
        thread=_THREAD,
        seam=straight([at(48, 356), at(95, 377), at(142, 356)]),
    )
    _rivet(drawing, at(95, 366), 8)


def _rivet(drawing: Drawing, centre: Point, radius: float) -> None:
    x, y = centre
    drawing.circle((x + 1, y + 2), radius + 1, fill="#000", opacity=0.4)
    metal = drawing.radial(
        (x - radius * 0.35, y - radius * 0.4),
        radius * 1.6,
        [(0, "#fbeed8"), (0.45, "#b98a52"), (1, "#5b3d1e")],
    )
    drawing.circle(centre, radius, fill=metal)
    drawing.circle(
        centre, radius * 0.62, fill="none", stroke="#5b3d1e", stroke_opacity=0.6
    )
