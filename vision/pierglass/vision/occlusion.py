"""Predicting the occlusion map: where the item's pixel replaces the camera's.

Source: US 2025/0259399, [0098], [0105], claims 1 and 4–6; an image-to-image network,
claim 10.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.alpha import premultiplied
from pierglass.vision.geometry import Box, resized
from pierglass.vision.groups import GROUPS, group_index
from pierglass.vision.kinds import KINDS
from pierglass.vision.person import Person, find_person
from pierglass.vision.placement import Placed
from pierglass.vision.truth import BEFORE_BACKS, Body, arm_mask, hidden
from pierglass.vision.weights import load_model
from pierglass.vision.worn import BELOW_WAIST, decided

__all__ = [
    "CHANNELS",
    "FRAME_S",
    "body_in",
    "follow",
    "grown_box",
    "kind_index",
    "label_rule",
    "lean",
    "narrowed",
    "network_input",
    "predict_in_box",
    "predict_occlusion",
    "tuck_in",
]

CHANNELS = 3 + 4 + (len(GROUPS) - 1) + 2
"""Channels of the network's input: camera RGB, premultiplied overlay RGB and alpha,
the person's groups without background, arms in front, the item's own sleeves."""

_LARGE = frozenset({"top", "jacket", "dress", "trousers", "shorts", "skirt"})
"""Kinds that nothing small hides."""

_ACCESSORY, _CLOTH = group_index("accessory"), group_index("upper_garment")

_SURE = round(0.6 * 255)
"""From which on a thing is believed to be an accessory (a scarf, a glove): below, it is
cloth and opens no hole in a garment. The person network misses most and mistakes some
(see its card)."""

_SPECK = 0.006
"""Largest share of such an item that a hole has which nothing made."""

FRAME_S = 1 / 30
"""Time between two frames where nobody says it."""

_STEP, _STEP_PER_GAP, _FLICKER = 0.12, 2.2, 0.6
"""What a new map weighs after one such frame where the gap to the last one is mere
flicker, what more of the gap beyond adds, and how large a gap is flicker."""

_LEAST_S = 1e-3

_DOUBT = 0.75
"""A map that shows less than this of a pixel is in doubt there."""

_SMOOTH = 0.03
"""Spread of what lies before an item's back, in parts of the back's size."""

_MARGIN = 0.08
"""How far the network sees around the overlay, in parts of its size."""


def predict_occlusion(
    frame: NDArray[np.uint8],
    overlay: NDArray[np.uint8],
    *,
    kind: str | None = None,
    person: Person | None = None,
    previous: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Return where the item's pixels replace the camera's.

    Args:
        frame: uint8 (H, W, 3) RGB.
        overlay: uint8 (H, W, 4) RGB with straight alpha, already placed.
        kind: The item's kind, one of `pierglass.vision.kinds.KINDS`, when it is known.
        person: As `estimate_person` returns it; estimated here when not given.
        previous: The map of the frame before; the new one follows it where the
            pictures allow.

    Returns:
        float32 (H, W) in [0, 1]; 1 = the item's pixel replaces the camera's; 0 where
        the overlay is transparent.

    Raises:
        ValueError: If the shapes do not fit or the kind is unknown.
        ModelMissingError: If a network is not installed.
    """
    _check(frame, overlay, kind, previous)
    out = np.zeros(frame.shape[:2], np.float32)
    ys, xs = np.nonzero(overlay[..., 3])
    if len(ys) == 0:
        return out
    if person is None:
        person = find_person(frame)
    box = (int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    left, top, right, bottom = box
    area = (slice(top, bottom), slice(left, right))
    out[area] = predict_in_box(frame, overlay[area], box, kind, person)
    if previous is not None:
        out[area] = follow(out[area], previous[area])
        out[overlay[..., 3] == 0] = 0
    return out


def predict_in_box(
    frame: NDArray[np.uint8],
    patch: NDArray[np.uint8],
    box: Box,
    kind: str | None,
    person: Person | None,
    sleeves: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Return the map in *box*, where the overlay is *patch*; as `predict_occlusion`."""
    model = load_model("occluder")
    wide = grown_box(box, (frame.shape[0], frame.shape[1]))
    planes = _planes(frame, patch, box, wide, model.side, person, sleeves)
    index = np.array([kind_index(kind)], np.int64)
    stacked = np.asarray(cv2.merge(planes), np.uint8)
    guess = np.asarray(model(planes=stacked[None], kind=index)[0], np.float32)[0]
    if kind in model.leans and person is not None:
        rule = _rule(kind, planes, body_in(person, wide, model.side))
        guess = lean(guess, rule, model.leans[kind])
    if kind in BELOW_WAIST and person is not None:
        guess = decided(guess, planes[7 : 7 + len(GROUPS) - 1], planes[6])
    if kind in _LARGE:
        guess = _without_specks(guess, planes[6])
    shown = narrowed(guess, wide, box)
    return np.asarray(cv2.copyTo(shown, cv2.extractChannel(patch, 3)), np.float32)


def tuck_in(
    shown: NDArray[np.float32], placed: Placed, person: Person
) -> NDArray[np.float32]:
    """Return the map with the item's own back parts behind the body.

    No picture says that a collar's inside lies behind the neck; the item does. Where
    neck, hair or foot is seen before such a part, it stays in front.
    """
    behind = placed.behind
    rows, columns = np.nonzero(behind.any(1))[0], np.nonzero(behind.any(0))[0]
    if len(rows) == 0:
        return shown
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    left, right = int(columns[0]), int(columns[-1]) + 1
    x, y = placed.box[:2]
    there = (x + left, y + top, x + right, y + bottom)
    planes = person.planes_in(there, (right - left, bottom - top), BEFORE_BACKS)
    # Cloth at the neck that is half known would show through in specks.
    spread = max(_SMOOTH * max(right - left, bottom - top), 0.5)
    body = cv2.GaussianBlur(np.sum(planes, axis=0), (0, 0), spread)
    body = np.clip(body, 0, 1)
    out = shown.copy()
    out[top:bottom, left:right] *= 1 - behind[top:bottom, left:right] * body
    return out


def label_rule(kind: str, planes: NDArray[np.uint8], body: Body) -> NDArray[np.bool_]:
    """Return where the label map, put through the truth table, shows the item.

    Args:
        kind: The item's kind.
        planes: As `network_input` returns them.
        body: The wearer's key points in their pixels.
    """
    return _rule(kind, cv2.split(planes), body)


def _rule(
    kind: str, planes: Sequence[cv2.typing.MatLike], body: Body
) -> NDArray[np.bool_]:
    groups = planes[7 : 7 + len(GROUPS) - 1]
    labels = np.zeros(groups[0].shape, np.uint8)
    total = groups[0]
    for plane in groups[1:]:
        total = cv2.add(total, plane)
    highest = cv2.bitwise_not(total)  # what is left is background
    for index, plane in enumerate(groups, start=1):
        taken = cv2.compare(plane, highest, cv2.CMP_GT)
        if cv2.hasNonZero(taken):
            labels[taken > 0] = index
            highest = cv2.max(highest, plane)
    if kind in _LARGE:
        unsure = np.asarray(groups[_ACCESSORY - 1]) < _SURE
        labels[unsure & (labels == _ACCESSORY)] = _CLOTH
    sleeves = np.asarray(planes[-1], np.float32) / np.float32(255)
    return ~hidden(kind, labels, body, sleeves)


def lean(
    guess: NDArray[np.float32], rule: NDArray[np.bool_], weights: Sequence[float]
) -> NDArray[np.float32]:
    """Return the map leaned towards the label-map rule.

    Args:
        guess: float32 (H, W) in [0, 1], the network's map.
        rule: (H, W), where the rule shows the item.
        weights: Added to the logit where the rule shows the item, and where it hides
            it.
    """
    shows, hides = (np.float32(np.exp(-weight)) for weight in weights)
    against = np.where(rule, shows, hides)
    against *= 1 - guess
    against += guess
    against += np.float32(1e-9)
    return np.asarray(guess / against, np.float32)


def _without_specks(
    guess: NDArray[np.float32], alpha: cv2.typing.MatLike
) -> NDArray[np.float32]:
    """Return the map without holes too small to be an arm, hair or a bag.

    What is in doubt around such a hole goes with it: it would be seen as a ring.
    """
    doubt = ((guess < _DOUBT) & (alpha > 0)).astype(np.uint8)
    count, labels = cv2.connectedComponents(doubt, connectivity=4)
    holes = np.bincount(labels[guess < 0.5], minlength=count)
    small = holes < _SPECK * cv2.countNonZero(alpha)
    small[0] = False  # what is in no doubt at all
    if not small.any():
        return guess
    return np.where(small[labels], np.float32(1), guess)


def kind_index(kind: str | None) -> int:
    """Return the network's number of *kind*; 0 when it is not known."""
    return 0 if kind is None else list(KINDS).index(kind) + 1


def grown_box(box: Box, shape: tuple[int, int]) -> Box:
    """Return *box* with the margin that the network sees around it."""
    left, top, right, bottom = box
    dx = round((right - left) * _MARGIN) + 2
    dy = round((bottom - top) * _MARGIN) + 2
    return (
        max(0, left - dx),
        max(0, top - dy),
        min(shape[1], right + dx),
        min(shape[0], bottom + dy),
    )


def narrowed(guess: NDArray[np.float32], wide: Box, box: Box) -> NDArray[np.float32]:
    """Return the part of a map that is *box*, at the frame's scale.

    Args:
        guess: float32 (S, S), the map of *wide*.
        wide: As `grown_box` returns it for *box*.
        box: The overlay's.
    """
    left, top, right, bottom = wide
    grown = cv2.resize(
        guess, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR
    )
    inner = grown[box[1] - top : box[3] - top, box[0] - left : box[2] - left]
    return np.asarray(inner, np.float32)


def body_in(person: Person, box: Box, side: int) -> Body:
    """Return the person's key points in a box that is resized to a square."""
    left, top, right, bottom = box
    scale = np.array([side / (right - left), side / (bottom - top)], np.float32)
    points = (person.points[:, :2] - (left, top)) * scale
    return Body(points.astype(np.float32), person.points[:, 2])


def network_input(
    frame: NDArray[np.uint8],
    patch: NDArray[np.uint8],
    box: Box,
    wide: Box,
    side: int,
    person: Person | None,
    sleeves: NDArray[np.float32] | None,
) -> NDArray[np.uint8]:
    """Return the network's input, uint8 (side, side, `CHANNELS`).

    Args:
        frame: uint8 (H, W, 3) RGB.
        patch: uint8 (h, w, 4), the overlay in *box*.
        box: Where the overlay is.
        wide: The part of the frame that the network sees; it holds *box*.
        side: Height and width of the input.
        person: Who wears it; None leaves the person's planes zero.
        sleeves: float32 (h, w): where the overlay is a sleeve, when that is known.
    """
    planes = _planes(frame, patch, box, wide, side, person, sleeves)
    return np.asarray(cv2.merge(planes), np.uint8)


def _planes(
    frame: NDArray[np.uint8],
    patch: NDArray[np.uint8],
    box: Box,
    wide: Box,
    side: int,
    person: Person | None,
    sleeves: NDArray[np.float32] | None,
) -> list[cv2.typing.MatLike]:
    """Return the channels of `network_input`."""
    left, top, right, bottom = wide
    size = (side, side)
    camera = resized(frame[top:bottom, left:right], side)
    item, own = _overlay_planes(patch, box, wide, side, sleeves)
    planes = [*cv2.split(camera), *cv2.split(item)]
    if person is None:
        planes += [np.zeros((side, side), np.uint8)] * len(GROUPS)
    else:
        seen = person.planes_in(wide, size, GROUPS[1:])
        planes += [cv2.convertScaleAbs(plane, alpha=255) for plane in seen]
        arms = arm_mask(size, body_in(person, wide, side))
        planes.append(arms.astype(np.uint8) * np.uint8(255))
    return [*planes, own]


def _overlay_planes(
    patch: NDArray[np.uint8],
    box: Box,
    wide: Box,
    side: int,
    sleeves: NDArray[np.float32] | None,
) -> tuple[cv2.typing.MatLike, cv2.typing.MatLike]:
    """Return the overlay, premultiplied (S, S, 4), and its sleeves' alpha (S, S)."""
    room = (box[1] - wide[1], wide[3] - box[3], box[0] - wide[0], wide[2] - box[2])

    def shrunk(picture: cv2.typing.MatLike) -> cv2.typing.MatLike:
        whole = cv2.copyMakeBorder(picture, *room, cv2.BORDER_CONSTANT)
        return resized(np.asarray(whole, np.uint8), side)

    item = shrunk(premultiplied(patch))
    if sleeves is None or not sleeves.any():
        return item, np.zeros((side, side), np.uint8)
    alpha = cv2.extractChannel(patch, 3)
    return item, shrunk(cv2.multiply(alpha, sleeves, dtype=cv2.CV_8U))


def follow(
    now: NDArray[np.float32], before: NDArray[np.float32], elapsed_s: float = FRAME_S
) -> NDArray[np.float32]:
    """Return the map *now*, steadied by the one *before*.

    A pixel moves at once where the picture really changed, and little where it only
    flickers; how far, depends on the time between the two and not on the number of
    frames, so that frames may come at any rate.

    Args:
        now: float32 (h, w) in [0, 1].
        before: As *now*.
        elapsed_s: Seconds between them; of less than a millisecond, one is assumed.
    """
    gap = cv2.convertScaleAbs(cv2.blur(cv2.absdiff(now, before), (5, 5)), alpha=255)
    beyond = np.maximum(np.arange(256) / 255 - _FLICKER, 0)
    steps = np.clip(_STEP + _STEP_PER_GAP * beyond, 0, 1)
    kept = (1 - steps) ** (max(elapsed_s, _LEAST_S) / FRAME_S)
    out = now - before
    out *= cv2.LUT(gap, (1 - kept).astype(np.float32))
    out += before
    return out


def _check(
    frame: NDArray[np.uint8],
    overlay: NDArray[np.uint8],
    kind: str | None,
    previous: NDArray[np.float32] | None,
) -> None:
    if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8:
        raise ValueError(
            f"frame: found {frame.dtype} {frame.shape}, expected uint8 (H, W, 3) RGB"
        )
    if overlay.shape != (*frame.shape[:2], 4) or overlay.dtype != np.uint8:
        raise ValueError(
            f"overlay: found {overlay.dtype} {overlay.shape}, "
            f"expected uint8 {(*frame.shape[:2], 4)}"
        )
    if kind is not None and kind not in KINDS:
        raise ValueError(f"kind: found {kind!r}, expected one of {', '.join(KINDS)}")
    if previous is not None and previous.shape != frame.shape[:2]:
        raise ValueError(
            f"previous: found {previous.shape}, expected {frame.shape[:2]}"
        )
