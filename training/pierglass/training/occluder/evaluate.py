"""`pierglass eval occluder`: the occluder and its baselines on held-out photos.

Printed for whole photos and at webcam scale, by kind and overall: every method's
figures with intervals, and how the occluder stands against each baseline. For whole
photos also its figures by bucket, and the cap that the truth's own noise puts on them.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from pierglass.training.bars import occluder_bars
from pierglass.training.buckets import Traits, by_bucket, cloth_lightness, traits_of
from pierglass.training.data.split import load_split
from pierglass.training.data.streetwear import StreetPhoto, Streetwear
from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.items import halved
from pierglass.training.occluder.methods import Method, Network, baselines
from pierglass.training.occluder.noise import noise_cap, teacher_error
from pierglass.training.occluder.pose_mean import pose_means
from pierglass.training.occluder.recipe import drawn_items, held_cases
from pierglass.training.occluder.summary import (
    Measured,
    against,
    by_kind,
    figures,
    measured,
)
from pierglass.training.person.recipe import SPLIT
from pierglass.vision.drawing import draw_map

__all__ = ["evaluate_occluder", "occluder_report"]

_EVERY = 4
"""Each of so many labelled training photos is used for the pose-aligned mean maps."""


def evaluate_occluder(
    data: Path,
    split: str = "test",
    sheet: Path | None = None,
    limit: int | None = None,
) -> dict[str, object]:
    """Return every method's figures by kind and overall, inside of the overlay alone.

    Args:
        data: A folder laid out as the data README says.
        split: ``test`` or ``validation``.
        sheet: Where to write a contact sheet; nowhere by default.
        limit: Measure this many photos alone.
    """
    cases = _first(held_cases(data, split), limit)
    selfies = _first(held_cases(data, split, selfies=True), limit)
    report = {"split": split} | occluder_report(cases, selfies, _trained(data, limit))
    if sheet is not None:
        _write_sheet(cases, sheet)
    return report


def occluder_report(
    cases: list[Case], selfies: list[Case], trained: list[StreetPhoto]
) -> dict[str, object]:
    """Return the figures on *cases* and *selfies*.

    Args:
        cases: On whole photos.
        selfies: At webcam scale.
        trained: Training photos with label maps, for what the mean maps and the
            teacher's error are measured on.
    """
    drawn = drawn_items(held=True) | drawn_items(held=False)
    kinds = {case.kind for case in (*cases, *selfies)}
    items = {kind: [halved(item) for item in drawn[kind]] for kind in sorted(kinds)}
    others = baselines(pose_means(trained, items))
    error = teacher_error(trained)
    ours, whole = _measure(cases, others)
    return {
        "cases": len(cases),
        "items": sorted({case.item_id for case in cases}),
        "hidden_share": _hidden_shares(cases),
        **whole,
        "webcam": {"cases": len(selfies), **_measure(selfies, others)[1]},
        "buckets": by_bucket(
            _traits(cases),
            lambda chosen: figures([ours[i] for i in chosen], soft=True),
            "hidden_iou",
        ),
        "noise_cap": noise_cap(cases, error),
        "teacher_error": {
            name: round(value, 4) for name, value in dataclasses.asdict(error).items()
        },
    }


def _measure(
    cases: Sequence[Case], others: Mapping[str, Method]
) -> tuple[list[Measured], dict[str, object]]:
    """Return what the network counts on each case, and every method's figures."""
    network = Network()
    ours = _counted(cases, network, "occluder")
    figures_of: dict[str, object] = {}
    gaps: dict[str, dict[str, dict[str, dict[str, object]]]] = {}
    for name, method in others.items():
        theirs = _counted(cases, method, name)
        figures_of[name] = by_kind(theirs, soft=method.soft)
        gaps[name] = against(ours, theirs)
    by_network = by_kind(ours, soft=network.soft)
    return ours, {
        "occluder": by_network,
        "baselines": figures_of,
        "against_baselines": gaps,
        "bars": occluder_bars(by_network, gaps),
    }


def _counted(cases: Sequence[Case], method: Method, name: str) -> list[Measured]:
    bar = tqdm(cases, desc=name, leave=False, disable=None)
    return [measured(case, method.shown(case)) for case in bar]


def _traits(cases: Sequence[Case]) -> list[Traits]:
    """Return the photo's traits of each case, with the cloth that lies under it."""
    of_photo = {case.photo.number: case.photo for case in cases}
    traits = {number: traits_of(photo) for number, photo in of_photo.items()}
    out = []
    for case in cases:
        left, top, right, bottom = case.placed.box
        under = np.zeros(case.photo.rgb.shape[:2], np.bool_)
        under[top:bottom, left:right] = case.inside
        cloth = cloth_lightness(case.photo, under)
        out.append(dataclasses.replace(traits[case.photo.number], garment=cloth))
    return out


def _trained(data: Path, limit: int | None) -> list[StreetPhoto]:
    """Return labelled training photos, spread over all of them."""
    street = Streetwear(data / "streetwear")
    split = load_split(SPLIT, street.numbers, street.folder / "photos")
    labelled = [number for number in split["train"] if street.has_labels(number)]
    return [street.read(number) for number in labelled[::_EVERY][:limit]]


def _first(cases: list[Case], limit: int | None) -> list[Case]:
    """Return the cases on the first *limit* photos."""
    photos = list(dict.fromkeys(case.photo.number for case in cases))[:limit]
    return [case for case in cases if case.photo.number in photos]


def _hidden_shares(cases: Sequence[Case]) -> dict[str, float]:
    out = {}
    for kind in sorted({case.kind for case in cases}):
        chosen = [case for case in cases if case.kind == kind]
        inside = sum(float(case.inside.sum()) for case in chosen)
        hidden = sum(float((case.hidden & case.inside).sum()) for case in chosen)
        out[kind] = round(hidden / max(inside, 1.0), 4)
    return out


def _write_sheet(cases: list[Case], path: Path) -> None:
    """Write 48 cases: the network's map above the truth; green shows, red hides."""
    rng = np.random.default_rng(0)
    network = Network()
    tiles = []
    for case in (cases[i] for i in rng.permutation(len(cases))[:48]):
        left, top, right, bottom = case.placed.box
        part = case.photo.rgb[top:bottom, left:right]
        alpha = case.placed.patch[..., 3].astype(np.float32) / 255
        truth = np.where(case.hidden, 0, alpha).astype(np.float32)
        maps = (np.minimum(network.shown(case), alpha), truth)
        tiles.append(
            np.vstack([cv2.resize(draw_map(part, alpha, m), (150, 180)) for m in maps])
        )
    rows = [np.hstack(tiles[i : i + 12]) for i in range(0, len(tiles) - 11, 12)]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows)[:, :, ::-1])
