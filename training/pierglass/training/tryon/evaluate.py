"""`pierglass eval tryon`: steadiness on motions made from held-out photos.

`TryOn` is measured against the same networks frame by frame, without any memory. The
truth of a clip is the map of its first frame by that network, moved with the camera:
what is measured is flicker, not whether the map is right.
"""

import hashlib
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.recipe import held_cases
from pierglass.training.tryon.motion import FRAME_S, FRAMES, MOTIONS, moved
from pierglass.training.tryon.sheet import check_place, write_sheet
from pierglass.training.tryon.steadiness import dtssd, lag
from pierglass.vision.command import find_item
from pierglass.vision.errors import VisionError
from pierglass.vision.item import Item
from pierglass.vision.stream import TryOn
from pierglass.vision.tryon import TryOnResult, tryon

__all__ = ["evaluate_tryon"]

_CLIPS = 12
"""Clips a motion."""

_Maps = NDArray[np.float32]


def evaluate_tryon(
    data: Path, split: str = "test", sheet: Path | None = None
) -> dict[str, object]:
    """Return flicker and lag by motion, of the stream and of the bare networks.

    Args:
        data: A folder laid out as the data README says.
        split: ``test`` or ``validation``.
        sheet: Where to write 60 try-ons, chosen by a seed; outside of a repository.

    Raises:
        SheetPlaceError: If *sheet* is inside of a git repository.
    """
    if sheet is not None:
        check_place(sheet)
    cases = held_cases(data, split)
    rng = np.random.default_rng(0)
    chosen = [cases[i] for i in rng.permutation(len(cases))]
    report: dict[str, object] = {"split": split, "frames_a_clip": FRAMES}
    for motion in MOTIONS:
        report[motion] = _measure(chosen, motion)
    if sheet is not None:
        report["sheet"] = write_sheet(cases, sheet)
    return report


def _measure(cases: list[Case], motion: str) -> dict[str, object]:
    rows: list[dict[str, float]] = []
    for case in cases:
        if len(rows) == _CLIPS:
            break
        row = measure_clip(case.photo.rgb, find_item(case.item_id), motion)
        if row is not None:
            rows.append(row)
    if not rows:
        return {"clips": 0}
    means = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    bare = max(means["dtssd_per_frame"], 1e-9)
    return {
        "clips": len(rows),
        **{name: round(value, 3) for name, value in means.items()},
        "dtssd_ratio": round(means["dtssd_stream"] / bare, 3),
        "lag_frames_worst": round(max(row["lag_frames"] for row in rows), 2),
    }


def measure_clip(
    photo: NDArray[np.uint8], item: Item, motion: str
) -> dict[str, float] | None:
    """Return the figures of one clip; None where the item is not on all of it."""
    shape = (photo.shape[0], photo.shape[1])
    seed = int(hashlib.sha256(item.id.encode()).hexdigest()[:8], 16)
    matrices = moved(shape, motion, seed)
    frames = [
        np.asarray(
            cv2.warpAffine(photo, m, shape[::-1], borderMode=cv2.BORDER_REPLICATE),
            np.uint8,
        )
        for m in matrices
    ]
    stream = TryOn(item, static_first=False, budget_ms=None)
    try:
        bare = [tryon(frame, item) for frame in frames]
        smooth = [
            stream.step(frame, at_s=index * FRAME_S)
            for index, frame in enumerate(frames)
        ]
    except VisionError:
        return None
    truth, there = _truth(bare[0], matrices, shape)
    return {
        "dtssd_stream": dtssd(_maps(smooth), truth, there),
        "dtssd_per_frame": dtssd(_maps(bare), truth, there),
        "lag_frames": lag(_places(smooth), _carried(bare[0], matrices)),
    }


def _maps(results: list[TryOnResult]) -> _Maps:
    return np.stack([result.occlusion_map for result in results])


def _truth(
    first: TryOnResult, matrices: list[NDArray[np.float32]], shape: tuple[int, int]
) -> tuple[_Maps, NDArray[np.bool_]]:
    back = cv2.invertAffineTransform(matrices[0])
    alpha = np.asarray(first.overlay[..., 3] > 32, np.float32)
    still = [
        cv2.warpAffine(plane, back, shape[::-1])
        for plane in (first.occlusion_map, alpha)
    ]
    truth = np.stack([cv2.warpAffine(still[0], m, shape[::-1]) for m in matrices])
    there = np.stack([cv2.warpAffine(still[1], m, shape[::-1]) for m in matrices])
    return np.asarray(truth, np.float32), np.asarray(there > 0.5)


def _places(results: list[TryOnResult]) -> NDArray[np.float32]:
    """Return where the anchors went in each frame, (T, 2 K)."""
    names = sorted(set.intersection(*(set(r.placed.targets) for r in results)))
    return np.array(
        [[v for name in names for v in r.placed.targets[name]] for r in results],
        np.float32,
    )


def _carried(
    first: TryOnResult, matrices: list[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Return where the camera carries the first frame's anchors, (T, 2 K)."""
    back = cv2.invertAffineTransform(matrices[0])
    names = sorted(first.placed.targets)
    points = np.array([first.placed.targets[name] for name in names], np.float32)
    still = points @ back[:, :2].T + back[:, 2]
    return np.array(
        [(still @ m[:, :2].T + m[:, 2]).ravel() for m in matrices], np.float32
    )
