"""Videos are made here, with PyAV, from a picture that moves."""

import json
import shutil
import weakref
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from tests.vision.bodies import Occluder, item

from pierglass.sdk.cli import main
from pierglass.vision.errors import (
    CannotPlaceError,
    ExtraMissingError,
    NoPersonError,
    NotAVideoError,
    TooManyPixelsError,
)
from pierglass.vision.stream import TryOn
from pierglass.vision.video import Picture, Sound, VideoReader
from pierglass.vision.video_tryon import VideoReport, tryon_video
from pierglass.vision.video_write import VIDEO_SUFFIXES, VideoWriter

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


@pytest.fixture(scope="module")
def small(portrait: np.ndarray) -> np.ndarray:
    rows, columns = (side // 2 * 2 for side in portrait.shape[:2])
    return np.ascontiguousarray(portrait[:rows, :columns])


@pytest.fixture(scope="module")
def clip(small: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six frames at uneven times, with sound; nobody is in the fourth."""
    frames = [small] * 6
    frames[3] = np.full_like(small, 120)
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return write_video(path, frames, stamps=UNEVEN, sound=True)


def on(clip: Path, out: Path, kind: str = "glasses") -> VideoReport:
    return tryon_video(clip, item(kind), out)


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


# --- the whole way ------------------------------------------------------------


def test_frames_without_a_person_pass_through_and_are_counted(
    tmp_path: Path, clip: Path, occluder: Occluder
) -> None:
    report = on(clip, tmp_path / "out.mp4")
    assert (report.frames, report.frames_with_item) == (6, 5)
    assert report.left_out == {"no_person": 1}
    assert np.abs(pictures(tmp_path / "out.mp4")[3].rgb.astype(int) - 120).max() < 8


def test_item_is_on_the_other_frames(
    tmp_path: Path, clip: Path, small: np.ndarray, occluder: Occluder
) -> None:
    on(clip, tmp_path / "out.mp4", "top")
    changed = pictures(tmp_path / "out.mp4")[2].rgb.astype(int) - small
    assert (np.abs(changed).max(2) > 40).mean() > 0.02


def test_static_map_comes_first_and_after_a_loss(
    tmp_path: Path, clip: Path, occluder: Occluder
) -> None:
    assert on(clip, tmp_path / "out.mp4").mask_ages == {"static": 2, "0": 3}


def test_stream_is_given_the_stamps(
    tmp_path: Path,
    clip: Path,
    occluder: Occluder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: list[float | None] = []
    step = TryOn.step

    def watch(self: TryOn, frame: np.ndarray, *, at_s: float | None = None) -> object:
        given.append(at_s)
        return step(self, frame, at_s=at_s)

    monkeypatch.setattr(TryOn, "step", watch)
    on(clip, tmp_path / "out.mp4")
    assert given == pytest.approx([stamp / 90_000 for stamp in UNEVEN])


def test_never_more_than_a_few_frames_are_in_memory(
    tmp_path: Path, small: np.ndarray, occluder: Occluder
) -> None:
    path = write_video(tmp_path / "long.mp4", [small] * 20)
    alive: list[weakref.ref[np.ndarray]] = []
    most = 0

    def count(picture: Picture, result: object) -> None:
        nonlocal most
        alive.append(weakref.ref(picture.rgb))
        most = max(most, sum(ref() is not None for ref in alive))

    tryon_video(path, item("glasses"), tmp_path / "out.mp4", show=count)
    assert len(alive) == 20
    assert most <= 2


def test_clip_with_nobody_is_refused(tmp_path: Path, occluder: Occluder) -> None:
    path = write_video(tmp_path / "v.mp4", [np.full((96, 128, 3), 120, np.uint8)] * 3)
    with pytest.raises(NoPersonError):
        on(path, tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_clip_in_which_the_item_has_no_place_is_refused(
    tmp_path: Path, small: np.ndarray, occluder: Occluder
) -> None:
    face = np.ascontiguousarray(small[:300])
    path = write_video(tmp_path / "v.mp4", [face] * 2)
    with pytest.raises(CannotPlaceError):
        on(path, tmp_path / "out.mp4", "shoe")


def test_progress_is_told_frame_by_frame(
    tmp_path: Path, clip: Path, occluder: Occluder
) -> None:
    told: list[tuple[int, int]] = []
    tryon_video(
        clip,
        item("glasses"),
        tmp_path / "out.mp4",
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(n, 6) for n in range(1, 7)]


# --- the command --------------------------------------------------------------


def command(source: Path, out: Path, *more: str) -> int:
    name = "glasses-round-gold"
    return main(["tryon", str(source), "--item", name, "--out", str(out), *more])


def test_command_reports_frames_stages_and_ages(
    tmp_path: Path,
    clip: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command(clip, tmp_path / "out.mp4", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert list(report) == [
        "item",
        "kind",
        "out",
        "frames",
        "frames_with_item",
        "left_out",
        "mask_ages",
        "stages_ms",
        "frames_per_second",
        "sound",
    ]
    assert list(report["stages_ms"]) == [
        "person",
        "placement",
        "occlusion",
        "look",
        "blend",
    ]


def test_command_writes_the_stages_of_a_predicted_frame(
    tmp_path: Path, clip: Path, occluder: Occluder
) -> None:
    command(clip, tmp_path / "out.mp4", "--stages", str(tmp_path / "stages"))
    assert (tmp_path / "stages" / "01-label-map.png").is_file()
    assert occluder.runs > 0


def test_command_says_what_was_done(
    tmp_path: Path,
    clip: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command(clip, tmp_path / "out.mp4")
    assert "on 5 of 6 frames; sound: copied" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nothing.mp4", "letter.mp4"])
def test_command_refuses_what_is_no_video(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    (tmp_path / "letter.mp4").write_text("dear reader")
    codes = {"nothing.mp4": "unreadable", "letter.mp4": "not_a_video"}
    assert command(tmp_path / name, tmp_path / "out.mp4", "--json") == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == codes[name]
    assert not (tmp_path / "out.mp4").exists()


def test_command_refuses_a_place_that_cannot_be_written(
    tmp_path: Path, clip: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert command(clip, tmp_path / "file" / "out.mp4", "--json") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "unwritable"


def test_source_may_be_where_the_output_goes(
    tmp_path: Path, clip: Path, occluder: Occluder
) -> None:
    both = tmp_path / "clip.mp4"
    shutil.copy(clip, both)
    assert command(both, both) == 0
    assert len(pictures(both)) == 6
