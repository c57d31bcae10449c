"""Whose item it is, where several people are in the picture.

The person network sees one picture and names no people. Here its label map is cut into
people: parts that do not touch, and within a part the surroundings of each face. The
wearer is the largest of them, or the one that the caller points at; the others are
painted over with the padding's grey before the network looks at the wearer once more.

Source: US 2025/0259399, [0092]–[0096].
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import NoPersonError
from pierglass.vision.geometry import Window
from pierglass.vision.groups import group_index
from pierglass.vision.person import PADDING, Person, find_person

__all__ = ["FOUND_SIDE", "TRACKED_SIDE", "Point", "Wearer", "find_wearer", "look_again"]

Point = tuple[float, float]
"""x and y in pixels of the frame."""

_LEAST_OTHER = 0.2
"""Share of the largest part that another one must have to be a person."""

_LEAST_FACE = 0.15
"""Share of the largest face that another one must have, to be a face of its own."""

_REACH = 0.1
"""How far beside a person a point may lie and still mean them, in parts of the frame's
longer side."""

_NEAR = (0.2, 0.6)
"""Least and longest side of a square that is looked at when nobody is seen in the whole
picture, in parts of the picture's longer side."""

_SIDE = 256
"""Longer side of the picture that is cut into people, in pixels."""

FOUND_SIDE = 256
"""Pixels a side at which a stream looks for the wearer in the whole frame."""

TRACKED_SIDE = 192
"""Pixels a side that the network sees of a person who is followed: half the time of
what it sees of a photo."""

_ROOM = 0.12
"""What is left around the wearer when others are painted over, in parts of the
wearer's size: limits that the last label map missed."""


@dataclass(frozen=True, eq=False)
class Wearer:
    """The person who wears the item, and whether somebody stands beside them."""

    person: Person
    crowded: bool
    """Whether others are in the picture, whom the network must not see."""


def find_wearer(
    frame: NDArray[np.uint8], at: Point | None = None, side: int | None = None
) -> Wearer | None:
    """Return the largest person in *frame*, or the one at a point; None without any.

    Args:
        frame: uint8 (H, W, 3) RGB.
        at: Where the wearer is, in pixels of the frame; a little beside is near enough.
        side: As `find_person` takes it: a stream has time for one look alone.

    Raises:
        NoPersonError: If there are people, but nobody at *at*.
        ValueError: If *at* is not finite.
    """
    if at is not None and not np.isfinite(at).all():
        raise ValueError(f"at: found {at}, expected two finite numbers")
    person = find_person(frame, side=side)
    if person is None and side is None:
        person = _from_near(frame, at)
    if person is None:
        return None
    scale = min(1.0, _SIDE / max(frame.shape[:2]))
    people = _people(person, frame.shape[:2], scale)
    if len(people) < 2 and at is None:
        return Wearer(person, crowded=False)
    chosen = _chosen(people, at, scale, max(frame.shape[:2]))
    if len(people) == 1:
        return Wearer(person, crowded=False)
    ys, xs = np.nonzero(people[chosen])
    box = (xs.min() / scale, ys.min() / scale, xs.max() / scale, ys.max() / scale)
    others = np.any([part for i, part in enumerate(people) if i != chosen], axis=0)
    window = Window.around(*(float(side) for side in box)).grown(1.3)
    again = find_person(_without(frame, others, people[chosen]), window, side)
    return None if again is None else Wearer(again, crowded=True)


def _from_near(frame: NDArray[np.uint8], at: Point | None) -> Person | None:
    """Return a person who is too small to be seen in the whole picture, or None.

    It is looked at in overlapping squares. One who is seen there must have shoulders or
    eyes: of many looks at a wall one is wrong.
    """
    height, width = frame.shape[:2]
    least, most = (share * max(height, width) for share in _NEAR)
    side = min(max(float(min(height, width)), least), most)
    seen = [
        person
        for top in _starts(height, side)
        for left in _starts(width, side)
        if (person := find_person(frame, Window(left, top, side), FOUND_SIDE))
        and (
            person.sees("left_shoulder", "right_shoulder")
            or person.sees("left_eye", "right_eye")
        )
    ]
    boxes = [(person, box) for person in seen if (box := person.extent()) is not None]
    if not boxes:
        return None

    def rank(one: tuple[Person, tuple[float, float, float, float]]) -> float:
        left, top, right, bottom = one[1]
        if at is None:
            return (right - left) * (bottom - top)
        return -float(np.hypot((left + right) / 2 - at[0], (top + bottom) / 2 - at[1]))

    best, box = max(boxes, key=rank)
    return find_person(frame, Window.around(*box).grown(1.3)) or best


