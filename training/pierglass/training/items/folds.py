"""Folds that cloth falls into on a standing person."""

from typing import TYPE_CHECKING

from pierglass.training.items.body import CENTRE_X
from pierglass.training.items.fabric import Fold

if TYPE_CHECKING:
    from pierglass.training.items.geometry import Point

__all__ = ["trunk_folds"]


def trunk_folds(strength: float = 1.0, hem_y: float = 806) -> list[Fold]:
    """Return the folds of a loose trunk: drag from the armpits, waves at the hem."""
    c = CENTRE_X
    lines: list[tuple[list[Point], float, float, float]] = [
        ([(c - 178, 356), (c - 120, 420), (c - 84, 520), (c - 76, 640)], 16, 0.5, 9),
        ([(c - 168, 348), (c - 100, 400), (c - 50, 470)], 14, -0.4, 9),
        ([(c + 178, 356), (c + 124, 430), (c + 96, 540), (c + 80, 660)], 16, -0.5, 9),
        ([(c + 170, 344), (c + 106, 396), (c + 56, 452)], 14, 0.4, 9),
        ([(c - 164, 560), (c - 110, 590), (c - 40, 596)], 14, 0.35, 8),
        ([(c + 164, 566), (c + 104, 604), (c + 30, 612)], 14, -0.35, 8),
        ([(c - 140, hem_y + 10), (c - 132, 720), (c - 104, 640)], 18, -0.5, 10),
        ([(c - 70, hem_y + 14), (c - 76, 740), (c - 58, 660)], 18, 0.5, 10),
        ([(c - 10, hem_y + 14), (c - 16, 750), (c - 4, 690)], 18, -0.35, 10),
        ([(c + 64, hem_y + 14), (c + 60, 740), (c + 70, 650)], 18, 0.45, 10),
        ([(c + 130, hem_y + 10), (c + 122, 720), (c + 100, 640)], 18, -0.5, 10),
    ]
    return [Fold(p, width, height * strength, soft) for p, width, height, soft in lines]
