"""`pierglass train occluder`: reads photos and items, trains, keeps the checkpoint."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.export import WEIGHTS, export_onnx, load_average
from pierglass.training.loop import train
from pierglass.training.models.occluder import OccluderGraph, OccluderNet
from pierglass.training.occluder.calibrate import choose_leans, choose_shifts
from pierglass.training.occluder.cases import Case, case_planes, make_cases
from pierglass.training.occluder.dataset import Seen
from pierglass.training.occluder.items import halved, held_out, recoloured
from pierglass.training.occluder.static import write_static_maps
from pierglass.training.occluder.task import OccluderTask
from pierglass.training.person.evaluate import selfie_of
from pierglass.training.person.recipe import empty_pictures, read_sides
from pierglass.training.synthetic.seen import drawn_seen
from pierglass.vision.command import items_folder
from pierglass.vision.geometry import Window
from pierglass.vision.groups import GROUPS
from pierglass.vision.item import Item, list_items, load_item
from pierglass.vision.occlusion import (
    CHANNELS,
    body_in,
    grown_box,
    kind_index,
    label_rule,
    narrowed,
)
from pierglass.vision.person import Person, find_person
from pierglass.vision.static_map import static_map
from pierglass.vision.worn import BELOW_WAIST, decided

__all__ = [
    "cloth_pictures",
    "drawn_items",
    "export_occluder",
    "held_cases",
    "train_occluder",
]


def drawn_items(*, held: bool) -> dict[str, list[Item]]:
    """Return the catalogue's items by kind: those held out, or those trained with."""
    by_kind: dict[str, list[Item]] = {}
    for summary in list_items(items_folder()):
        item = load_item(summary.folder)
        if held_out(item) == held:
            by_kind.setdefault(item.kind, []).append(item)
    return by_kind


