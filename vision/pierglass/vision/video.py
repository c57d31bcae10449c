"""Videos in, a frame at a time: never a whole clip in memory.

The format is known by the content; no other file and no network is asked for anything;
pictures are turned upright.

Source: PyAV, over FFmpeg's libraries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Final, Self, cast

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import (
    ExtraMissingError,
    NotAVideoError,
    TooManyPixelsError,
)
from pierglass.vision.tryon import LONGEST

if TYPE_CHECKING:
    import av
    from av.container import InputContainer

__all__ = [
    "MOST_PIXELS",
    "UNSAID",
    "Picture",
    "Sound",
    "VideoInfo",
    "VideoReader",
    "load_pyav",
]

MOST_PIXELS: Final = 4096 * 2304
"""Cap on the pixels of one frame: 28 MB of RGB."""

_READ: Final = "mov,matroska,avi"
"""The containers that are opened: playlists and the like could name other files."""

UNSAID = 2
"""FFmpeg's number for colours whose meaning the file does not say."""

_MISSING_S = 0.5
"""A file that ends earlier than it announces, by more than this, was cut off."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What a video's header says."""

    width: int
    """Width of the frames in pixels, before they are turned upright: as they are
    stored, or less where they have more than `LONGEST` pixels a side."""

    height: int
    """Their height in pixels."""

    rate: Fraction | None
    """Frames a second, on average; None when it is not said."""

    frames: int
    """How many frames there should be; 0 when nobody knows."""

    sound: str | None
    """The codec of its sound; None without any."""


@dataclass(frozen=True, eq=False, slots=True)
class Picture:
    """One frame of a video."""

    rgb: NDArray[np.uint8]
    """(H, W, 3), upright."""

    stamp: int
    """When it is shown, in units of the reader's time base."""

    at_s: float
    """The same in seconds."""


@dataclass(frozen=True, eq=False, slots=True)
class Sound:
    """A packet of sound as the file has it."""

    packet: "av.Packet[av.AudioStream]"


class VideoReader:
    """Reads a video from its beginning to its end; use it in a ``with`` block.

    Args:
        path: The file.
        most_pixels: Cap on width x height of a frame.

    Raises:
        OSError: If the file cannot be opened.
        NotAVideoError: If it is no MP4, MOV, MKV, WebM or AVI video.
        TooManyPixelsError: If its frames are larger than *most_pixels*.
        ExtraMissingError: If PyAV is not installed.
    """

    def __init__(self, path: Path, *, most_pixels: int = MOST_PIXELS) -> None:
        pyav = load_pyav()
        self._file = path.open("rb")
        try:
            self._container: InputContainer = pyav.open(
                self._file, mode="r", options={"format_whitelist": _READ}
            )
        except (pyav.FFmpegError, OSError, ValueError) as exc:
            self._file.close()
            raise NotAVideoError("a file that is none, or a truncated one") from exc
        try:
            self._check(most_pixels)
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def _check(self, most_pixels: int) -> None:
        streams = self._container.streams
        if not streams.video:
            raise NotAVideoError("a file without a picture track")
        self.video = streams.video[0]
        self.sound = streams.audio[0] if streams.audio else None
        # One core: the models want the others.
        self.video.thread_count = 1
        width, height = self.video.width, self.video.height
        if width * height == 0:
            raise NotAVideoError("a video whose frames have no size")
        if width * height > most_pixels:
            raise TooManyPixelsError(width, height, most_pixels)
        rate = self.video.average_rate or self.video.guessed_rate
        frames = self.video.frames
        if not frames and rate and self._container.duration:
            frames = round(self._container.duration / 1e6 * rate)
        sound = self.sound.codec_context.name if self.sound else None
        scale = min(1.0, LONGEST / max(width, height))
        if scale < 1:  # even sides, as most codecs want them
            width, height = (
                max(2, round(side * scale / 2) * 2) for side in (width, height)
            )
        self.info = VideoInfo(width, height, rate, frames, sound)
        self.colours = (UNSAID, UNSAID, UNSAID, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._container.close()
        self._file.close()

    @property
    def time_base(self) -> Fraction:
        """The unit of time stamps, in seconds."""
        return self.video.time_base or Fraction(1, 90_000)

    def read(self) -> Iterator[Picture | Sound]:
        """Yield pictures and packets of sound as they come.

        Raises:
            NotAVideoError: If the file ends early, is damaged or has no frame.
        """
        pyav = load_pyav()
        wanted = [self.video] if self.sound is None else [self.video, self.sound]
        frames, end_s = 0, 0.0
        try:
            for packet in self._container.demux(*wanted):
                if packet.pts is not None and packet.time_base is not None:
                    last = packet.pts + (packet.duration or 0)
                    end_s = max(end_s, float(last * packet.time_base))
                if packet.stream is not self.video:
                    if packet.dts is not None:
                        yield Sound(cast("av.Packet[av.AudioStream]", packet))
                    continue
                for frame in packet.decode():
                    yield self._picture(cast("av.VideoFrame", frame), frames)
                    frames += 1
        except pyav.FFmpegError as exc:
            raise NotAVideoError(f"a damaged video after {frames} frames") from exc
        if frames == 0:
            raise NotAVideoError("a video without frames")
        start = self._container.start_time or 0
        announced_s = (start + (self._container.duration or 0)) / 1e6
        if end_s < announced_s - max(_MISSING_S, 0.02 * announced_s):
            raise NotAVideoError(
                f"a truncated video: {end_s:.1f} of {announced_s:.1f} seconds"
            )

    def _picture(self, frame: "av.VideoFrame", index: int) -> Picture:
        if index == 0:
            self.colours = (
                int(frame.colorspace),
                int(frame.color_primaries),
                int(frame.color_trc),
                int(frame.color_range),
            )
        # A camera that changes its resolution on the way keeps the first one.
        rgb = frame.to_ndarray(
            format="rgb24", width=self.info.width, height=self.info.height
        )
        turns = round(frame.rotation / 90) % 4
        upright = np.ascontiguousarray(np.rot90(rgb, turns)) if turns else rgb
        stamp = frame.pts
        if stamp is None:
            step = 1 / (self.time_base * (self.info.rate or 30))
            stamp = round(index * step)
        return Picture(
            np.asarray(upright, np.uint8), stamp, float(stamp * self.time_base)
        )


def load_pyav() -> ModuleType:
    """Return the module ``av``.

    Raises:
        ExtraMissingError: If PyAV is not installed.
    """
    try:
        import av
    except ImportError as exc:
        raise ExtraMissingError("av", "video") from exc
    return av
