"""The whole chain: person, placement, occlusion, look, blend.

`tryon` does one photo; `TryOn` does a stream and keeps what one frame teaches about the
next.

Source: US 2025/0259399, [0096]–[0099], [0105]–[0110].
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.appearance import Look, apply_look, measure_look
from pierglass.vision.blending import blend_in_box
from pierglass.vision.errors import CannotPlaceError, NoPersonError
from pierglass.vision.geometry import Box
from pierglass.vision.groups import GROUPS
from pierglass.vision.image import shrunk
from pierglass.vision.item import Item
from pierglass.vision.occlusion import predict_in_box, tuck_in
from pierglass.vision.person import Person
from pierglass.vision.placement import Placed, place
from pierglass.vision.shadow import cast_shadow
from pierglass.vision.steps import Steps
from pierglass.vision.wearer import Point, find_wearer

__all__ = ["LONGEST", "TryOnResult", "tryon"]


LONGEST: Final = 2048
"""Longer side of a picture that is worked on, in pixels: what a screen shows. A garment
over all of a larger one would take more memory than a model process may have."""

_LEAST_SHOWN = 0.05
"""Share of the item's pixels that has to be seen in a photo."""


class Stopwatch:
    """Milliseconds of named stages.

    Args:
        timer: Seconds on the clock to measure by; wall-clock by default.
    """

    def __init__(self, timer: Callable[[], float] = time.perf_counter) -> None:
        self._timer = timer
        self.stages_ms: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time the body as *name*."""
        start = self._timer()
        try:
            yield
        finally:
            spent = (self._timer() - start) * 1e3
            self.stages_ms[name] = round(self.stages_ms.get(name, 0.0) + spent, 3)


@dataclass(frozen=True, eq=False)
class TryOnResult:
    """A picture with an item on, and how it came about."""

    frame: NDArray[np.uint8]
    """uint8 (H, W, 3) RGB, augmented."""

    placed: Placed
    """The item in its place, before its look was matched."""

    patch_map: NDArray[np.float32]
    """float32 (h, w) in [0, 1]: the occlusion map in the placement's box."""

    person: Person
    """Who wears it."""

    kind: str
    """The item's kind."""

    stages_ms: dict[str, float] = field(default_factory=dict)
    """Wall-clock milliseconds a stage, in order."""

    mask_age: int | None = 0
    """How many frames ago the occlusion map was predicted: 0 in a photo; None while the
    static map is shown, which nothing predicted."""

    steps: Steps = field(default_factory=Steps)
    """The steps of appearance that were taken."""

    scale: float = 1.0
    """Pixels of `frame` for each of the picture that was given: 1, or less where that
    was larger than `LONGEST`. Whatever is told in pixels here is told in `frame`'s."""

    @property
    def overlay(self) -> NDArray[np.uint8]:
        """The placed item as large as the frame, uint8 (H, W, 4), straight alpha."""
        return self.placed.overlay

    @property
    def occlusion_map(self) -> NDArray[np.float32]:
        """The map as large as the frame, float32 (H, W); 0 outside of the item."""
        whole = np.zeros(self.frame.shape[:2], np.float32)
        left, top, right, bottom = self.placed.box
        whole[top:bottom, left:right] = self.patch_map
        return whole

    @property
    def hidden_share(self) -> float:
        """Share of the item's pixels that something in front of it hides, 0 to 1."""
        alpha = self.placed.patch[..., 3].astype(np.float32)
        shown = float((alpha * self.patch_map).sum())
        return 1.0 - shown / max(float(alpha.sum()), 1.0)

    @property
    def placement(self) -> dict[str, object]:
        """The box and the anchors' places, in frame pixels, ready for JSON."""
        return {
            "box": list(self.placed.box),
            "anchors": {name: list(xy) for name, xy in self.placed.targets.items()},
        }


