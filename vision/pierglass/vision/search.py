"""Visual search's pictures: what is looked for in a photo, and what an item shows.

    photo -> person -> garment upright on white -> generated stock picture
                                 |                         |
                              "photo"                 "generated"

Source: US 10,552,714, claims 6 to 8.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.embedding import GENERATED_SHARE
from pierglass.vision.errors import NoGarmentError, NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.groups import group_index, point_index
from pierglass.vision.person import Person, estimate_person
from pierglass.vision.rectify import SIDE, Rectified, rectify
from pierglass.vision.rectify_pose import POSES
from pierglass.vision.search_colour import colour_vector
from pierglass.vision.stock import StockGenerator, StockImage

__all__ = ["NOTES", "Look", "look", "stock_view"]

NOTES: dict[str, str] = {
    "several_people": "Several people are in the photo; the largest was looked at. "
    "Crop the photo to the one that is meant.",
    "cut_off": "The photo's edge cuts the garment off; what is outside cannot be "
    "compared. Show the garment whole.",
    "not_aligned": "The garment could not be brought upright, so it is found less "
    "well. Choose a photo that shows shoulders and hips from the front, of trousers "
    "hips and knees.",
}
"""What makes a search weaker, and the cure."""

_PERSON_SIDE = 320
"""Pixels that the person network sees, once: its many looks at a still take most of the
150 ms that a search may take."""

_SHARE = 0.92
"""Of the frame that an item's longer side takes, as in the pictures of training."""

_ANOTHER = 0.25
"""Least size of another person, as a share of the largest."""

_CUT = 0.12
"""Share of the garment's breadth or height that lies at the photo's edge: less is a
sleeve that touches it."""


_HINTED = 0.2
"""Least visibility of one point of the body. Of 30 street photos the least was 0.8, of
a head from near 0.3; of a cat, a horse and garments without a wearer 0.0."""


def _both(*names: str) -> tuple[str, ...]:
    return tuple(f"{side}_{name}" for name in names for side in ("left", "right"))


_TRUNK = _both("shoulder", "elbow", "wrist", "hip", "knee")
_BODY = {
    "shoe": _both("knee", "ankle", "heel", "toe"),
    "hat": ("nose", *_both("eye", "ear", "shoulder")),
}
"""The points one of which is seen, where it is not the trunk's."""


@dataclass(frozen=True, eq=False)
class Look:
    """What a search looks for."""

    rectified: Rectified
    """The garment as pre-processed, and every step."""

    stock: StockImage | None
    """The generated picture; None without a generator, or one that knows the kind."""

    notes: tuple[str, ...]
    """Keys of `NOTES`."""

    def pictures(self) -> dict[str, NDArray[np.uint8]]:
        """Return the pictures to embed, each uint8 (128, 128, 3), by name."""
        found = {"photo": self.rectified.picture}
        if self.stock is not None:
            found["generated"] = self.stock.picture
        return found

    def weights(self) -> dict[str, float]:
        """Return what each picture counts in the ranking; together 1."""
        if self.stock is None:
            return {"photo": 1.0}
        return {"photo": 1 - GENERATED_SHARE, "generated": GENERATED_SHARE}

    def colour(self) -> NDArray[np.float32]:
        """Return the colours of what the photo really shows."""
        return colour_vector(self.rectified.picture, self.rectified.cloth)


def look(
    photo: NDArray[np.uint8],
    kind: str | None = None,
    *,
    person: Person | None = None,
    generator: StockGenerator | None = None,
) -> Look:
    """Return what to search for: the garment of *kind* on the photo's largest person.

    Args:
        photo: uint8 (H, W, 3) RGB.
        kind: As `rectify` takes it; the largest garment's by default.
        person: As `estimate_person` returns it; found in *photo* by default.
        generator: Makes the stock picture; none is made by default.

    Raises:
        NoPersonError: If nobody is to be seen.
        NoGarmentError: If the person wears nothing of *kind*, or no garment at all.
        ModelMissingError: If the person network is not installed.
        ValueError: If *kind* is unknown.
    """
    seen = person or estimate_person(photo, side=_PERSON_SIDE)
    people = _people(seen)
    if len(people) > 1:
        seen = _alone(photo, seen, people[0])
    try:
        found = rectify(photo, kind, person=seen)
    except NoGarmentError as exc:
        if _is_somebody(seen):
            raise
        raise NoPersonError from exc
    if not _is_somebody(seen, found.kind):
        raise NoPersonError
    stock = None
    if generator is not None and found.kind in POSES:
        stock = generator.generate(found)
    notes = {
        "several_people": len(people) > 1,
        "cut_off": _is_cut(found.garment),
        "not_aligned": found.kind in POSES and found.unaligned is not None,
    }
    return Look(found, stock, tuple(name for name, holds in notes.items() if holds))


