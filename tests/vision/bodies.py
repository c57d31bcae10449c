"""A standing wearer seen from the front, and items with nothing but anchors.

The wearer stands in a frame of 401 by 600 pixels, symmetric about its middle column.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.geometry import Window
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index
from pierglass.vision.item import Item
from pierglass.vision.item_record import ItemPart
from pierglass.vision.person import Person
from pierglass.vision.truth import Body

if TYPE_CHECKING:
    from collections.abc import Callable

WIDTH, HEIGHT = 401, 600
MIDDLE = 200

_Point = tuple[float, float]

# The left half of the body is on the picture's right.
_LEFT: dict[str, _Point] = {
    "eye": (215, 75),
    "ear": (236, 80),
    "shoulder": (250, 150),
    "elbow": (285, 225),
    "wrist": (300, 295),
    "hand": (303, 315),
    "hip": (230, 310),
    "knee": (230, 420),
    "ankle": (230, 520),
    "heel": (228, 530),
    "toe": (236, 555),
}

STANDING: dict[str, _Point] = {"nose": (MIDDLE, 90)}
for _name, (_x, _y) in _LEFT.items():
    STANDING[f"left_{_name}"] = (_x, _y)
    STANDING[f"right_{_name}"] = (2 * MIDDLE - _x, _y)


def from_behind() -> dict[str, _Point]:
    """Return the key points of the same person who has turned their back."""
    return {name: (2 * MIDDLE - x, y) for name, (x, y) in STANDING.items()}


def key_points(
    places: dict[str, _Point], unseen: tuple[str, ...]
) -> NDArray[np.float32]:
    """Return (23, 3); key points whose name holds one of *unseen* are not visible."""
    out = np.ones((len(KEY_POINTS), 3), np.float32)
    for index, name in enumerate(KEY_POINTS):
        out[index, :2] = places[name]
        out[index, 2] = 0.0 if any(word in name for word in unseen) else 1.0
    return out


def person(
    places: dict[str, _Point] | None = None, *, unseen: tuple[str, ...] = ()
) -> Person:
    """Return a wearer; a column of upper garment is all that the label map shows."""
    side = 60
    probabilities = np.zeros((len(GROUPS), side, side), np.float32)
    probabilities[0] = 1.0
    probabilities[0, 5:56, 20:40] = 0.0
    probabilities[group_index("upper_garment"), 5:56, 20:40] = 1.0
    return Person(
        probabilities=probabilities,
        window=Window.around(0, 0, WIDTH, HEIGHT),
        points=key_points(places or STANDING, unseen),
        shape=(HEIGHT, WIDTH),
    )


def body(
    places: dict[str, _Point] | None = None,
    *,
    unseen: tuple[str, ...] = (),
    depth: dict[str, float] | None = None,
) -> Body:
    """Return the wearer's key points as the truth table takes them."""
    points = key_points(places or STANDING, unseen)
    depths = None
    if depth is not None:
        depths = np.array([depth.get(name, 0.0) for name in KEY_POINTS], np.float32)
    return Body(points[:, :2], points[:, 2], depths)