def tryon(
    frame: NDArray[np.uint8],
    item: Item,
    *,
    at: Point | None = None,
    steps: Steps | None = None,
) -> TryOnResult:
    """Return *frame* with *item* on its largest person, or on the one at a point.

    Args:
        frame: uint8 (H, W, 3) RGB. One of more than 2048 pixels a side is made smaller
            first, and so is what comes back.
        item: As `load_item` returns it.
        at: A point on the wearer, x and y in pixels of *frame*; the largest person by
            default.
        steps: Which steps of appearance to take; all by default.

    Raises:
        NoPersonError: If nobody is in the picture, or nobody at *at*.
        CannotPlaceError: If the place of the item is not to be seen, or something in
            front hides it almost wholly; it says why.
        ModelMissingError: If a network is not installed.
        ValueError: If *at* is not finite.
    """
    clock = Stopwatch()
    frame, scale = worked_on(frame)
    with clock.stage("person"):
        wearer = find_wearer(frame, scaled(at, scale))
    if wearer is None:
        raise NoPersonError
    result = dress(frame, item, wearer.person, clock, steps)
    check_shows(result)
    return replace(result, scale=scale)


def check_shows(result: TryOnResult) -> None:
    """Check that enough of the item is to be seen to try it on.

    Raises:
        CannotPlaceError: If it is hidden almost wholly: a photo without the item would
            leave the shopper guessing.
    """
    alpha = result.placed.patch[..., 3].astype(np.float32)
    share = float(alpha[result.patch_map > 0.5].sum()) / max(float(alpha.sum()), 1.0)
    if share >= _LEAST_SHOWN:
        return
    left, top, right, bottom = result.placed.box
    groups = result.person.groups_in(result.placed.box, (right - left, bottom - top))
    covered = (groups * alpha[..., None]).sum((0, 1))[1:]
    what = GROUPS[1 + int(covered.argmax())].replace("_", " ")
    raise CannotPlaceError(
        result.kind, f"what is in front hides all but {share:.0%} of it (mostly {what})"
    )


def worked_on(frame: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """Return a picture of at most `LONGEST` pixels a side, and its scale."""
    small = shrunk(frame, LONGEST)
    return small, small.shape[1] / frame.shape[1]


def scaled(at: Point | None, scale: float) -> Point | None:
    """Return where a point of a picture is in one that is *scale* times as large."""
    return None if at is None else (at[0] * scale, at[1] * scale)


def dress(
    frame: NDArray[np.uint8],
    item: Item,
    person: Person,
    clock: Stopwatch,
    steps: Steps | None = None,
) -> TryOnResult:
    """Return *frame* with *item* on *person*."""
    steps = steps or Steps()
    with clock.stage("placement"):
        placed = place(item, person, (frame.shape[0], frame.shape[1]))
    with clock.stage("occlusion"):
        shown = predict_in_box(
            frame, placed.patch, placed.box, item.kind, person, placed.sleeves
        )
        shown = tuck_in(shown, placed, person)
    with clock.stage("look"):
        look = measure_look(frame, placed.box)
    out = paint(frame, placed, shown, item.kind, clock, look, steps)
    return TryOnResult(
        out, placed, shown, person, item.kind, clock.stages_ms, steps=steps
    )


def paint(
    frame: NDArray[np.uint8],
    placed: Placed,
    shown: NDArray[np.float32],
    kind: str,
    clock: Stopwatch,
    look: Look,
    steps: Steps,
    seed: int = 0,
) -> NDArray[np.uint8]:
    """Return *frame* with the item in the scene's look, where *shown* lets it."""
    left, top, right, bottom = placed.inner
    area = (slice(top, bottom), slice(left, right))
    x, y = placed.box[:2]
    box = (x + left, y + top, x + right, y + bottom)
    with clock.stage("look"):
        patch = apply_look(placed.patch[area], look, steps, seed)
    with clock.stage("blend"):
        out = frame.copy()
        if steps.shadow:
            cast_shadow(out, placed.patch, shown, placed.box, kind)
        blend_in_box(out, patch, shown[area], box, feather=steps.feather)
    return out


def resize_map(shown: NDArray[np.float32], box: Box) -> NDArray[np.float32]:
    """Return a map stretched to the size of *box*."""
    size = (box[2] - box[0], box[3] - box[1])
    if shown.shape[::-1] == size:
        return shown
    return np.asarray(
        cv2.resize(shown, size, interpolation=cv2.INTER_LINEAR), np.float32
    )
