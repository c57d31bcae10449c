"""Parts that tops, jackets and dresses share: trunk, sleeves, the collar's inside."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pierglass.training.items.artwork import Part, both_sides
from pierglass.training.items.body import CENTRE_X, TORSO
from pierglass.training.items.fabric import Cloth, Fold, cloth, shade, stitches
from pierglass.training.items.geometry import (
    Point,
    Run,
    along,
    mirrored,
    outline,
    smooth,
)
from pierglass.training.items.svg import Drawing

__all__ = ["Cut", "Garment"]

CANVAS: Final = (1000.0, 1400.0)


@dataclass(frozen=True)
class Cut:
    """The measures of a garment for the upper body, in canvas pixels.

    Widths are half widths from the centre line.
    """

    neck_width: float = 80
    neck_side_y: float = 134
    neck_depth: float = 206
    back_neck_y: float = 152
    shoulder_width: float = 206
    shoulder_y: float = 184
    chest: float = 186
    waist: float = 170
    waist_y: float = 560
    hem: float = 184
    hem_y: float = 806
    hem_drop: float = 12
    sleeve: float | None = 0.6
    """Short sleeves: share of the upper arm. None: long, to the wrist. 0: none."""

    sleeve_radius: float = 74
    cuff_radius: float = 44
    v_neck: bool = False


class Garment:
    """A garment in the making: the shapes from a cut, drawn with a fabric."""

    def __init__(self, cut: Cut, fabric: Cloth) -> None:
        self.cut = cut
        self.fabric = fabric
        self.drawing = Drawing(*CANVAS)
        self.neckline = self._neckline()
        self.hem_run = self._hem_run()
        self.body = self._body()
        self.sleeves = (
            [self._sleeve(side) for side in (1, -1)] if cut.sleeve != 0 else []
        )

    def x(self, offset: float) -> float:
        """Return the canvas x of an offset to the wearer's left."""
        return CENTRE_X + offset

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
            back = smooth(self._back_run())
            drawing.line(back, tape or colour, 22)
            drawing.line(back, "#000", 26, soft=5, stroke_opacity=0.16)
            drawing.line(back, "#fff", 3, soft=1.2, stroke_opacity=0.3)
            top = cut.back_neck_y + 10
            drawing.path(
                f"M {CENTRE_X - 20} {top} h 40 v 24 h -40 Z", fill=label, opacity=0.9
            )
            drawing.line(f"M {CENTRE_X - 11} {top + 12} h 22", "#555", 2.4, opacity=0.7)

    def inside_shape(self) -> str:
        """Return the outline of what is seen through the neck opening."""
        return outline(self._back_run(), self.neckline[::-1])

    def inside_part(self, edge: Run = ()) -> Part:
        """Return the record of the inside of the back, as far as it is to be seen.

        Args:
            edge: What covers it in front, from the wearer's left side of the neck to
                the right; the neckline when nothing is told.
        """
        return Part(
            "collar_back", -1.0, (*self._back_run(), *(edge or self.neckline[::-1]))
        )

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
        with drawing.group(clip_path=drawing.clip(self.body)):
            drawing.cover(
                fill=drawing.linear(
                    (left, 0),
                    (right, 0),
                    [
                        (0, dark, 0.34),
                        (0.14, dark, 0.12),
                        (0.3, dark, 0.0),
                        (0.36, "#fff", 0.08),
                        (0.5, dark, 0.0),
                        (0.72, dark, 0.05),
                        (0.88, dark, 0.2),
                        (1, dark, 0.44),
                    ],
                )
            )
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
            under = [*self.armhole(side)[2:], *self._under_arm(side)]
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
        run = self._lowered(reach)
        line = smooth(run)
        shade(drawing, self.body, smooth(self._lowered(width + 4)), 12, 5, 0.4)
        drawing.line(line, colour, width, stroke_linecap="butt")
        drawing.line(
            line,
            "#000",
            width - 3,
            stroke_linecap="butt",
            stroke_dasharray="1.2 3.2",
            opacity=0.16,
        )
        drawing.line(smooth(self._lowered(4)), "#fff", 4, soft=1.6, stroke_opacity=0.45)
        drawing.line(
            smooth(self._lowered(width - 1)), "#000", 3, soft=1.4, stroke_opacity=0.35
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

    def armhole(self, side: int) -> list[Point]:
        """Return the seam between trunk and sleeve, from the shoulder down."""
        cut = self.cut
        points: list[Point] = [
            (cut.shoulder_width - 8, cut.shoulder_y - 5),
            (cut.shoulder_width - 22, 240),
            (cut.shoulder_width - 30, 296),
            (cut.chest + 2, 352),
        ]
        return [(CENTRE_X + side * x, y) for x, y in points]

    def cuff(self, side: int, rise: float = 0) -> tuple[Point, Point]:
        """Return the sleeve end's outer and inner corner, *rise* shares higher up."""
        cut = self.cut
        if cut.sleeve is None:
            outer = along(TORSO.elbow, TORSO.wrist, 1.0 - rise, cut.cuff_radius)
            inner = along(TORSO.elbow, TORSO.wrist, 1.0 - rise, -cut.cuff_radius)
        else:
            share = (cut.sleeve or 0) - rise
            outer = along(TORSO.shoulder, TORSO.elbow, share, cut.sleeve_radius)
            inner = along(TORSO.shoulder, TORSO.elbow, share, -cut.sleeve_radius + 2)
        return self._side(outer, side), self._side(inner, side)

    def anchors(self) -> dict[str, Point]:
        """Return the anchors of a garment for the upper body."""
        cut = self.cut
        joints = {
            "shoulder": TORSO.shoulder,
            "elbow": TORSO.elbow,
            "hip": TORSO.hip,
            "armpit": (self.x(cut.chest + 2), 352.0),
            "hem": (self.x(cut.hem), cut.hem_y),
        }
        if cut.sleeve is None:
            joints["wrist"] = TORSO.wrist
        return both_sides(CENTRE_X, **joints) | {"neck": (CENTRE_X, cut.neck_depth)}

    def _neckline(self) -> list[Point]:
        cut = self.cut
        if cut.v_neck:
            half = [
                (0.0, cut.neck_depth),
                (cut.neck_width * 0.5, (cut.neck_depth + cut.neck_side_y) / 2 + 8),
                (cut.neck_width, cut.neck_side_y),
            ]
        else:
            drop = cut.neck_depth - cut.neck_side_y
            half = [
                (0.0, cut.neck_depth),
                (cut.neck_width * 0.5, cut.neck_side_y + drop * 0.88),
                (cut.neck_width * 0.86, cut.neck_side_y + drop * 0.46),
                (cut.neck_width, cut.neck_side_y),
            ]
        left = [(CENTRE_X - x, y) for x, y in half[:0:-1]]
        return left + [(CENTRE_X + x, y) for x, y in half]

    def _lowered(self, reach: float) -> list[Point]:
        cut = self.cut
        middle_y = cut.neck_side_y - 30
        moved: list[Point] = []
        for x, y in self.neckline:
            dx, dy = x - CENTRE_X, y - middle_y
            length = (dx * dx + dy * dy) ** 0.5
            moved.append((x + dx / length * reach, y + dy / length * reach))
        return moved

    def _back_run(self) -> list[Point]:
        cut = self.cut
        side_y = cut.neck_side_y
        return [
            (self.x(-cut.neck_width), side_y),
            (self.x(-cut.neck_width * 0.5), cut.back_neck_y - 4),
            (CENTRE_X, cut.back_neck_y),
            (self.x(cut.neck_width * 0.5), cut.back_neck_y - 4),
            (self.x(cut.neck_width), side_y),
        ]

    def _hem_run(self) -> list[Point]:
        cut = self.cut
        return [
            (self.x(cut.hem), cut.hem_y),
            (self.x(cut.hem * 0.5), cut.hem_y + cut.hem_drop * 0.9),
            (CENTRE_X, cut.hem_y + cut.hem_drop),
            (self.x(-cut.hem * 0.5), cut.hem_y + cut.hem_drop * 0.85),
            (self.x(-cut.hem), cut.hem_y),
        ]

    def _under_arm(self, side: int) -> list[Point]:
        chest = self.cut.chest
        points = ((chest - 1, 400.0), (chest - 6, 450.0))
        return [(CENTRE_X + side * x, y) for x, y in points]

    def _side_run(self) -> list[Point]:
        cut = self.cut
        return [
            (self.x(cut.chest), 352),
            (self.x(cut.chest - 4), 410),
            (self.x(cut.waist), cut.waist_y),
            (self.x((cut.waist + cut.hem * 2) / 3), (cut.waist_y + cut.hem_y * 2) / 3),
            (self.x(cut.hem), cut.hem_y),
        ]

    def _body(self) -> str:
        cut = self.cut
        shoulder: Run = [
            (self.x(cut.neck_width), cut.neck_side_y),
            (self.x((cut.neck_width + cut.shoulder_width) / 2), cut.shoulder_y - 30),
            (self.x(cut.shoulder_width), cut.shoulder_y),
        ]
        arm = self.armhole(1)
        side = self._side_run()
        return outline(
            self.neckline,
            shoulder,
            arm,
            side,
            self.hem_run,
            mirrored(side, CENTRE_X),
            mirrored(arm, CENTRE_X),
            mirrored(shoulder, CENTRE_X),
        )

    def _sleeve(self, side: int) -> str:
        cut = self.cut
        shoulder, elbow, wrist = TORSO.shoulder, TORSO.elbow, TORSO.wrist
        radius = cut.sleeve_radius
        outer: list[Point] = [
            (self.x(cut.shoulder_width - 8), cut.shoulder_y - 5),
            (self.x(cut.shoulder_width + 16), cut.shoulder_y + 10),
            (self.x(cut.shoulder_width + 36), cut.shoulder_y + 36),
            along(shoulder, elbow, 0.3, radius - 7),
        ]
        if cut.sleeve is None:
            slim = (radius + cut.cuff_radius) / 2
            outer += [
                along(shoulder, elbow, 0.6, radius - 10),
                along(shoulder, elbow, 1.0, slim + 4),
                along(elbow, wrist, 0.5, slim - 6),
                along(elbow, wrist, 1.0, cut.cuff_radius),
            ]
            inner = [
                along(elbow, wrist, 1.0, -cut.cuff_radius),
                along(elbow, wrist, 0.5, -slim + 4),
                along(elbow, wrist, 0.04, -slim + 4),
                along(shoulder, elbow, 0.7, -radius + 12),
                (self.x(cut.chest + 2), 352),
            ]
        else:
            share = cut.sleeve or 0
            outer.append(along(shoulder, elbow, share, radius))
            inner = [
                along(shoulder, elbow, share, -radius + 2),
                (self.x(cut.chest + 2), 352),
            ]
        seam = self.armhole(1)[::-1]
        runs = [
            [self._side(point, side) for point in run] for run in (outer, inner, seam)
        ]
        return outline(*runs)

    def _sleeve_form(self, sleeve: str, side: int) -> None:
        drawing = self.drawing
        dark = self.fabric.shadow
        start, end = TORSO.shoulder, TORSO.elbow
        across = (along(start, end, 0.5, -80), along(start, end, 0.5, 80))
        stops = [
            (0, dark, 0.42),
            (0.25, dark, 0.16),
            (0.5, dark, 0.0),
            (0.68, "#fff", 0.07),
            (0.84, dark, 0.06),
            (1, dark, 0.3),
        ]
        paint = drawing.linear(
            self._side(across[0], side), self._side(across[1], side), stops
        )
        with drawing.group(clip_path=drawing.clip(sleeve)):
            drawing.cover(fill=paint)

    def _side(self, point: Point, side: int) -> Point:
        return CENTRE_X + (point[0] - CENTRE_X) * side, point[1]

    def _sided(self, fold: Fold, side: int) -> Fold:
        points = [self._side(point, side) for point in fold.points]
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
