"""An item on a whole video, by function and by command."""

import json
import shutil
import weakref
from pathlib import Path

import numpy as np
import pytest
from tests.vision.bodies import Occluder, item
from tests.vision.clips import (
    UNEVEN,
    on,
    pictures,
    write_video,
)

from pierglass.sdk.cli import main
from pierglass.vision.errors import (
    CannotPlaceError,
    NoPersonError,
)
from pierglass.vision.stream import TryOn
from pierglass.vision.video import Picture
from pierglass.vision.video_tryon import tryon_video

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
