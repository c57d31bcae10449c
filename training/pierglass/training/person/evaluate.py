"""`pierglass eval person`: label map and key points on held-out photos.

Two columns: the photos as they are (whole bodies), and head-and-shoulders crops of them
enlarged to a 640×480 selfie. Baseline: the training photos' mean label map and mean key
points.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.person.recipe import read_sides
from pierglass.vision.drawing import draw_groups, draw_points
from pierglass.vision.groups import GROUPS, KEY_POINTS, point_index
from pierglass.vision.person import find_person

__all__ = ["evaluate_person", "selfie_of"]

_TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
_HEAD = ("nose", "left_eye", "right_eye", "left_ear", "right_ear")


def evaluate_person(
    data: Path, split: str = "test", sheet: Path | None = None
) -> dict[str, object]:
    """Return the figures on *split*; key points against the teacher's.

    Args:
        data: A folder laid out as the data README says.
        split: ``test`` or ``validation``.
        sheet: Where to write a contact sheet; nowhere by default.
    """
    photos, trained = read_sides(data, split, "train")
    labelled = [photo for photo in photos if photo.groups is not None]
    selfies = [found for photo in labelled if (found := selfie_of(photo)) is not None]
    if sheet is not None:
        _write_sheet(labelled, selfies, sheet)
    return {
        "split": split,
        "whole_body": _figures(labelled),
        "selfie_640x480": _figures(selfies),
        "baseline_mean_of_training": _baseline(labelled, trained),
    }


def selfie_of(photo: StreetPhoto) -> StreetPhoto | None:
    """Return head and shoulders of *photo* enlarged to 640×480.

    None when the head is not wholly in the photo.
    """
    if photo.groups is None:
        return None
    at = {name: photo.points[i, :2] for i, name in enumerate(KEY_POINTS)}
    shoulders = (at["left_shoulder"] + at["right_shoulder"]) / 2
    eyes = (at["left_eye"] + at["right_eye"]) / 2
    height = 2.6 * float(np.linalg.norm(shoulders - eyes))
    width = height * 4 / 3
    left, top = float(eyes[0]) - width / 2, float(eyes[1]) - 0.42 * height
    if top < 0 or height < 40:
        return None
    scale = 480 / height
    matrix = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]], np.float32)
    rgb = cv2.warpAffine(
        photo.rgb,
        matrix,
        (640, 480),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    groups = cv2.warpAffine(photo.groups, matrix, (640, 480), flags=cv2.INTER_NEAREST)
    points = photo.points.copy()
    points[:, :2] = points[:, :2] * scale + matrix[:, 2]
    inside = (points[:, 0] >= 0) & (points[:, 0] < 640)
    inside &= (points[:, 1] >= 0) & (points[:, 1] < 480)
    points[~inside, 2] = 0
    points[:, 3] *= scale
    return StreetPhoto(
        photo.number,
        np.asarray(rgb, np.uint8),
        np.asarray(groups, np.uint8),
        None,
        points,
    )


def _figures(photos: list[StreetPhoto]) -> dict[str, object]:
    table = np.zeros((len(GROUPS), len(GROUPS)), np.int64)
    gaps: dict[str, list[float]] = {name: [] for name in KEY_POINTS}
    lost = 0
    for photo in photos:
        person = find_person(photo.rgb)
        if person is None or photo.groups is None:
            lost += 1
            continue
        table += _confusion(photo.groups, person.label_map())
        _collect(gaps, photo, person.points[:, :2])
    return _report(table, gaps) | {"photos": len(photos), "nobody_found": lost}


def _baseline(
    photos: list[StreetPhoto], trained: list[StreetPhoto]
) -> dict[str, object]:
    side = 96
    votes = np.zeros((len(GROUPS), side, side), np.float32)
    places = []
    for photo in trained:
        height, width = photo.rgb.shape[:2]
        places.append(photo.points[:, :2] / (width, height))
        if photo.groups is not None:
            small = cv2.resize(
                photo.groups, (side, side), interpolation=cv2.INTER_NEAREST
            )
            votes += small[None] == np.arange(len(GROUPS))[:, None, None]
    mean = votes.argmax(0).astype(np.uint8)
    place = np.median(places, axis=0)
    table = np.zeros((len(GROUPS), len(GROUPS)), np.int64)
    gaps: dict[str, list[float]] = {name: [] for name in KEY_POINTS}
    for photo in photos:
        if photo.groups is None:
            continue
        height, width = photo.rgb.shape[:2]
        guess = cv2.resize(mean, (width, height), interpolation=cv2.INTER_NEAREST)
        table += _confusion(photo.groups, np.asarray(guess, np.uint8))
        _collect(gaps, photo, (place * (width, height)).astype(np.float32))
    return _report(table, gaps)


def _confusion(truth: NDArray[np.uint8], guess: NDArray[np.uint8]) -> NDArray[np.int64]:
    both = truth.ravel().astype(np.int64) * len(GROUPS) + guess.ravel()
    return np.bincount(both, minlength=len(GROUPS) ** 2).reshape(len(GROUPS), -1)


def _collect(
    gaps: dict[str, list[float]], photo: StreetPhoto, guess: NDArray[np.float32]
) -> None:
    """Add each visible point's error in lengths of the trunk."""
    points = photo.points
    shoulders = points[[point_index(n) for n in _TRUNK[:2]], :2].mean(0)
    hips = points[[point_index(n) for n in _TRUNK[2:]], :2].mean(0)
    trunk = float(np.linalg.norm(shoulders - hips))
    for index, name in enumerate(KEY_POINTS):
        if points[index, 2] > 0.5:
            gap = float(np.linalg.norm(guess[index] - points[index, :2]))
            gaps[name].append(gap / trunk)


def _report(
    table: NDArray[np.int64], gaps: dict[str, list[float]]
) -> dict[str, object]:
    union = table.sum(0) + table.sum(1) - table.diagonal()
    iou = table.diagonal() / np.maximum(union, 1)
    present = table.sum(1) > 0
    person = table[1:, 1:].sum() / max(int(table.sum() - table[0, 0]), 1)

    def pck(names: tuple[str, ...], bar: float) -> float:
        values = [gap for name in names for gap in gaps[name]]
        return round(float(np.mean(np.array(values) < bar)), 4) if values else 0.0

    return {
        "mean_iou": round(float(iou[present].mean()), 4),
        "person_iou": round(float(person), 4),
        "iou": {g: round(float(v), 4) for g, v in zip(GROUPS, iou, strict=True)},
        "torso_pck@0.1": pck(_TRUNK, 0.1),
        "torso_pck@0.05": pck(_TRUNK, 0.05),
        "head_pck@0.05": pck(_HEAD, 0.05),
        "all_pck@0.1": pck(KEY_POINTS, 0.1),
    }


def _write_sheet(
    whole: list[StreetPhoto], selfies: list[StreetPhoto], path: Path
) -> None:
    """Write 12 photos and 12 selfies: key points, guess, truth."""
    columns = []
    for photo in [*whole[:12], *selfies[:12]]:
        person = find_person(photo.rgb)
        if person is None or photo.groups is None:
            continue
        pictures = [
            draw_points(photo.rgb, person.points),
            draw_groups(person.label_map()),
            draw_groups(photo.groups),
        ]
        columns.append(np.vstack([cv2.resize(p, (160, 220)) for p in pictures]))
    rows = [np.hstack(columns[i : i + 12]) for i in range(0, len(columns) - 11, 12)]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows)[:, :, ::-1])
