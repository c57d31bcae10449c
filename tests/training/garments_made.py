"""Garments and people drawn for the tests: nothing of a photograph."""

import numpy as np

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.garments.pack import Garment
from pierglass.training.garments.pairs import Pairs
from pierglass.training.garments.store import Kept, PairStore, pack
from pierglass.vision.groups import KEY_POINTS, group_index

PLACES = {
    "nose": (100, 40),
    "left_eye": (104, 36),
    "right_eye": (96, 36),
    "left_ear": (110, 38),
    "right_ear": (90, 38),
    "left_shoulder": (130, 80),
    "right_shoulder": (70, 80),
    "left_elbow": (142, 120),
    "right_elbow": (58, 120),
    "left_wrist": (146, 156),
    "right_wrist": (54, 156),
    "left_hand": (147, 166),
    "right_hand": (53, 166),
    "left_hip": (118, 160),
    "right_hip": (82, 160),
    "left_knee": (116, 225),
    "right_knee": (84, 225),
    "left_ankle": (115, 285),
    "right_ankle": (85, 285),
    "left_heel": (114, 290),
    "right_heel": (86, 290),
    "left_toe": (120, 295),
    "right_toe": (80, 295),
}


def photo(
    number: str = "0001", cloth: tuple[int, int, int] = (90, 90, 90)
) -> StreetPhoto:
    """Return a person in a top of *cloth* and blue trousers before a grey wall."""
    rgb = np.full((310, 200, 3), 180, np.uint8)
    groups = np.zeros((310, 200), np.uint8)
    for group, box, colour in (
        ("upper_garment", (62, 75, 138, 165), cloth),
        ("lower_garment", (76, 160, 124, 285), (40, 40, 120)),
        ("face_skin", (85, 22, 115, 60), (220, 180, 160)),
        ("bag", (100, 120, 116, 140), (120, 60, 20)),
    ):
        left, top, right, bottom = box
        rgb[top:bottom, left:right] = colour
        groups[top:bottom, left:right] = group_index(group)
    points = np.array([(*PLACES[name], 1.0, 0.0) for name in KEY_POINTS], np.float32)
    return StreetPhoto(number, rgb, groups, None, points)


def shirt(
    name: str = "shirt", colour: tuple[int, int, int] = (220, 30, 30), kind: str = "top"
) -> Garment:
    """Return a plain garment, a sleeveless trunk."""
    rgba = np.zeros((120, 90, 4), np.uint8)
    rgba[4:116, 5:85] = (*colour, 255)
    return Garment(name, kind, rgba)


def pairs(garments: list[Garment], worn: float = 0.0) -> Pairs:
    """Return a composer that asks for no network."""
    return Pairs([photo()], garments, worn=worn, served=0.0)


def store(garments: list[Garment], count: int = 8, side: int = 32) -> PairStore:
    """Return a few kept pairs of *garments*."""
    source = pairs(garments, worn=0.3)
    kept: list[Kept] = [pack(source.at(i), garments) for i in range(count)]
    return PairStore(kept, garments, side)
