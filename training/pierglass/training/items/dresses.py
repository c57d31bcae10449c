"""Dresses: one midi dress with short sleeves and a flared skirt."""

from pierglass.training.items.artwork import Artwork
from pierglass.training.items.body import CENTRE_X
from pierglass.training.items.fabric import Cloth, Fold, shade
from pierglass.training.items.folds import trunk_folds
from pierglass.training.items.garment import Garment
from pierglass.training.items.geometry import Point, outline, smooth
from pierglass.training.items.pattern import Cut
from pierglass.training.items.trims import panel

__all__ = ["midi_dress"]

_WAIST_Y = 560.0
_HEM_Y = 1260.0


def midi_dress() -> Artwork:
    """Draw the teal midi dress."""
    fabric = Cloth(
        "#1f6674",
        relief=1.9,
        crumple=0.4,
        grain=(0.012, 0.004),
        seed=97,
        shadow="#04181c",
    )
    cut = Cut(
        neck_width=92,
        neck_depth=214,
        chest=176,
        waist=140,
        waist_y=_WAIST_Y,
        hem=300,
        hem_y=_HEM_Y,
        hem_drop=26,
        sleeve=0.44,
        sleeve_radius=58,
    )
    garment = _Dress(cut, fabric)
    garment.inside("#184f5a", tape="#1c5b68")
    folds = trunk_folds(0.8)[:4]
    for x, ridge in (
        (-120, 1),
        (-92, -1),
        (-64, 1),
        (-34, -1),
        (-6, 1),
        (26, -1),
        (58, 1),
        (88, -1),
        (116, 1),
    ):
        spread = 2.15 + 0.12 * ridge
        line: list[Point] = [
            (CENTRE_X + x, _WAIST_Y + 6),
            (CENTRE_X + x * 1.25, 720),
            (CENTRE_X + x * (spread - 0.3), 980),
            (CENTRE_X + x * spread, _HEM_Y + 20),
        ]
        folds.append(Fold(line, 30, 0.5 * ridge, 13))
        folds.append(Fold(line[:2], 10, 0.4 * ridge, 7))
        middle = [(px + 9, py) for px, py in line[1:3]]
        folds.append(Fold(middle, 14, 0.22 * ridge, 10))
    garment.trunk(folds)
    run = [
        (CENTRE_X + side * 1.0, y)
        for side, y in ((-144, _WAIST_Y - 4), (0, _WAIST_Y + 5), (144, _WAIST_Y - 4))
    ]
    shade(
        garment.drawing, garment.body, smooth([(x, y + 24) for x, y in run]), 14, 8, 0.5
    )
    belt = outline(
        [(x, y - 15) for x, y in run], [(x, y + 15) for x, y in reversed(run)]
    )
    panel(
        garment.drawing,
        belt,
        Cloth("#237080", relief=1.0, rounding=6, crumple=0.15, seed=4),
        drop=3,
    )
    garment.draw_sleeves()
    garment.seams("#154954")
    garment.collar_band("#237080", 12)
    garment.hem_stitch("#154954", 22)
    anchors = garment.anchors()
    return Artwork(
        "dress-midi-teal",
        "dress",
        "Teal midi dress",
        "Atelier Lune",
        garment.drawing,
        anchors,
        garment.parts(),
    )


class _Dress(Garment):
    """A garment whose skirt starts at the waist."""

    def _side_run(self) -> list[Point]:
        cut = self.cut
        return [
            (self.x(cut.chest), 352),
            (self.x(cut.chest - 10), 430),
            (self.x(cut.waist + 2), cut.waist_y - 30),
            (self.x(cut.waist + 2), cut.waist_y + 20),
            (self.x(cut.waist + 50), 720),
            (self.x((cut.waist + cut.hem) / 2 + 38), 960),
            (self.x(cut.hem), cut.hem_y),
        ]
