"""Items to train the occluder with: drawn ones in other cloth, and worn ones cut out.

A worn item is what a person of another training photo wears, cut out by that photo's
label map; its anchors are where placement would put an item's on that person.
"""

import dataclasses
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.geometry import Window
from pierglass.vision.groups import GROUPS, group_index
from pierglass.vision.item import Item
from pierglass.vision.person import Person
from pierglass.vision.placement.head import hat_line
from pierglass.vision.placement.upper import Trunk

__all__ = ["halved", "held_out", "person_of", "recoloured", "worn_item"]

_WORN_GROUPS = {
    "top": ("upper_garment",),
    "jacket": ("outer_garment",),
    "dress": ("dress",),
    "trousers": ("lower_garment",),
    "glasses": ("eyewear",),
    "hat": ("hat",),
    "shoe": ("footwear",),
}

_HELD_OUT = frozenset(
    {
        "glasses-cat-eye-burgundy",
        "glasses-square-tortoise",
        "hat-fedora-charcoal",
        "hat-bucket-olive",
        "top-breton-navy",
        "top-polo-green",
        "jacket-denim-blue",
        "shoe-loafer-brown",
        "shoe-runner-blue",
    }
)
"""Drawn items that no network is trained with; the evaluation uses these alone."""


def held_out(item: Item) -> bool:
    """Return whether *item* is kept for evaluation."""
    return item.id in _HELD_OUT


def person_of(photo: StreetPhoto) -> Person:
    """Return the photo's person as its label map and teacher know it."""
    height, width = photo.rgb.shape[:2]
    return Person(
        probabilities=np.zeros((len(GROUPS), 8, 8), np.float32),
        window=Window.around(0, 0, width, height),
        points=np.column_stack([photo.points[:, :2], photo.points[:, 2]]).astype(
            np.float32
        ),
        shape=(height, width),
    )


def worn_item(photo: StreetPhoto, kind: str) -> Item | None:
    """Return what the person of *photo* wears of *kind*, or None."""
    if photo.groups is None:
        return None
    mask = np.isin(photo.groups, [group_index(g) for g in _WORN_GROUPS[kind]])
    person = person_of(photo)
    if kind == "shoe":
        mask = _one_foot(mask, person)
    if mask.sum() < (40 if kind == "glasses" else 250):
        return None
    try:
        anchors = _anchors(kind, person, mask)
    except CannotPlaceError:
        return None
    ys, xs = np.nonzero(mask)
    left, top, right, bottom = xs.min(), ys.min(), xs.max() + 1, ys.max() + 1
    alpha = cv2.GaussianBlur(mask[top:bottom, left:right].astype(np.float32), (3, 3), 0)
    rgba = np.dstack(
        [photo.rgb[top:bottom, left:right], (alpha * 255).astype(np.uint8)]
    )
    # Two pixels for one, so that a larger wearer still finds detail to interpolate.
    rgba = np.asarray(cv2.resize(rgba, None, fx=2, fy=2), np.uint8)
    moved = {
        name: (float(2 * (x - left)), float(2 * (y - top)))
        for name, (x, y) in anchors.items()
    }
    return Item(
        id=f"worn-{kind}-{photo.number}",
        kind=kind,
        name=kind,
        maker="",
        image=rgba,
        anchors=MappingProxyType(moved),
        parts=(),
        static_occlusion=None,
        folder=Path(),
    )


def _one_foot(mask: NDArray[np.bool_], person: Person) -> NDArray[np.bool_]:
    """Return the footwear nearer to the left foot than to the right."""
    left = (person.at["left_ankle"] + person.at["left_toe"]) / 2
    right = (person.at["right_ankle"] + person.at["right_toe"]) / 2
    ys, xs = np.indices(mask.shape)
    nearer = np.hypot(xs - left[0], ys - left[1]) < np.hypot(
        xs - right[0], ys - right[1]
    )
    return np.asarray(mask & nearer, np.bool_)


def _anchors(
    kind: str, person: Person, mask: NDArray[np.bool_]
) -> dict[str, NDArray[np.float32]]:
    at = person.at
    probe = Item(
        kind, kind, "", "", np.zeros((2, 2, 4), np.uint8), {}, (), None, Path()
    )
    if kind in ("top", "jacket", "dress"):
        trunk = Trunk(probe, person)
        bottom = float(np.nonzero(mask.any(1))[0].max())
        found = {}
        for side in ("left", "right"):
            found[f"{side}_shoulder"] = trunk.shoulder(side)
            hip = found[f"{side}_hip"] = trunk.hip(side)
            drop = max(bottom - float(hip[1]), 4.0)
            found[f"{side}_hem"] = hip + trunk.down * drop
        return found
    if kind == "trousers":
        names = [
            f"{s}_{j}" for s in ("left", "right") for j in ("hip", "knee", "ankle")
        ]
        return {name: at[name] for name in names} | {
            "crotch": (at["left_hip"] + at["right_hip"]) / 2
            + (at["left_knee"] - at["left_hip"]) * 0.18
        }
    if kind == "glasses":
        return {"left_eye": at["left_eye"], "right_eye": at["right_eye"]}
    if kind == "hat":
        right, left = hat_line(probe, person)
        return {"brow_right": right, "brow_left": left}
    return {"ankle": at["left_ankle"], "toe": at["left_toe"]}


def halved(item: Item) -> Item:
    """Return *item* with half the pixels a side."""
    image = cv2.resize(item.image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    parts = tuple(
        dataclasses.replace(
            part, polygon=tuple((x / 2, y / 2) for x, y in part.polygon)
        )
        for part in item.parts
    )
    anchors = {name: (x / 2, y / 2) for name, (x, y) in item.anchors.items()}
    return dataclasses.replace(
        item,
        image=np.asarray(image, np.uint8),
        parts=parts,
        anchors=MappingProxyType(anchors),
    )


def recoloured(
    item: Item, cloth: list[NDArray[np.uint8]], rng: np.random.Generator
) -> Item:
    """Return *item* in another colour, or in a crop of real cloth, its shading kept."""
    rgb = item.image[..., :3].astype(np.float32)
    grey = rgb.mean(2, keepdims=True)
    shade = grey / max(float(np.median(grey[item.image[..., 3] > 128])), 24.0)
    draw = rng.random()
    if draw < 0.35 and item.kind != "glasses":
        source = cloth[rng.integers(len(cloth))]
        size = int(rng.integers(60, 160))
        y = int(rng.integers(0, max(1, source.shape[0] - size)))
        x = int(rng.integers(0, max(1, source.shape[1] - size)))
        piece = source[y : y + size, x : x + size]
        height, width = rgb.shape[:2]
        whole = cv2.resize(piece, (width, height), interpolation=cv2.INTER_LINEAR)
        rgb = whole.astype(np.float32) * np.clip(shade, 0.3, 1.5)
    elif draw < 0.75:
        colour = rng.uniform(10, 245, 3).astype(np.float32)
        keep = np.float32(rng.uniform(0, 0.5))
        rgb = rgb * keep + (1 - keep) * colour * np.clip(shade, 0.2, 1.7)
    image = np.dstack([np.clip(rgb, 0, 255).astype(np.uint8), item.image[..., 3]])
    return dataclasses.replace(item, image=image)
