"""Tops: t-shirt, striped long-sleeve, polo, blouse, hoodie."""

from collections.abc import Sequence
from dataclasses import replace

from pierglass.training.items.artwork import Artwork, Part
from pierglass.training.items.body import CENTRE_X, TORSO
from pierglass.training.items.fabric import Cloth, Fold, stitches
from pierglass.training.items.folds import trunk_folds
from pierglass.training.items.garment import Garment
from pierglass.training.items.geometry import (
    Point,
    Run,
    along,
    mirrored,
    outline,
    sampled,
    smooth,
    straight,
)
from pierglass.training.items.pattern import Cut
from pierglass.training.items.trims import (
    button,
    collar_leaves,
    cuffs,
    leaf_edge,
    panel,
    placket,
    ribs,
)

__all__ = ["blouse", "breton", "crew_tshirt", "hoodie", "polo"]


def crew_tshirt() -> Artwork:
    """Draw the white crew-neck t-shirt."""
    fabric = Cloth("#efedea", relief=1.3, crumple=0.45, seed=11, shadow="#3a4154")
    garment = Garment(Cut(), fabric)
    garment.inside("#d8d5d0", tape="#e7e4df")
    garment.trunk(trunk_folds(0.8))
    garment.hem_stitch("#c9c5bf")
    garment.draw_sleeves()
    garment.seams("#c5c1bb")
    _sleeve_hems(garment, "#c9c5bf")
    garment.collar_band("#eae7e3")
    return _finished(garment, "top-crew-white", "White crew t-shirt", "Plain Goods")


def breton() -> Artwork:
    """Draw the long-sleeved top with navy stripes."""
    fabric = Cloth("#f1eee6", relief=1.3, crumple=0.45, seed=23, shadow="#3a4154")
    cut = Cut(
        neck_width=104,
        neck_depth=178,
        sleeve=None,
        sleeve_radius=64,
        cuff_radius=38,
        hem=180,
        waist=166,
    )
    garment = Garment(cut, fabric)
    garment.inside("#dcd8cf", tape="#e9e5dc")
    navy = "#22304f"
    trunk = [
        (
            smooth(
                [(300, y - 8), (400, y + 4), (500, y + 8), (600, y + 4), (700, y - 8)]
            ),
            navy,
            12.0,
        )
        for y in range(276, 800, 32)
    ]
    garment.trunk(trunk_folds(0.8), trunk)
    garment.hem_stitch("#cfcabf")
    garment.draw_sleeves(
        pattern=[(d, navy, 11.0) for d in _arm_rings(0.28, 1.84, 0.098)]
    )
    garment.seams("#bdb8ad")
    _sleeve_hems(garment, "#c9c5bf", (0.03, 0.05))
    garment.collar_band("#eeeae1", 13)
    return _finished(garment, "top-breton-navy", "Breton striped top", "Port Ouest")


def polo() -> Artwork:
    """Draw the green piqué polo shirt."""
    fabric = Cloth(
        "#2f6f57", relief=1.5, crumple=0.45, seed=31, shadow="#06140f", weave=0.10
    )
    garment = Garment(Cut(neck_width=82, neck_depth=200), fabric)
    garment.inside("#27604b", tape="#2a664f")
    garment.trunk(trunk_folds(0.8))
    garment.hem_stitch("#1f5340")
    placket(garment, 196, 350, 17, "#1d4f3d")
    drawing = garment.drawing
    drawing.line(straight([(483, 350), (517, 350)]), "#0d2b20", 2, opacity=0.6)
    for y in (238, 306):
        button(drawing, (500, y), 8.5, "#e9e4d8")
    garment.draw_sleeves()
    garment.seams("#1d4f3d")
    cuffs(garment, replace(fabric, colour="#2b6750"), 0.07, ribbed="#0c261c")
    collar = replace(fabric, colour="#33765d", relief=1.0, rounding=6, weave=0)
    collar_leaves(garment, collar, tip=(78, 112), meet=(3, 64), thread="#1d4f3d")
    leaves = [leaf_edge(garment, (3, 64), 1), leaf_edge(garment, (3, 64), -1)[::-1]]
    return _finished(garment, "top-polo-green", "Green piqué polo", "Nordhav", leaves)


