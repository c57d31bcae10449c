"""Painted wearers, and what a perfect person network would say of them."""

import dataclasses

import numpy as np
from tests.vision.bodies import HEIGHT, STANDING, WIDTH, key_points

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.items import person_of
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index
from pierglass.vision.person import Person


def photo(number: str = "0001") -> StreetPhoto:
    """Return a painted wearer with hair over one side of the chest."""
    groups = np.zeros((HEIGHT, WIDTH), np.uint8)
    for group, rows, columns in (
        ("upper_garment", (140, 320), (145, 256)),
        ("lower_garment", (300, 525), (150, 251)),
        ("footwear", (515, 565), (150, 251)),
        ("face_skin", (50, 140), (165, 236)),
        ("hair", (40, 220), (140, 185)),
    ):
        groups[slice(*rows), slice(*columns)] = group_index(group)
    rng = np.random.default_rng(int(number))
    colours = rng.integers(0, 255, (len(GROUPS), 3)).astype(np.uint8)
    points = np.column_stack([key_points(STANDING, ()), np.zeros(len(KEY_POINTS))])
    rgb = np.ascontiguousarray(colours[groups])
    return StreetPhoto(number, rgb, groups, None, points.astype(np.float32))


def sees_all(one: StreetPhoto) -> Person:
    """Return the wearer as a perfect person network would see the photo."""
    assert one.groups is not None
    person = person_of(one)
    side = max(HEIGHT, WIDTH)
    square = np.zeros((side, side), np.uint8)
    top, left = (side - HEIGHT) // 2, (side - WIDTH) // 2
    square[top : top + HEIGHT, left : left + WIDTH] = one.groups
    planes = square[None] == np.arange(len(GROUPS))[:, None, None]
    return dataclasses.replace(person, probabilities=planes.astype(np.float32))