def cloth_pictures(data: Path, limit: int = 200) -> list[NDArray[np.uint8]]:
    """Return the middles of garment photos, to take cloth from."""
    paths = sorted((data / "items" / "images").glob("*.jpg"))[1 : limit * 5 : 5]
    out = []
    for path in paths:
        rgb = np.asarray(cv2.imread(str(path)), np.uint8)[:, :, ::-1]
        height, width = rgb.shape[:2]
        middle = rgb[height // 4 : 3 * height // 4, width // 4 : 3 * width // 4]
        out.append(np.ascontiguousarray(middle, np.uint8))
    return out


SELFIE_KINDS = ("top", "jacket", "glasses", "hat", "necklace", "earring")
"""Kinds that a head-and-shoulders picture shows."""


def held_cases(data: Path, side: str, *, selfies: bool = False) -> list[Case]:
    """Return the evaluation's cases on *side* of the split, with held-out items.

    Args:
        data: A folder laid out as the data README says.
        side: Of the split.
        selfies: Cut the photos to head and shoulders, enlarged to 640×480.
    """
    (photos,) = read_sides(data, side)
    if selfies:
        photos = [cut for photo in photos if (cut := selfie_of(photo)) is not None]
    seen = [
        (photo, person)
        for photo in tqdm(photos, desc="people", leave=False, disable=None)
        if photo.groups is not None and (person := find_person(photo.rgb)) is not None
    ]
    held, trained = drawn_items(held=True), drawn_items(held=False)
    # A kind without a held-out item shows its trained ones, on held-out photos.
    items = trained | held
    if selfies:
        items = {kind: items[kind] for kind in SELFIE_KINDS if kind in items}
    return make_cases(seen, items)


def train_occluder(
    data: Path, runs: Path, *, steps: int, side: int, threads: int, batch: int
) -> None:
    """Train the occluder; go on from ``runs/occluder/last.pt``."""
    cv2.setNumThreads(1)  # OpenCV's own threads do not survive the loader's fork
    (photos,) = read_sides(data, "train")
    labelled = [photo for photo in photos if photo.groups is not None]
    with ThreadPoolExecutor(threads) as pool:
        people = tqdm(pool.map(_people, labelled), "people", len(labelled), leave=False)
        pairs = zip(labelled, people, strict=True)
        seen = [Seen(photo, found) for photo, found in pairs if found]
    drawn, cloth = drawn_items(held=False), cloth_pictures(data)
    write_static_maps(
        [one.photo for one in seen[::2]],
        {kind: [halved(item) for item in items] for kind, items in drawn.items()},
        WEIGHTS / "static_maps.npz",
    )
    task = OccluderTask(
        seen,
        _pool(drawn, cloth),
        held_cases(data, "validation")[::2],
        side=side,
        batch=batch,
        synthetic=partial(drawn_seen, empties=empty_pictures(data), fabrics=cloth),
    )
    train(task, runs / "occluder", steps=steps, threads=threads)


def _pool(
    drawn: dict[str, list[Item]], cloth: list[NDArray[np.uint8]], variants: int = 36
) -> dict[str, list[Item]]:
    """Return each kind's items as drawn and in other cloth, at half size."""
    rng = np.random.default_rng(0)
    pool = {}
    for kind, items in drawn.items():
        small = [halved(item) for item in items]
        others = [
            recoloured(small[int(rng.integers(len(small)))], cloth, rng)
            for _ in range(variants)
        ]
        pool[kind] = small + others
    return pool


_FAR_SIDE = 256


def _people(photo: StreetPhoto) -> list[Person]:
    """Return the photo's person as the network sees it from afar and from near.

    Seen on a photo it was trained on, the network is surer than on a new one; the two
    views, one of them too far away, bring some of the doubt back.
    """
    height, width = photo.rgb.shape[:2]
    far = Window.around(0, 0, width, height).grown(1.5)
    views = [
        find_person(photo.rgb),
        find_person(photo.rgb, far, _FAR_SIDE),
    ]
    return [_halved(view) for view in views if view is not None]


def _halved(person: Person) -> Person:
    """Return the same person in half the memory: hundreds of them are kept."""
    closer = tuple(
        (replace(view, probabilities=view.probabilities.astype(np.float16)), weight)
        for view, weight in person.closer
    )
    return replace(
        person, probabilities=person.probabilities.astype(np.float16), closer=closer
    )


def export_occluder(data: Path, runs: Path, side: int) -> None:
    """Write the last run as ``occluder.onnx``, its line set on validation photos."""
    network = load_average(OccluderNet(), runs / "occluder" / "last.pt")
    cases = held_cases(data, "validation")
    task = OccluderTask([], {}, cases, side=side)

    def predict(case: Case) -> NDArray[np.float32]:
        with torch.no_grad():
            return task.predict(network, torch.device("cpu"), case)

    shifts = choose_shifts(cases, predict)

    def shifted(case: Case) -> NDArray[np.float32]:
        guess = np.clip(predict(case), 1e-6, 1 - 1e-6)
        odds = guess / (1 - guess) * np.exp(shifts[kind_index(case.kind)])
        return np.asarray(odds / (1 + odds), np.float32)

    leans = choose_leans(
        (cases, held_cases(data, "validation", selfies=True)),
        shifted,
        partial(_rule_of, side=side),
        lambda case: static_map(case.kind, case.placed.box),
        _finish,
    )
    export_onnx(
        OccluderGraph(network, shifts),
        (
            torch.zeros(1, side, side, CHANNELS, dtype=torch.uint8),
            torch.zeros(1, dtype=torch.int64),
        ),
        WEIGHTS / "occluder.onnx",
        ["planes", "kind"],
        ["shown"],
        feeds=[
            {
                "planes": case_planes(case, side)[None],
                "kind": np.array([kind_index(case.kind)], np.int64),
            }
            for case in cases[:: max(1, len(cases) // 120)]
        ],
        properties={"leans": json.dumps(leans)},
    )


def _finish(case: Case) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    """Return what the runtime does to a leaned map of *case*."""
    if case.kind not in BELOW_WAIST:
        return lambda shown: shown
    left, top, right, bottom = case.placed.box
    size = (right - left, bottom - top)
    planes = case.person.planes_in(case.placed.box, size, GROUPS[1:])
    groups = [cv2.convertScaleAbs(plane, alpha=255) for plane in planes]
    alpha = cv2.extractChannel(case.placed.patch, 3)
    return lambda shown: decided(shown, groups, alpha)


def _rule_of(case: Case, side: int) -> NDArray[np.bool_]:
    """Return where the label-map rule shows the item, in the placement's box."""
    wide = grown_box(case.placed.box, case.person.shape)
    shown = label_rule(
        case.kind, case_planes(case, side), body_in(case.person, wide, side)
    )
    return narrowed(shown.astype(np.float32), wide, case.placed.box) > 0.5
