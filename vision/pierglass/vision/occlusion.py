"""Predicting the occlusion map: where the item's pixel replaces the camera's.

Source: US 2025/0259399, [0098], [0105], claims 1 and 4–6; an image-to-image network,
claim 10.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Box
from pierglass.vision.groups import GROUPS, group_index
from pierglass.vision.kinds import KINDS
from pierglass.vision.person import Person, find_person
from pierglass.vision.placement import Placed
from pierglass.vision.truth import BEFORE_BACKS, Body, arm_mask, hidden
from pierglass.vision.weights import load_model

__all__ = [
    "CHANNELS",
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
"""The person network finds hardly any accessory (see its card): what it takes for one
is cloth, and opens no hole in a garment."""

_SPECK = 0.006
"""Largest share of such an item that a hole has which nothing made."""

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
    planes = network_input(frame, patch, box, wide, model.side, person, sleeves)
    index = np.array([kind_index(kind)], np.int64)
    guess = np.asarray(model(planes=planes[None], kind=index)[0], np.float32)[0]
    if kind in model.leans and person is not None:
        rule = label_rule(kind, planes, body_in(person, wide, model.side))
        guess = lean(guess, rule, model.leans[kind])
    if kind in _LARGE:
        guess = _without_specks(guess, planes[..., 6] > 0)
    return np.asarray(narrowed(guess, wide, box) * (patch[..., 3] > 0), np.float32)


def tuck_in(
    shown: NDArray[np.float32], placed: Placed, person: Person
) -> NDArray[np.float32]:
    """Return the map with the item's own back parts behind the body.

    No picture says that a collar's inside lies behind the neck; the item does. Where
    neck, hair or foot is seen before such a part, it stays in front.
    """
    if not placed.behind.any():
        return shown
    size = (shown.shape[1], shown.shape[0])
    body = np.sum(person.planes_in(placed.box, size, BEFORE_BACKS), axis=0)
    return np.asarray(shown * (1 - placed.behind * np.clip(body, 0, 1)), np.float32)


def label_rule(kind: str, planes: NDArray[np.uint8], body: Body) -> NDArray[np.bool_]:
    """Return where the label map, put through the truth table, shows the item.

    Args:
        kind: The item's kind.
        planes: As `network_input` returns them.
        body: The wearer's key points in their pixels.
    """
    groups = planes[..., 7 : 7 + len(GROUPS) - 1]
    background = 255 - np.minimum(groups.sum(2, dtype=np.int32), 255)
    labels = np.dstack([background.astype(np.uint8), groups]).argmax(2)
    if kind in _LARGE:
        labels[labels == _ACCESSORY] = _CLOTH
    sleeves = planes[..., -1].astype(np.float32) / np.float32(255)
    return ~hidden(kind, labels.astype(np.uint8), body, sleeves)


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
    added = np.where(rule, np.float32(np.exp(-weights[0])), np.exp(-weights[1]))
    return np.asarray(guess / (guess + (1 - guess) * added + 1e-9), np.float32)


def _without_specks(
    guess: NDArray[np.float32], inside: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return the map without holes too small to be an arm, hair or a bag."""
    holes = ((guess < 0.5) & inside).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(holes, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] < _SPECK * inside.sum()
    small[0] = False  # what is no hole at all
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
    left, top, right, bottom = wide
    size = (side, side)
    camera = cv2.resize(
        frame[top:bottom, left:right], size, interpolation=cv2.INTER_AREA
    )
    item, own = _overlay_planes(patch, box, wide, size, sleeves)
    planes = [*cv2.split(camera), *cv2.split(item)]
    if person is None:
        empty = np.zeros((side, side), np.uint8)
        planes += [empty] * len(GROUPS)
    else:
        seen = person.planes_in(wide, size, GROUPS[1:])
        planes += [cv2.convertScaleAbs(plane, alpha=255) for plane in seen]
        arms = arm_mask(size, body_in(person, wide, side))
        planes.append(arms.astype(np.uint8) * np.uint8(255))
    return np.asarray(cv2.merge([*planes, own]), np.uint8)


def _overlay_planes(
    patch: NDArray[np.uint8],
    box: Box,
    wide: Box,
    size: tuple[int, int],
    sleeves: NDArray[np.float32] | None,
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the overlay, premultiplied (S, S, 4), and its sleeves' alpha (S, S)."""
    left, top, right, bottom = wide
    canvas = np.zeros((bottom - top, right - left, 4), np.uint8)
    inside = canvas[box[1] - top : box[3] - top, box[0] - left : box[2] - left]
    alpha = patch[..., 3]
    spread = cv2.cvtColor(alpha, cv2.COLOR_GRAY2RGB)
    inside[..., :3] = cv2.multiply(patch[..., :3], spread, scale=1 / 255)
    inside[..., 3] = alpha
    item = np.asarray(cv2.resize(canvas, size, interpolation=cv2.INTER_AREA), np.uint8)
    if sleeves is None or not sleeves.any():
        return item, np.zeros(size[::-1], np.uint8)
    inside[..., 3] = cv2.multiply(alpha, sleeves, dtype=cv2.CV_8U)
    own = cv2.resize(canvas[..., 3], size, interpolation=cv2.INTER_AREA)
    return item, np.asarray(own, np.uint8)


def follow(
    now: NDArray[np.float32], before: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the map *now*, steadied by the one *before*.

    A pixel moves at once where the picture really changed, and little where it only
    flickers.

    Both are float32 (h, w) in [0, 1].
    """
    gap = np.asarray(cv2.blur(np.abs(now - before), (5, 5)), np.float32)
    step = np.clip(0.35 + 1.5 * gap, 0, 1)
    return np.asarray(before + step * (now - before), np.float32)


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