def blouse() -> Artwork:
    """Draw the dusty-rose blouse with a V neck and full sleeves."""
    fabric = Cloth(
        "#cf9a96",
        relief=1.9,
        crumple=0.5,
        grain=(0.012, 0.005),
        seed=47,
        shadow="#3d1a20",
    )
    cut = Cut(
        neck_width=76,
        neck_depth=286,
        v_neck=True,
        sleeve=None,
        sleeve_radius=72,
        cuff_radius=52,
        chest=184,
        waist=172,
        hem=198,
    )
    garment = Garment(cut, fabric)
    garment.inside("#b17f7b", tape="#bd8985")
    folds = trunk_folds(1.0)
    for x in (-96, -60, 66, 100):
        folds.append(
            Fold(
                [
                    (CENTRE_X + x, 176),
                    (CENTRE_X + x * 0.9, 300),
                    (CENTRE_X + x * 0.95, 440),
                ],
                14,
                0.4 if x in (-96, 66) else -0.4,
                9,
            )
        )
    garment.trunk(folds)
    placket(garment, 288, 820, 15, "#b98581")
    for y in range(320, 800, 78):
        button(garment.drawing, (500, y), 7, "#ecd9cf")
    garment.draw_sleeves()
    garment.seams("#a9726e")
    cuffs(garment, replace(fabric, crumple=0.2), 0.13, thread="#b07b77")
    band = replace(fabric, colour="#d6a39f", crumple=0.15, rounding=5)
    for side in (1, -1):
        edge = [
            point for point in garment.neckline if (point[0] - CENTRE_X) * side >= 0
        ]
        edge.sort(key=lambda point: point[1])
        lower = [(x + side * 19, y + 9) for x, y in reversed(edge)]
        panel(garment.drawing, outline(edge, lower), band, drop=4)
    return _finished(garment, "top-blouse-rose", "Dusty rose blouse", "Atelier Lune")


