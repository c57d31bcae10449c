"""`pierglass eval tryon`: steadiness on motions made from held-out photos.

`TryOn` is measured against the same networks frame by frame, without any memory: a
stream begun anew on every frame. The truth of a clip is the map of its first frame by
that network, moved along, and counts where both lay the item: what is measured is the
flicker of the map, not whether it is right, nor how steadily the item sits. Told twice:
with every pixel of a motion's clips counted alike, as the occluder's figures count
theirs, and as the mean of the clips, in which a watch of ten pixels weighs what a top
of fifty thousand does.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.recipe import held_cases
from pierglass.training.tryon.motion import FRAME_S, FRAMES, MOTIONS, Moment, moved
from pierglass.training.tryon.sheet import check_place, write_sheet
from pierglass.training.tryon.steadiness import Flicker, flicker, lag, pooled
from pierglass.vision.command import find_item
from pierglass.vision.errors import VisionError
from pierglass.vision.item import Item
from pierglass.vision.stream import TryOn
from pierglass.vision.tryon import TryOnResult

__all__ = ["evaluate_tryon"]

_CLIPS = 12
"""Clips a motion."""

_LEAST_MOVE_PX = 8.0
"""An item that moves less over a clip says nothing of lag."""

_Maps = NDArray[np.float32]


class Clip(NamedTuple):
    """What one clip says."""

    stream: Flicker
    per_frame: Flicker
    lag_frames: float
    """NaN where the motion hardly moves the item."""


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
    clips: list[Clip] = []
    for case in cases:
        if len(clips) == _CLIPS:
            break
        clip = measure_clip(case, motion)
        if clip is not None:
            clips.append(clip)
    if not clips:
        return {"clips": 0}
    late = [clip.lag_frames for clip in clips if not np.isnan(clip.lag_frames)]
    return {
        "clips": len(clips),
        **_flickers(
            pooled(clip.stream for clip in clips).dtssd,
            pooled(clip.per_frame for clip in clips).dtssd,
        ),
        "mean_of_clips": _flickers(
            float(np.mean([clip.stream.dtssd for clip in clips])),
            float(np.mean([clip.per_frame.dtssd for clip in clips])),
        ),
        "lag_frames": round(float(np.mean(late)), 3) if late else 0.0,
        "lag_frames_median": round(float(np.median(late)), 3) if late else 0.0,
        "lag_frames_worst": round(max(late, default=0.0), 2),
    }


def _flickers(stream: float, per_frame: float) -> dict[str, float]:
    return {
        "dtssd_stream": round(stream, 3),
        "dtssd_per_frame": round(per_frame, 3),
        "dtssd_ratio": round(stream / max(per_frame, 1e-9), 3),
    }


def measure_clip(case: Case, motion: str) -> Clip | None:
    """Return the figures of one clip; None where the item is not on all of it."""
    photo, item = case.photo.rgb, find_item(case.item_id)
    shape = (photo.shape[0], photo.shape[1])
    seed = int(hashlib.sha256(item.id.encode()).hexdigest()[:8], 16)
    moments = moved(shape, motion, case.photo.points[:, :2], seed)
    frames = [moment.picture(photo) for moment in moments]
    stream = _stream(item)
    try:
        bare = [_stream(item).step(frame, at_s=0.0) for frame in frames]
        smooth = [
            stream.step(frame, at_s=index * FRAME_S)
            for index, frame in enumerate(frames)
        ]
    except VisionError:
        return None
    truth = np.stack([moment.plane(bare[0].occlusion_map) for moment in moments])
    alpha = np.asarray(bare[0].overlay[..., 3] > 32, np.float32)
    there = np.stack([moment.plane(alpha) for moment in moments]) > 0.5
    return Clip(
        flicker(_maps(smooth), truth, there & _shown(smooth)),
        flicker(_maps(bare), truth, there & _shown(bare)),
        _lag(smooth, bare[0], moments),
    )


def _stream(item: Item) -> TryOn:
    return TryOn(item, static_first=False, budget_ms=None)


def _maps(results: list[TryOnResult]) -> _Maps:
    return np.stack([result.occlusion_map for result in results])


def _shown(results: list[TryOnResult]) -> NDArray[np.bool_]:
    """Return where the item lies: beside it a map says nothing, and is 0."""
    return np.stack([result.overlay[..., 3] > 32 for result in results])


def _lag(
    results: list[TryOnResult], first: TryOnResult, moments: list[Moment]
) -> float:
    """Return by how many frames the anchors come after where the motion takes them."""
    seen = (set(result.placed.targets) for result in results)
    names = sorted(set(first.placed.targets).intersection(*seen))
    start = np.array([first.placed.targets[name] for name in names], np.float32)
    wanted = np.array([moment.carried(start).ravel() for moment in moments])
    if np.ptp(wanted, axis=0).max() < _LEAST_MOVE_PX:
        return float("nan")
    places = [[v for name in names for v in r.placed.targets[name]] for r in results]
    return lag(np.array(places, np.float32), wanted.astype(np.float32))
