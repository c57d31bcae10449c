"""Videos made with PyAV, and what is read from them."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.vision.bodies import item

from pierglass.vision.video import Picture, Sound, VideoReader
from pierglass.vision.video_tryon import VideoReport, tryon_video

av = pytest.importorskip("av", reason="PyAV is not installed: the extra 'video'")

BASE = Fraction(1, 90_000)
UNEVEN = (0, 3000, 7500, 9000, 16500, 18000)


def write_video(
    path: Path,
    frames: list[np.ndarray],
    *,
    stamps: tuple[int, ...] | None = None,
    sound: bool = False,
    codec: str = "h264",
) -> Path:
    height, width = frames[0].shape[:2]
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=30, options={"crf": "12"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = BASE
        track = out.add_stream("aac", rate=44_100) if sound else None
        for index, rgb in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(rgb, "rgb24")
            frame.pts = stamps[index] if stamps else 3000 * index
            frame.time_base = BASE
            out.mux(stream.encode(frame))
        if track is not None:
            for start in range(0, 1024 * 8, 1024):
                tone = np.sin(np.arange(start, start + 1024) / 20)[None] * 0.1
                part = av.AudioFrame.from_ndarray(
                    tone.astype(np.float32), "fltp", "mono"
                )
                part.rate, part.pts = 44_100, start
                out.mux(track.encode(part))
            out.mux(track.encode(None))
        out.mux(stream.encode(None))
    return path


def pictures(path: Path) -> list[Picture]:
    with VideoReader(path) as reader:
        return [one for one in reader.read() if isinstance(one, Picture)]


def sounds(path: Path) -> list[bytes]:
    with VideoReader(path) as reader:
        return [bytes(one.packet) for one in reader.read() if isinstance(one, Sound)]


def corner_marked(height: int = 48, width: int = 64) -> np.ndarray:
    out = np.full((height, width, 3), 60, np.uint8)
    out[:16, :16] = (230, 40, 40)
    return out


def on(clip: Path, out: Path, kind: str = "glasses") -> VideoReport:
    return tryon_video(clip, item(kind), out)
