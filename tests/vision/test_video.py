"""Videos are made here, with PyAV, from a picture that moves."""

from pathlib import Path

import numpy as np
import pytest
from tests.vision.bodies import Occluder
from tests.vision.clips import (
    UNEVEN,
    av,
    corner_marked,
    on,
    pictures,
    sounds,
    write_video,
)

from pierglass.vision.errors import (
    ExtraMissingError,
    NoPersonError,
    NotAVideoError,
    TooManyPixelsError,
)
from pierglass.vision.video import VideoReader
from pierglass.vision.video_write import VIDEO_SUFFIXES, VideoWriter

# --- reading ------------------------------------------------------------------


def test_frames_are_read_in_order_with_their_stamps(clip: Path) -> None:
    assert [one.stamp for one in pictures(clip)] == list(UNEVEN)


def test_stamps_are_said_in_seconds(clip: Path) -> None:
    assert pictures(clip)[2].at_s == pytest.approx(7500 / 90_000)


def turned(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Write a rotation into the track header of an MP4, as a phone does."""
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    a, b, c, d = matrix
    one, upper = 1 << 16, 1 << 30
    for index, value in enumerate((a, b, 0, c, d, 0)):
        scaled = value * one
        data[at + 4 * index : at + 4 * index + 4] = scaled.to_bytes(
            4, "big", signed=True
        )
    assert int.from_bytes(data[at + 32 : at + 36], "big") == upper
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize(
    ("matrix", "shape", "corner"),
    [
        ((1, 0, 0, 1), (48, 64), (8, 8)),
        ((0, 1, -1, 0), (64, 48), (8, 40)),
        ((-1, 0, 0, -1), (48, 64), (40, 56)),
        ((0, -1, 1, 0), (64, 48), (56, 8)),
    ],
    ids=["upright", "clockwise", "upside-down", "anticlockwise"],
)
def test_pictures_are_turned_upright(
    tmp_path: Path,
    matrix: tuple[int, int, int, int],
    shape: tuple[int, int],
    corner: tuple[int, int],
) -> None:
    path = turned(write_video(tmp_path / "v.mp4", [corner_marked()] * 3), matrix)
    rgb = pictures(path)[0].rgb
    assert rgb.shape[:2] == shape
    assert rgb[corner][0] > 180


@pytest.mark.parametrize("name", ["v.mp4", "v.mov", "v.mkv", "v.avi"])
def test_containers_are_read(tmp_path: Path, name: str) -> None:
    path = write_video(tmp_path / name, [corner_marked()] * 3)
    assert len(pictures(path)) == 3


def test_video_of_one_frame_is_read(tmp_path: Path) -> None:
    assert len(pictures(write_video(tmp_path / "v.mp4", [corner_marked()]))) == 1


@pytest.mark.parametrize(
    "data", [b"", b"a letter, not a video", bytes(4096), b"\x00\x00\x00\x18ftypmp42"]
)
def test_other_files_are_no_videos(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "v.mp4"
    path.write_bytes(data)
    with pytest.raises(NotAVideoError):
        VideoReader(path)


def test_photo_is_no_video(portrait_file: Path) -> None:
    with pytest.raises(NotAVideoError):
        VideoReader(portrait_file)


def test_playlist_is_not_followed(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "v.mp4"
    path.write_text(f"ffconcat version 1.0\nfile {clip}\n")
    with pytest.raises(NotAVideoError):
        VideoReader(path)


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    path = tmp_path / "v.mp4"
    with av.open(str(path), "w") as out:
        track = out.add_stream("aac", rate=44_100)
        part = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), "fltp", "mono"
        )
        part.rate, part.pts = 44_100, 0
        out.mux(track.encode(part))
        out.mux(track.encode(None))
    with pytest.raises(NotAVideoError, match="picture track"):
        VideoReader(path)


def cut_after_header(source: Path, path: Path, share: float) -> Path:
    """Write the beginning of *source* with its index in front, as the web serves it."""
    whole = path.with_name("whole.mp4")
    with (
        av.open(str(source)) as there,
        av.open(str(whole), "w", options={"movflags": "faststart"}) as out,
    ):
        stream = out.add_stream_from_template(there.streams.video[0])
        for packet in there.demux(there.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    data = whole.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    return path


def test_truncated_video_is_refused_where_it_ends(
    tmp_path: Path, small: np.ndarray
) -> None:
    noise = np.random.default_rng(0)
    frames = [noise.integers(0, 255, (96, 128, 3), np.uint8) for _ in range(90)]
    source = write_video(tmp_path / "long.mp4", frames)
    path = cut_after_header(source, tmp_path / "cut.mp4", 0.4)
    with pytest.raises(NotAVideoError, match=r"truncated|damaged"):
        pictures(path)


def test_video_without_its_index_is_refused(tmp_path: Path, clip: Path) -> None:
    path = tmp_path / "cut.mp4"
    path.write_bytes(clip.read_bytes()[:-4000])
    with pytest.raises(NotAVideoError):
        pictures(path)


def test_video_without_frames_is_refused(tmp_path: Path) -> None:
    source = write_video(tmp_path / "v.mkv", [corner_marked()] * 3)
    path = tmp_path / "none.mkv"
    with av.open(str(source)) as there, av.open(str(path), "w") as out:
        out.add_stream_from_template(there.streams.video[0])
        out.start_encoding()
    with pytest.raises(NotAVideoError, match=r"without frames|truncated"):
        pictures(path)


def test_frames_over_the_cap_are_refused_before_decoding(clip: Path) -> None:
    with pytest.raises(TooManyPixelsError):
        VideoReader(clip, most_pixels=1000)


def test_missing_package_names_the_extra(
    clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "av", None)
    with pytest.raises(ExtraMissingError, match=r"pierglass\[video\]"):
        VideoReader(clip)


# --- writing ------------------------------------------------------------------


@pytest.mark.parametrize("suffix", VIDEO_SUFFIXES)
def test_written_video_has_frames_and_stamps(
    tmp_path: Path, clip: Path, occluder: Occluder, suffix: str
) -> None:
    out = tmp_path / f"out{suffix}"
    on(clip, out)
    # Matroska's clock ticks a thousand times a second, and begins with the sound's
    # first packet, before the pictures: all stamps move alike.
    at_s = np.array([one.at_s for one in pictures(out)])
    wanted = np.array(UNEVEN) / 90_000
    assert at_s - at_s[0] == pytest.approx(wanted, abs=0.0011)


def test_sound_is_copied_as_it_is(
    tmp_path: Path, clip: Path, occluder: Occluder
) -> None:
    report = on(clip, tmp_path / "out.mp4")
    assert report.sound == "copied"
    assert sounds(tmp_path / "out.mp4") == sounds(clip) != []


def test_sound_that_the_container_does_not_take_is_left_out_and_said(
    tmp_path: Path, clip: Path, occluder: Occluder
) -> None:
    report = on(clip, tmp_path / "out.webm")
    assert report.sound == "left out: .webm takes no aac"
    assert sounds(tmp_path / "out.webm") == []


@pytest.mark.parametrize("sides", [(47, 64), (48, 63), (47, 63)])
def test_odd_sides_grow_by_one(
    tmp_path: Path, clip: Path, sides: tuple[int, int]
) -> None:
    out = tmp_path / "out.mp4"
    with VideoReader(clip) as reader, VideoWriter(out, reader) as writer:
        writer.write(np.full((*sides, 3), 90, np.uint8), 0)
    assert pictures(out)[0].rgb.shape == (48, 64, 3)


def test_colours_survive(tmp_path: Path, clip: Path) -> None:
    out = tmp_path / "out.mp4"
    orange = np.full((48, 64, 3), (230, 110, 30), np.uint8)
    with VideoReader(clip) as reader, VideoWriter(out, reader) as writer:
        reader.colours = (1, 1, 1, 1)
        writer.write(orange, 0)
    middle = pictures(out)[0].rgb[24, 32].astype(int)
    assert np.abs(middle - (230, 110, 30)).max() <= 6


def test_after_an_error_no_file_is_left(tmp_path: Path, clip: Path) -> None:
    def fail() -> None:
        with (
            VideoReader(clip) as reader,
            VideoWriter(tmp_path / "out.mp4", reader) as writer,
        ):
            writer.write(corner_marked(), 0)
            raise NoPersonError

    with pytest.raises(NoPersonError):
        fail()
    assert list(tmp_path.iterdir()) == []
