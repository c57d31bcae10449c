"""`pierglass eval person`: label map and key points on held-out photos.

Two columns: the photos as they are (whole bodies), and head-and-shoulders crops of them
enlarged to a 640×480 selfie. Baseline: the training photos' mean label map and mean key
points. Whole bodies also by bucket.
"""

from pathlib import Path

import cv2
import numpy as np

from pierglass.training.bars import person_bars
from pierglass.training.buckets import by_bucket, traits_of
from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.person.metrics import Seen, confusion, gaps, report
from pierglass.training.person.recipe import read_sides
from pierglass.vision.drawing import draw_groups, draw_points
from pierglass.vision.groups import GROUPS, KEY_POINTS
from pierglass.vision.person import find_person

__all__ = ["evaluate_person", "person_report", "selfie_of"]


def evaluate_person(
    data: Path,
    split: str = "test",
    sheet: Path | None = None,
    limit: int | None = None,
) -> dict[str, object]:
    """Return the figures on *split*; key points against the teacher's.

    Args:
        data: A folder laid out as the data README says.
        split: ``test`` or ``validation``.
        sheet: Where to write a contact sheet; nowhere by default.
        limit: Measure this many photos alone.
    """
    photos, trained = read_sides(data, split, "train")
    labelled = [photo for photo in photos if photo.groups is not None][:limit]
    if sheet is not None:
        _write_sheet(labelled, _selfies(labelled), sheet)
    return {"split": split} | person_report(labelled, trained)


def person_report(
    photos: list[StreetPhoto], trained: list[StreetPhoto]
) -> dict[str, object]:
    """Return the figures on *photos* and on the selfies cut from them.

    Args:
        photos: Held-out photos with label maps.
        trained: Training photos, for the baseline.
    """
    seen = _seen(photos)
    selfies = _selfies(photos)
    whole = _figures(photos, seen)
    return {
        "whole_body": whole,
        "webcam": _figures(selfies, _seen(selfies)),
        "baseline_mean_of_training": _baseline(photos, trained),
        "buckets": by_bucket(
            [traits_of(photo) for photo, _ in seen],
            lambda chosen: report([seen[i][1] for i in chosen]),
            "mean_iou",
        ),
        "bars": person_bars(whole),
    }


def _selfies(photos: list[StreetPhoto]) -> list[StreetPhoto]:
    return [found for photo in photos if (found := selfie_of(photo)) is not None]


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


def _seen(photos: list[StreetPhoto]) -> list[tuple[StreetPhoto, Seen]]:
    """Return what was counted on each photo in which somebody was found."""
    out = []
    for photo in photos:
        person = find_person(photo.rgb)
        if person is not None and photo.groups is not None:
            counted = Seen(
                confusion(photo.groups, person.label_map()),
                gaps(photo, person.points[:, :2]),
            )
            out.append((photo, counted))
    return out


def _figures(
    photos: list[StreetPhoto], seen: list[tuple[StreetPhoto, Seen]]
) -> dict[str, object]:
    return (report([one for _, one in seen]) if seen else {}) | {
        "photos": len(photos),
        "nobody_found": len(photos) - len(seen),
    }


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
    seen = []
    for photo in photos:
        if photo.groups is None:
            continue
        height, width = photo.rgb.shape[:2]
        guess = cv2.resize(mean, (width, height), interpolation=cv2.INTER_NEAREST)
        points = (place * (width, height)).astype(np.float32)
        table = confusion(photo.groups, np.asarray(guess, np.uint8))
        seen.append(Seen(table, gaps(photo, points)))
    return report(seen)


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