def _starts(length: int, side: float) -> list[float]:
    """Return where squares of *side* begin that lie over *length*, half overlapping."""
    if length <= side:
        return [(length - side) / 2]
    count = int(np.ceil((length - side) / (0.5 * side))) + 1
    return [float(at) for at in np.linspace(0, length - side, count)]


def look_again(
    frame: NDArray[np.uint8], window: Window, before: Wearer
) -> Wearer | None:
    """Return the same wearer in the next *frame*, within *window*; None when lost.

    In a crowd everything outside of where the wearer was, and some room, is painted
    over, so that the network does not go over to a neighbour.
    """
    extent = before.person.extent() if before.crowded else None
    if extent is not None:
        left, top, right, bottom = extent
        room = _ROOM * max(right - left, bottom - top)
        low = np.maximum(np.array([left - room, top - room]), 0).astype(int)
        high = np.maximum(np.array([right + room, bottom + room]), 0).astype(int)
        kept = np.empty_like(frame)
        kept[:] = PADDING
        area = (slice(low[1], high[1]), slice(low[0], high[0]))
        kept[area] = frame[area]
        frame = kept
    person = find_person(frame, window, TRACKED_SIDE)
    return None if person is None else Wearer(person, before.crowded)


def _people(
    person: Person, shape: tuple[int, ...], scale: float
) -> list[NDArray[np.bool_]]:
    """Return a mask for each person in a picture of *shape* times *scale*."""
    height, width = shape[0], shape[1]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    groups = person.groups_in((0, 0, width, height), size)
    covered = np.asarray(groups[..., 0] < 0.5, np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(covered)
    areas = stats[1:, cv2.CC_STAT_AREA] if count > 1 else np.zeros(0, np.int32)
    head = groups[..., [group_index("face_skin"), group_index("hair")]].sum(2) > 0.5
    parts: list[NDArray[np.bool_]] = []
    for index, area in enumerate(areas, start=1):
        if area >= _LEAST_OTHER * areas.max():
            part = np.asarray(labels == index)
            parts += _by_face(part, np.asarray(head & part))
    return parts


def _by_face(
    part: NDArray[np.bool_], head: NDArray[np.bool_]
) -> list[NDArray[np.bool_]]:
    """Cut a part with several heads side by side into one part a head."""
    head_map = cv2.morphologyEx(
        head.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)
    )
    count, _, stats, centres = cv2.connectedComponentsWithStats(head_map)
    if count < 3:
        return [part]
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = centres[1:][areas >= max(_LEAST_FACE * float(areas.max()), 12.0)]
    widest = float(stats[1:, cv2.CC_STAT_WIDTH].max())
    # Heads of two people are beside each other; hair beside a face, or a bare neck
    # below it, is not a second head.
    heads: list[float] = []
    for x in sorted(float(c) for c in kept[:, 0]):
        if not heads or x - heads[-1] > 1.5 * widest:
            heads.append(x)
    if len(heads) < 2:
        return [part]
    columns = np.arange(part.shape[1])[:, None]
    nearest = np.abs(columns - np.array(heads)[None]).argmin(1)
    cut = [np.asarray(part & (nearest == i)[None]) for i in range(len(heads))]
    return [one for one in cut if one.any()]


def _chosen(
    people: list[NDArray[np.bool_]], at: Point | None, scale: float, longest: int
) -> int:
    if at is None:
        return int(np.argmax([part.sum() for part in people]))
    gaps = []
    for part in people:
        ys, xs = np.nonzero(part)
        gaps.append(float(np.hypot(xs - at[0] * scale, ys - at[1] * scale).min()))
    nearest = int(np.argmin(gaps)) if gaps else -1
    if nearest < 0 or gaps[nearest] > _REACH * longest * scale:
        raise NoPersonError(at)
    return nearest


def _without(
    frame: NDArray[np.uint8], others: NDArray[np.bool_], wearer: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """Return *frame* with the others painted over, and their rims."""
    wide = cv2.dilate(others.astype(np.uint8), np.ones((7, 7), np.uint8))
    wide[wearer] = 0
    size = (frame.shape[1], frame.shape[0])
    mask = cv2.resize(wide, size, interpolation=cv2.INTER_NEAREST) > 0
    out = frame.copy()
    out[mask] = PADDING
    return out
