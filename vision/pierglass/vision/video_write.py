"""Videos out, a frame at a time, with the stamps and the sound of another.

Every frame keeps its time stamp; sound is copied as it is.

Source: PyAV, over FFmpeg's libraries.
"""

from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.vision.video import UNSAID, Sound, VideoReader, load_pyav

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.stream import VideoStream

__all__ = ["VIDEO_SUFFIXES", "VideoWriter"]

VIDEO_SUFFIXES: Final[dict[str, tuple[str, str]]] = {
    ".mp4": ("mp4", "h264"),
    ".mov": ("mov", "h264"),
    ".mkv": ("matroska", "h264"),
    ".webm": ("webm", "vp9"),
}
"""Container and codec of each suffix that can be written."""

_OPTIONS: Final[dict[str, dict[str, str]]] = {
    "h264": {"crf": "18", "preset": "veryfast"},
    "vp9": {"crf": "24", "b": "0", "deadline": "realtime", "cpu-used": "6"},
}


class VideoWriter:
    """Writes a video with the stamps and the sound of another; use it in ``with``.

    The file appears under its name once it is whole; after an error nothing is left.

    Args:
        path: Where; its suffix is one of `VIDEO_SUFFIXES`.
        source: Whose time base, rate, colours and sound it takes.

    Raises:
        OSError: If the file cannot be written.
        ExtraMissingError: If PyAV is not installed.
    """

    def __init__(self, path: Path, source: VideoReader) -> None:
        pyav = load_pyav()
        self._path, self._source = path, source
        form, self._codec = VIDEO_SUFFIXES[path.suffix.lower()]
        path.parent.mkdir(parents=True, exist_ok=True)
        self._part = path.with_name(f".{path.name}.part")
        self._container: OutputContainer = pyav.open(
            str(self._part), mode="w", format=form
        )
        self._video: VideoStream | None = None
        self._sound: AudioStream | None = None
        if source.sound is not None and self._takes(source.info.sound):
            self._sound = self._container.add_stream_from_template(source.sound)
        self._held: list[Sound] = []

    @property
    def sound_is_copied(self) -> bool:
        """Whether the source has sound that this container takes as it is."""
        return self._sound is not None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None and self._video is not None:
                self._container.mux(self._video.encode(None))
            self._container.close()
            if error is None:
                self._part.replace(self._path)
        finally:
            self._part.unlink(missing_ok=True)

    def write(self, rgb: NDArray[np.uint8], stamp: int) -> None:
        """Write the next frame.

        Args:
            rgb: uint8 (H, W, 3); an odd side grows by one column or row, which the
                codecs want even.
            stamp: When it is shown, in units of the source's time base.
        """
        pyav = load_pyav()
        height, width = rgb.shape[:2]
        if height % 2 or width % 2:
            rgb = np.asarray(
                cv2.copyMakeBorder(
                    rgb, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE
                ),
                np.uint8,
            )
        if self._video is None:
            self._video = self._begin(rgb.shape[1], rgb.shape[0])
        space = self._source.colours[0]
        frame = pyav.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(
            format="yuv420p", dst_colorspace=None if space == UNSAID else space
        )
        frame.pts, frame.time_base = stamp, self._source.time_base
        self._container.mux(self._video.encode(frame))
        for sound in self._held:
            self.copy(sound)
        self._held.clear()

    def copy(self, sound: Sound) -> None:
        """Write a packet of the source's sound as it is, where the container takes it.

        Sound before the first picture waits for it.
        """
        if self._sound is None:
            return
        if self._video is None:
            self._held.append(sound)
            return
        sound.packet.stream = self._sound
        self._container.mux(sound.packet)

    def _begin(self, width: int, height: int) -> "VideoStream":
        rate = self._source.info.rate or Fraction(30)
        stream = cast(
            "VideoStream",
            self._container.add_stream(
                self._codec, rate=rate, options=_OPTIONS[self._codec]
            ),
        )
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = self._source.time_base
        space, primaries, curve, _ = self._source.colours
        context.colorspace, context.color_primaries = space, primaries
        context.color_trc, context.color_range = curve, 1
        return stream

    def _takes(self, codec: str | None) -> bool:
        return codec in self._container.supported_codecs