def stock_view(
    picture: NDArray[np.uint8], side: int = SIDE
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return an item's picture as a stock picture, and where it shows the item.

    Args:
        picture: uint8 (H, W, 4) straight alpha.
        side: Of the result in pixels.

    Returns:
        uint8 (side, side, 3) on white and uint8 (side, side).
    """
    ys, xs = np.nonzero(picture[..., 3])
    if not len(ys):
        return np.full((side, side, 3), 255, np.uint8), np.zeros((side, side), np.uint8)
    cut = picture[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1].astype(np.float32)
    height, width = cut.shape[:2]
    scale = _SHARE * side / max(height, width)
    shift = (side - scale * width) / 2, (side - scale * height) / 2
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float64)
    alpha = cut[..., 3:]
    stack = np.concatenate([cut[..., :3] * (alpha / 255), alpha], 2)
    if scale < 1:
        stack = np.asarray(cv2.GaussianBlur(stack, (0, 0), 0.4 / scale), np.float32)
    moved = np.asarray(cv2.warpAffine(stack, matrix, (side, side)), np.float32)
    moved[..., :3] += 255 - moved[..., 3:]
    whole = np.clip(moved + 0.5, 0, 255).astype(np.uint8)
    return whole[..., :3].copy(), whole[..., 3].copy()


def _is_somebody(person: Person, kind: str = "") -> bool:
    """Whether a body is in what *kind* is worn on: fur passes for hair or cloth."""
    names = _BODY.get(kind, _TRUNK)
    seen = [person.points[point_index(name), 2] for name in names]
    return bool(max(seen) >= _HINTED)


def _people(person: Person) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the people in the person's window, the largest first.

    Two who touch are one shape; then their faces are counted.
    """
    body = (person.probabilities[0] < 0.5).astype(np.uint8)
    groups = person.probabilities.argmax(0)
    faces = (groups == group_index("face_skin")).astype(np.uint8)
    bodies, heads = _parts(body), _parts(faces)
    apart = [one for one in heads if _is_apart(one, heads[0])] if heads else []
    if len(bodies) == 1 and apart:
        bodies = [_between(bodies[0], heads[0], apart[0])]
        bodies += [bodies[0]]  # the other is not looked at, only counted
    scale = person.window.size / body.shape[0]
    left, top = person.window.left, person.window.top
    return [
        (left + x0 * scale, top + y0 * scale, left + x1 * scale, top + y1 * scale)
        for x0, y0, x1, y1 in bodies
    ]


Box = tuple[float, float, float, float]


def _parts(mask: NDArray[np.uint8]) -> list[Box]:
    """Return the boxes of a mask's large parts, the largest first."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if count < 2:
        return []
    order = [
        1 + int(i) for i in (-areas).argsort() if areas[i] >= _ANOTHER * areas.max()
    ]
    corners = stats[order][:, : cv2.CC_STAT_AREA].astype(float)
    return [(x, y, x + width, y + height) for x, y, width, height in corners.tolist()]


def _is_apart(one: Box, other: Box) -> bool:
    """Whether two faces are of two people, and not one behind glasses or hair."""
    gap = abs(one[0] + one[2] - other[0] - other[2]) / 2
    sides = (max(x1 - x0, y1 - y0) for x0, y0, x1, y1 in (one, other))
    return gap > 1.2 * max(sides)


def _between(body: Box, head: Box, other: Box) -> Box:
    """Return the part of two people's common box that is on the side of *head*."""
    middle = (head[0] + head[2] + other[0] + other[2]) / 4
    if head[0] < other[0]:
        return body[0], body[1], middle, body[3]
    return middle, body[1], body[2], body[3]


def _alone(photo: NDArray[np.uint8], person: Person, box: Box) -> Person:
    """Return one of several people, with nothing of the others."""
    window = Window.around(*box).grown(1.1)
    found = estimate_person(photo, window=window, side=_PERSON_SIDE)
    side = found.probabilities.shape[1]
    scale = side / window.size
    outside = np.ones((side, side), np.bool_)
    x0, y0, x1, y1 = (
        round(max(0.0, (value - start) * scale))
        for value, start in zip(box, (window.left, window.top) * 2, strict=True)
    )
    outside[y0 : y1 + 1, x0 : x1 + 1] = False
    probabilities = found.probabilities.copy()
    probabilities[0, outside] = 1
    probabilities[1:, outside] = 0
    return replace(found, probabilities=probabilities)


def _is_cut(garment: NDArray[np.float32]) -> bool:
    mask = garment > 0.5
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return False
    height, width = np.ptp(rows) + 1, np.ptp(columns) + 1
    across = max(mask[0].sum(), mask[-1].sum()) / width
    along = max(mask[:, 0].sum(), mask[:, -1].sum()) / height
    return bool(max(across, along) > _CUT)
