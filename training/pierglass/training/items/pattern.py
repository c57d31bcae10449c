"""Patterns: the shapes of garments for the upper body, from a few measures."""

from dataclasses import dataclass

from pierglass.training.items.artwork import both_sides
from pierglass.training.items.body import CENTRE_X, TORSO
from pierglass.training.items.geometry import Point, Run, along, mirrored, outline

__all__ = ["Cut", "Pattern"]


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


class Pattern:
    """The shapes of a garment.

    Args:
        cut: Its measures.
    """

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.neckline = self._neckline()
        self.hem_run = self._hem_run()
        self.body = self._body()
        self.sleeves = (
            [outline(*self.sleeve_runs(side)) for side in (1, -1)]
            if cut.sleeve != 0
            else []
        )

    def x(self, offset: float) -> float:
        """Return the canvas x of an offset to the wearer's left."""
        return CENTRE_X + offset

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
        return self.sided(outer, side), self.sided(inner, side)

    def inside_shape(self) -> str:
        """Return the outline of what is seen through the neck opening."""
        return outline(self.back_run(), self.neckline[::-1])

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

    def lowered_neckline(self, reach: float) -> list[Point]:
        """Return the neckline moved *reach* pixels into the garment."""
        cut = self.cut
        middle_y = cut.neck_side_y - 30
        moved: list[Point] = []
        for x, y in self.neckline:
            dx, dy = x - CENTRE_X, y - middle_y
            length = (dx * dx + dy * dy) ** 0.5
            moved.append((x + dx / length * reach, y + dy / length * reach))
        return moved

    def back_run(self) -> list[Point]:
        """Return the neck's edge behind, from the wearer's right to the left."""
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

    def under_arm(self, side: int) -> list[Point]:
        """Return the trunk's side below the armpit."""
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

    def sleeve_runs(self, side: int) -> list[list[Point]]:
        """Return a sleeve's outline: outer edge, inner edge, seam."""
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
        return [
            [self.sided(point, side) for point in run] for run in (outer, inner, seam)
        ]

    def sided(self, point: Point, side: int) -> Point:
        """Return a point of the wearer's left on that *side*: 1 left, -1 right."""
        return CENTRE_X + (point[0] - CENTRE_X) * side, point[1]
