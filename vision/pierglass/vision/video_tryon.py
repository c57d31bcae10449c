"""An item on the person in a video: `TryOn` over its frames, with a report.

Source: US 2025/0259399, [0096]–[0110].
"""

import statistics
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pierglass.vision.errors import CannotPlaceError, NoPersonError
from pierglass.vision.item import Item
from pierglass.vision.steps import Steps
from pierglass.vision.stream import TryOn
from pierglass.vision.tryon import TryOnResult
from pierglass.vision.video import Picture, VideoReader
from pierglass.vision.video_write import VideoWriter
from pierglass.vision.wearer import Point

__all__ = ["VideoReport", "tryon_video"]


@dataclass
class VideoReport:
    """What was done to a video."""

    frames: int = 0
    """Frames read, and written."""

    frames_with_item: int = 0
    """Frames with the item on; the others are the camera's own."""

    left_out: Counter[str] = field(default_factory=Counter)
    """Why the item is not on the others, and on how many."""

    mask_ages: Counter[str] = field(default_factory=Counter)
    """Frames by the age of their occlusion map: ``static``, ``0``, ``1`` and so on."""

    stages: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds of each stage on each frame with the item."""

    frames_per_second: float | None = None
    sound: str = "none"
    """``copied``, ``none``, or ``left out`` with the reason."""

    def as_json(self) -> dict[str, object]:
        """Return the report, ready for JSON; stages by their median."""
        return {
            "frames": self.frames,
            "frames_with_item": self.frames_with_item,
            "left_out": dict(self.left_out),
            "mask_ages": dict(sorted(self.mask_ages.items())),
            "stages_ms": {
                name: round(statistics.median(spent), 3)
                for name, spent in self.stages.items()
            },
            "frames_per_second": self.frames_per_second,
            "sound": self.sound,
        }

    def count(self, result: TryOnResult) -> None:
        """Take one frame with the item into the report."""
        self.frames_with_item += 1
        age = "static" if result.mask_age is None else str(result.mask_age)
        self.mask_ages[age] += 1
        for name, spent_ms in result.stages_ms.items():
            self.stages.setdefault(name, []).append(spent_ms)


def tryon_video(
    source: Path,
    item: Item,
    out: Path,
    *,
    at: Point | None = None,
    steps: Steps | None = None,
    progress: Callable[[int, int], None] | None = None,
    show: Callable[[Picture, TryOnResult], None] | None = None,
) -> VideoReport:
    """Write *source* with *item* on to *out*; return what was done.

    Every map is predicted, since nobody waits for a frame; the first one is preceded by
    the static map, as in a live stream. A frame in which nobody is to be seen, or not
    the item's place, is passed through. Frames of more than 2048 pixels a side become
    smaller, with the item on or not.

    Args:
        source: An MP4, MOV, MKV, WebM or AVI video.
        item: As `load_item` returns it.
        out: Where to write it; the suffix says the format.
        at: A point on the wearer in the first frame; the largest person by default.
        steps: Which steps of appearance to take; all by default.
        progress: Called after each frame with the number done and of all (0: unknown).
        show: Called with each frame that has the item on.

    Raises:
        NoPersonError: If nobody is in any frame; nothing is written then.
        CannotPlaceError: If the item's place is to be seen in no frame.
        NotAVideoError: If *source* is not one whole video.
        TooManyPixelsError: If its frames are too large.
        ExtraMissingError: If PyAV is not installed.
        OSError: If a file cannot be read or written.
    """
    report = VideoReport()
    last: NoPersonError | CannotPlaceError | None = None
    stream = TryOn(item, at=at, steps=steps, budget_ms=None)
    with VideoReader(source) as reader, VideoWriter(out, reader) as writer:
        rate = reader.info.rate
        report.frames_per_second = None if rate is None else round(float(rate), 3)
        if reader.info.sound is not None:
            report.sound = (
                "copied"
                if writer.sound_is_copied
                else f"left out: {out.suffix} takes no {reader.info.sound}"
            )
        for one in reader.read():
            if not isinstance(one, Picture):
                writer.copy(one)
                continue
            report.frames += 1
            try:
                result = stream.step(one.rgb, at_s=one.at_s)
            except (NoPersonError, CannotPlaceError) as exc:
                last = exc
                report.left_out[getattr(exc, "reason", exc.code)] += 1
                writer.write(one.rgb, one.stamp)
            else:
                report.count(result)
                writer.write(result.frame, one.stamp)
                if show is not None:
                    show(one, result)
            if progress is not None:
                progress(report.frames, reader.info.frames)
        if report.frames_with_item == 0 and last is not None:
            raise last
    return report