def hoodie() -> Artwork:
    """Draw the heather-grey hoodie."""
    fabric = Cloth(
        "#8d9096",
        relief=1.8,
        crumple=0.45,
        grain=(0.009, 0.006),
        seed=59,
        rounding=20,
        shadow="#15171c",
        weave=0.09,
        weave_grain=(0.3, 0.1),
    )
    cut = Cut(
        neck_width=92,
        neck_depth=232,
        back_neck_y=160,
        shoulder_width=212,
        chest=200,
        waist=194,
        hem=180,
        hem_y=800,
        hem_drop=8,
        sleeve=None,
        sleeve_radius=80,
        cuff_radius=40,
    )
    garment = Garment(cut, fabric)
    drawing = garment.drawing
    hood_back = outline(mirrored(_HOOD, CENTRE_X), _HOOD[::-1])
    panel(drawing, hood_back, replace(fabric, colour="#7a7d83", crumple=0.3))
    garment.inside("#64676d", tape="#6f7278")
    garment.trunk(trunk_folds(1.0))
    rib = replace(fabric, colour="#868990", crumple=0.15, rounding=8)
    hem = garment.hem_run
    band = outline(hem, [(x * 0.99 + 5, y - 58) for x, y in reversed(hem)])
    panel(drawing, band, rib, drop=2)
    ribs(drawing, band, [(x, y - 29) for x, y in hem], 60, "#24262b")
    pocket = outline(
        [(420, 560), (500, 558), (580, 560)],
        [(640, 690), (646, 742), (500, 748), (354, 742), (360, 690)],
    )
    panel(drawing, pocket, replace(fabric, crumple=0.2), thread="#6b6e74")
    garment.draw_sleeves()
    garment.seams("#65686e")
    cuffs(garment, rib, 0.16, ribbed="#24262b")
    for side in (1, -1):
        leaf = outline(
            [
                _at(side, 104, 96),
                _at(side, 96, 140),
                _at(side, 60, 196),
                _at(side, 2, 236),
            ],
            [
                _at(side, 20, 282),
                _at(side, 76, 252),
                _at(side, 124, 190),
                _at(side, 130, 128),
                _at(side, 104, 96),
            ],
        )
        panel(drawing, leaf, replace(fabric, colour="#92959b", crumple=0.3), drop=7)
        eyelet = _at(side, 40, 236)
        drawing.circle(eyelet, 6, fill="#3a3c40", stroke="#c9cbd0", stroke_width=2.4)
        cord = [
            eyelet,
            _at(side, 44, 300),
            _at(side, 38, 372),
            _at(side, 42, 430 - 14 * side),
        ]
        drawing.line(
            smooth([(x + 3, y + 4) for x, y in cord]),
            "#000",
            8,
            soft=3,
            stroke_opacity=0.4,
        )
        drawing.line(smooth(cord), "#d9dadd", 7)
        drawing.line(
            smooth(cord),
            "#8f9196",
            7,
            stroke_dasharray="1.2 4",
            opacity=0.6,
            stroke_linecap="butt",
        )
        end = cord[-1]
        drawing.line(straight([end, (end[0], end[1] + 18)]), "#b9bbc0", 8.5)
    edge = [_at(1, 104, 96), _at(1, 96, 140), _at(1, 60, 196), _at(1, 2, 236)]
    # The hood lies behind the head, as the collar's inside does: one outline.
    back = [
        *sampled(mirrored(_HOOD[:4], CENTRE_X)),
        *sampled(_HOOD[:4]),
        *sampled(edge),
        *sampled(mirrored(edge, CENTRE_X)),
    ]
    parts = (Part("collar_back", -1.0, tuple(back)), *garment.parts()[1:])
    return Artwork(
        "top-hoodie-grey",
        "top",
        "Heather grey hoodie",
        "Nordhav",
        drawing,
        garment.anchors(),
        parts,
    )


_HOOD: list[Point] = [
    (CENTRE_X, 62),
    (CENTRE_X + 60, 66),
    (CENTRE_X + 106, 88),
    (CENTRE_X + 126, 128),
    (CENTRE_X + 112, 176),
    (CENTRE_X, 210),
]


def _at(side: int, x: float, y: float) -> Point:
    return CENTRE_X + side * x, y


def _arm_rings(start: float, end: float, step: float) -> list[str]:
    shoulder, elbow, wrist = TORSO.shoulder, TORSO.elbow, TORSO.wrist
    rings: list[str] = []
    share = start
    while share < end:
        points: list[Point] = []
        for aside in (-90.0, -30.0, 30.0, 90.0):
            bow = 0.02 if abs(aside) < 50 else -0.02
            here = share + bow
            if here <= 1:
                points.append(along(shoulder, elbow, here, aside))
            else:
                points.append(along(elbow, wrist, here - 1, aside))
        rings.append(smooth(points))
        share += step
    return rings


def _sleeve_hems(
    garment: Garment, colour: str, rises: Sequence[float] = (0.05, 0.07)
) -> None:
    for number, sleeve in enumerate(garment.sleeves):
        side = 1 if number == 0 else -1
        with garment.drawing.group(clip_path=garment.drawing.clip(sleeve)):
            for rise in rises:
                line = straight(garment.cuff(side, rise))
                stitches(garment.drawing, line, colour, width=1.2)


def _finished(
    garment: Garment, item_id: str, name: str, maker: str, edge: Sequence[Run] = ()
) -> Artwork:
    return Artwork(
        item_id,
        "top",
        name,
        maker,
        garment.drawing,
        garment.anchors(),
        garment.parts(edge),
    )
