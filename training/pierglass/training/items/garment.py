"""Parts that tops, jackets and dresses share: trunk, sleeves, the collar's inside."""

from collections.abc import Sequence
from typing import Final

from pierglass.training.items.artwork import Part
from pierglass.training.items.body import CENTRE_X, TORSO
from pierglass.training.items.fabric import (
    Cloth,
    Fold,
    cloth,
    cylinder,
    shade,
    stitches,
)
from pierglass.training.items.geometry import Point, Run, along, sampled, smooth
from pierglass.training.items.pattern import Cut, Pattern
from pierglass.training.items.svg import Drawing

__all__ = ["Cut", "Garment"]

CANVAS: Final = (1000.0, 1400.0)


class Garment(Pattern):
    """A garment in the making: the shapes from a cut, drawn with a fabric."""

    def __init__(self, cut: Cut, fabric: Cloth) -> None:
        super().__init__(cut)
        self.fabric = fabric
        self.drawing = Drawing(*CANVAS)

    def inside(
        self, colour: str, tape: str | None = None, label: str = "#f3efe6"
    ) -> None:
        """Draw the inside of the back below the collar, with tape and label."""
        drawing, cut = self.drawing, self.cut
        shape = self.inside_shape()
        drawing.path(shape, fill=colour)
        with drawing.group(clip_path=drawing.clip(shape)):
            drawing.cover(
                fill=drawing.linear(
                    (0, cut.neck_side_y),
                    (0, cut.neck_depth + 10),
                    [(0, "#000", 0.05), (0.5, "#000", 0.2), (1, "#000", 0.55)],
                )
            )
            back = smooth(self.back_run())
            drawing.line(back, tape or colour, 22)
            drawing.line(back, "#000", 26, soft=5, stroke_opacity=0.16)
            drawing.line(back, "#fff", 3, soft=1.2, stroke_opacity=0.3)
            top = cut.back_neck_y + 10
            drawing.path(
                f"M {CENTRE_X - 20} {top} h 40 v 24 h -40 Z", fill=label, opacity=0.9
            )
            drawing.line(f"M {CENTRE_X - 11} {top + 12} h 22", "#555", 2.4, opacity=0.7)

    def parts(self, edge: Sequence[Run] = ()) -> tuple[Part, ...]:
        """Return the record of the sleeves and of the inside of the back.

        Args:
            edge: What covers the inside in front, from the wearer's left side of the
                neck to the right; the neckline when nothing is told.
        """
        front = edge or [self.neckline[::-1]]
        inside = [point for run in (self.back_run(), *front) for point in sampled(run)]
        back = Part("collar_back", -1.0, tuple(inside))
        if not self.sleeves:
            return (back,)
        return back, *(self._sleeve_part(side) for side in (1, -1))

    def _sleeve_part(self, side: int) -> Part:
        name = "left_sleeve" if side == 1 else "right_sleeve"
        runs = self.sleeve_runs(side)
        return Part(name, 0.0, tuple(p for run in runs for p in sampled(run, 4)))

    def trunk(
        self,
        folds: Sequence[Fold] = (),
        pattern: Sequence[tuple[str, str, float]] = (),
    ) -> None:
        """Draw the trunk with its body shading."""
        drawing, cut = self.drawing, self.cut
        cloth(drawing, self.body, self.fabric, folds, pattern=pattern)
        left, right = self.x(-cut.chest - 6), self.x(cut.chest + 6)
        dark = self.fabric.shadow
        cylinder(drawing, self.body, (left, 0), (right, 0), dark, 0.44)
        with drawing.group(clip_path=drawing.clip(self.body)):
            drawing.cover(
                fill=drawing.linear(
                    (0, cut.shoulder_y),
                    (0, cut.hem_y),
                    [(0, "#fff", 0.07), (0.35, "#fff", 0.0), (1, dark, 0.14)],
                )
            )

    def draw_sleeves(
        self,
        folds: Sequence[Fold] | None = None,
        pattern: Sequence[tuple[str, str, float]] = (),
    ) -> None:
        """Draw both sleeves over the trunk, each with its shadow on it."""
        drawing = self.drawing
        for number, sleeve in enumerate(self.sleeves):
            side = 1 if number == 0 else -1
            under = [*self.armhole(side)[2:], *self.under_arm(side)]
            shade(drawing, self.body, smooth(under), 30, 11, 0.36, self.fabric.shadow)
            lines = self.sleeve_folds() if folds is None else folds
            bent = [self._sided(fold, side) for fold in lines]
            printed = pattern if side == 1 else [_flip(entry) for entry in pattern]
            cloth(drawing, sleeve, self.fabric, bent, pattern=printed)
            self._sleeve_form(sleeve, side)

    def seams(self, colour: str) -> None:
        """Draw the armhole seams."""
        drawing = self.drawing
        for number, _ in enumerate(self.sleeves):
            side = 1 if number == 0 else -1
            seam = smooth(self.armhole(side))
            with drawing.group(clip_path=drawing.clip(self.body)):
                drawing.line(seam, "#000", 5, soft=2, stroke_opacity=0.25)
                drawing.line(seam, colour, 2, opacity=0.7)

    def hem_stitch(self, colour: str, above: float = 18) -> None:
        """Draw the hem's turn-up as two rows of stitches."""
        drawing = self.drawing
        for rise in (above, above - 6):
            run = [(x, y - rise) for x, y in self.hem_run]
            with drawing.group(clip_path=drawing.clip(self.body)):
                stitches(drawing, smooth(run), colour, width=1.2)
        run = [(x, y - above - 3) for x, y in self.hem_run]
        shade(drawing, self.body, smooth(run), 5, 3, 0.25)

    def collar_band(self, colour: str, width: float = 20) -> None:
        """Draw a ribbed band along the neck opening."""
        drawing = self.drawing
        reach = width / 2
        run = self.lowered_neckline(reach)
        line = smooth(run)
        shade(drawing, self.body, smooth(self.lowered_neckline(width + 4)), 12, 5, 0.4)
        drawing.line(line, colour, width, stroke_linecap="butt")
        drawing.line(
            line,
            "#000",
            width - 3,
            stroke_linecap="butt",
            stroke_dasharray="1.2 3.2",
            opacity=0.16,
        )
        drawing.line(
            smooth(self.lowered_neckline(4)), "#fff", 4, soft=1.6, stroke_opacity=0.45
        )
        drawing.line(
            smooth(self.lowered_neckline(width - 1)),
            "#000",
            3,
            soft=1.4,
            stroke_opacity=0.35,
        )

    def sleeve_folds(self) -> list[Fold]:
        """Return the folds of the wearer's left sleeve."""
        shoulder, elbow, wrist = TORSO.shoulder, TORSO.elbow, TORSO.wrist

        def arm(share: float, aside: float) -> Point:
            if share <= 1:
                return along(shoulder, elbow, share, aside)
            return along(elbow, wrist, share - 1, aside)

        folds = [
            Fold([arm(0.36, -60), arm(0.3, 0), arm(0.2, 30)], 14, -0.5, 7),
            Fold([arm(0.45, -62), arm(0.44, 0), arm(0.36, 44)], 14, 0.5, 7),
            Fold([arm(0.56, -60), arm(0.52, 4), arm(0.47, 40)], 12, -0.4, 7),
        ]
        if self.cut.sleeve is None:
            folds += [
                Fold([arm(0.8, -48), arm(0.78, 0), arm(0.7, 40)], 12, 0.5, 5),
                Fold([arm(0.9, -46), arm(0.9, 0), arm(0.84, 44)], 12, -0.6, 5),
                Fold([arm(1.02, -44), arm(0.99, 4), arm(0.96, 46)], 12, 0.6, 5),
                Fold([arm(1.12, -42), arm(1.08, 0), arm(1.1, 36)], 11, -0.5, 5),
                Fold([arm(1.3, -40), arm(1.36, 0), arm(1.32, 30)], 11, 0.4, 6),
                Fold([arm(1.6, -34), arm(1.64, 0), arm(1.58, 32)], 10, -0.4, 5),
                Fold([arm(1.78, -34), arm(1.76, 0), arm(1.8, 30)], 9, 0.5, 4),
                Fold([arm(1.87, -34), arm(1.88, 0), arm(1.85, 30)], 8, -0.5, 4),
            ]
        return folds

    def _sleeve_form(self, sleeve: str, side: int) -> None:
        start, end = TORSO.shoulder, TORSO.elbow
        # Always from the picture's left, where the light is.
        left, right = (
            self.sided(along(start, end, 0.5, aside * side), side)
            for aside in (-80, 80)
        )
        cylinder(self.drawing, sleeve, left, right, self.fabric.shadow, 0.4)

    def _sided(self, fold: Fold, side: int) -> Fold:
        points = [self.sided(point, side) for point in fold.points]
        return Fold(points, fold.width, fold.height, fold.soft)


def _flip(entry: tuple[str, str, float]) -> tuple[str, str, float]:
    d, colour, width = entry
    words: list[str] = []
    is_x = True
    for word in d.split():
        if word.isalpha():
            words.append(word)
            continue
        words.append(f"{2 * CENTRE_X - float(word):.2f}" if is_x else word)
        is_x = not is_x
    return " ".join(words), colour, width