ANCHORS: dict[str, dict[str, _Point]] = {
    "top": {
        "right_shoulder": (50, 20),
        "left_shoulder": (150, 20),
        "right_elbow": (15, 95),
        "left_elbow": (185, 95),
        "right_wrist": (5, 165),
        "left_wrist": (195, 165),
        "right_hip": (70, 180),
        "left_hip": (130, 180),
        "right_hem": (65, 210),
        "left_hem": (135, 210),
        "neck": (100, 20),
    },
    "trousers": {
        "right_hip": (70, 20),
        "left_hip": (130, 20),
        "right_knee": (70, 130),
        "left_knee": (130, 130),
        "right_ankle": (70, 230),
        "left_ankle": (130, 230),
        "crotch": (100, 40),
    },
    "shoe": {
        "ankle": (60, 40),
        "toe": (90, 150),
        "heel": (50, 90),
        "sole_inner": (40, 160),
        "sole_outer": (130, 150),
    },
    "glasses": {
        "right_eye": (60, 100),
        "left_eye": (140, 100),
        "right_temple": (20, 95),
        "left_temple": (180, 95),
    },
    "hat": {"brow_right": (30, 200), "brow_left": (170, 200), "crown": (100, 20)},
    "watch": {
        "centre": (100, 120),
        "right_edge": (60, 120),
        "left_edge": (140, 120),
        "up": (100, 20),
    },
    "necklace": {"right_neck": (40, 30), "left_neck": (160, 30), "pendant": (100, 180)},
    "earring": {"lobe": (90, 20), "bottom": (90, 180)},
}
ANCHORS["jacket"] = ANCHORS["dress"] = ANCHORS["top"]
ANCHORS["shorts"] = {
    name: at for name, at in ANCHORS["trousers"].items() if "ankle" not in name
}
ANCHORS["skirt"] = {
    name: at for name, at in ANCHORS["shorts"].items() if name != "crotch"
}
ANCHORS["bracelet"] = ANCHORS["watch"]


_SLEEVES = (
    ItemPart("right_sleeve", 0.0, ((0, 10), (50, 10), (60, 60), (40, 175), (0, 175))),
    ItemPart(
        "left_sleeve", 0.0, ((199, 10), (150, 10), (140, 60), (160, 175), (199, 175))
    ),
)
PARTS: dict[str, tuple[ItemPart, ...]] = dict.fromkeys(
    ("top", "jacket", "dress"), _SLEEVES
)

PLAIN = np.full((240, 200, 4), (120, 130, 140, 255), np.uint8)
PLAIN.flags.writeable = False


def item(
    kind: str,
    picture: NDArray[np.uint8] | None = None,
    *,
    parts: tuple[ItemPart, ...] = (),
) -> Item:
    """Return an item of *kind*: a full grey rectangle unless *picture* is given."""
    if picture is None and not parts:
        return _plain(kind)
    return _item(kind, PLAIN if picture is None else picture, parts)


@cache
def _plain(kind: str) -> Item:
    # One object a kind: what the renderer has worked out for an item, it keeps.
    return _item(kind, PLAIN, PARTS.get(kind, ()))


def _item(kind: str, picture: NDArray[np.uint8], parts: tuple[ItemPart, ...]) -> Item:
    return Item(
        id=f"{kind}-plain",
        kind=kind,
        name=kind,
        maker="Nobody",
        image=picture,
        anchors=ANCHORS[kind],
        parts=parts,
        static_occlusion=None,
        folder=Path(),
    )


class Occluder:
    """A stand-in for the occluder network: *shown* everywhere, and counts its runs."""

    side = 64
    leans: dict[str, list[float]] = {}  # noqa: RUF012 - as a network's file has it

    def __init__(self, shown: float = 1.0) -> None:
        self.shown = shown
        self.runs = 0
        self.kind: int | None = None

    def __call__(self, **inputs: NDArray[np.int64]) -> list[NDArray[np.float32]]:
        self.runs += 1
        self.kind = int(inputs["kind"][0])
        return [np.full((1, self.side, self.side), self.shown, np.float32)]


class Eyes:
    """A stand-in for `find_person`: notes where it looks, and sees what it is told."""

    def __init__(self) -> None:
        self.windows: list[Window | None] = []
        self.sees: Callable[[Window | None], Person | None] = lambda window: person()

    def __call__(
        self, frame: np.ndarray, window: Window | None = None, side: int | None = None
    ) -> Person | None:
        self.windows.append(window)
        return self.sees(window)


def frame() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), 150, np.uint8)


def shifted(pixels: float) -> Person:
    return person({name: (x + pixels, y) for name, (x, y) in STANDING.items()})
