import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.vision.bodies import Occluder

from pierglass.sdk.cli import main
from pierglass.vision.command import items_folder
from pierglass.vision.image import decode_image, encode_png

GLASSES = "glasses-round-gold"


def run(photo: Path, out: Path, *more: str, item: str = GLASSES) -> int:
    return main(["tryon", str(photo), "--item", item, "--out", str(out), *more])


def refused(capsys: pytest.CaptureFixture[str], photo: Path, out: Path) -> str:
    """Return the error's code; the command failed, said why and wrote nothing."""
    assert run(photo, out, "--json") == 1
    written = capsys.readouterr()
    error = json.loads(written.out)["error"]
    assert written.err == f"pierglass tryon: {error['message']}\n"
    assert not out.exists()
    return str(error["code"])


def test_photo_with_the_item_on_is_written(
    portrait_file: Path, tmp_path: Path, occluder: Occluder
) -> None:
    out = tmp_path / "new" / "out.png"
    assert run(portrait_file, out) == 0
    before = decode_image(portrait_file.read_bytes())
    after = decode_image(out.read_bytes())
    assert after.shape == before.shape
    assert (after != before).any()


@pytest.mark.parametrize(
    ("name", "magic"), [("out.png", b"\x89PNG"), ("out.JPG", b"\xff\xd8\xff")]
)
def test_suffix_says_the_format(
    portrait_file: Path, tmp_path: Path, occluder: Occluder, name: str, magic: bytes
) -> None:
    run(portrait_file, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(magic)


def test_report_has_these_keys(
    portrait_file: Path,
    tmp_path: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(portrait_file, tmp_path / "out.png", "--json")
    report = json.loads(capsys.readouterr().out)
    keys = ["item", "kind", "placement", "hidden_share", "size", "stages_ms", "out"]
    assert list(report) == keys
    assert (report["item"], report["kind"]) == (GLASSES, "glasses")


def test_plain_report_names_the_item_and_the_file(
    portrait_file: Path,
    tmp_path: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(portrait_file, tmp_path / "out.png")
    said = capsys.readouterr().out
    assert "Round gold" in said
    assert str(tmp_path / "out.png") in said


def test_stages_are_written_in_order(
    portrait_file: Path, tmp_path: Path, occluder: Occluder
) -> None:
    stages = tmp_path / "stages"
    run(portrait_file, tmp_path / "out.png", "--stages", str(stages))
    assert sorted(path.name for path in stages.iterdir()) == [
        "01-label-map.png",
        "02-key-points.png",
        "03-overlay.png",
        "04-occlusion-map.png",
        "05-hidden-and-shown.png",
        "06-as-it-is.png",
        "07-exposure.png",
        "08-balance.png",
        "09-contrast.png",
        "10-gamma.png",
        "11-blur.png",
        "12-noise.png",
        "13-shadow.png",
        "14-feather.png",
        "15-result.png",
    ]


def test_steps_that_are_left_out_are_no_stages(
    portrait_file: Path, tmp_path: Path, occluder: Occluder
) -> None:
    stages = tmp_path / "stages"
    more = ("--stages", str(stages), "--without", "look,shadow")
    run(portrait_file, tmp_path / "out.png", *more)
    names = {path.stem[3:] for path in stages.iterdir()}
    assert not names & {"exposure", "balance", "contrast", "gamma", "shadow"}
    assert names >= {"blur", "noise", "feather"}


def test_last_step_is_the_result(
    portrait_file: Path, tmp_path: Path, occluder: Occluder
) -> None:
    stages = tmp_path / "stages"
    run(portrait_file, tmp_path / "out.png", "--stages", str(stages))
    last = (stages / "14-feather.png").read_bytes()
    assert last == (stages / "15-result.png").read_bytes()


def test_without_all_steps_the_item_is_as_it_is(
    portrait_file: Path, tmp_path: Path, occluder: Occluder
) -> None:
    stages = tmp_path / "stages"
    more = ("--stages", str(stages), "--without", "all")
    run(portrait_file, tmp_path / "out.png", *more)
    plain = (stages / "06-as-it-is.png").read_bytes()
    assert plain == (stages / "07-result.png").read_bytes()


def test_unknown_step_is_used_wrongly(
    portrait_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(portrait_file, Path("out.png"), "--without", "glow") == 2
    assert "'glow'" in capsys.readouterr().err


def test_point_on_the_wearer_is_taken(
    portrait: np.ndarray,
    tmp_path: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
) -> None:
    photo = tmp_path / "pair.png"
    pair = np.ascontiguousarray(np.hstack([portrait, portrait[:, ::-1]]))
    photo.write_bytes(encode_png(pair))
    half = portrait.shape[1]
    for x, on_the_right in ((half // 2, False), (half + half // 2, True)):
        assert run(photo, tmp_path / "out.png", "--json", "--at", f"{x},300") == 0
        box = json.loads(capsys.readouterr().out)["placement"]["box"]
        assert (box[0] > half) == on_the_right


def test_point_on_nobody_is_refused(
    portrait_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(portrait_file, tmp_path / "o.png", "--json", "--at=-900,-900") == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "no_person"


@pytest.mark.parametrize("at", ["1", "1,2,3", "nan,1", "a,b", "1,inf", ""])
def test_point_that_is_none_is_used_wrongly(portrait_file: Path, at: str) -> None:
    assert run(portrait_file, Path("out.png"), f"--at={at}") == 2


def test_every_stage_is_as_large_as_the_photo(
    portrait_file: Path, tmp_path: Path, occluder: Occluder
) -> None:
    run(portrait_file, tmp_path / "out.png", "--stages", str(tmp_path / "stages"))
    shapes = {
        decode_image(path.read_bytes()).shape
        for path in (tmp_path / "stages").iterdir()
    }
    assert shapes == {decode_image(portrait_file.read_bytes()).shape}


def test_item_may_be_a_folder(
    portrait_file: Path, tmp_path: Path, occluder: Occluder
) -> None:
    folder = str(items_folder() / GLASSES)
    assert run(portrait_file, tmp_path / "out.png", item=folder) == 0


def test_unknown_item_is_refused(
    portrait_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(portrait_file, tmp_path / "out.png", "--json", item="crown-of-paper")
    error = json.loads(capsys.readouterr().out)["error"]
    assert (code, error["code"]) == (1, "unknown_item")
    assert "crown-of-paper" in error["message"]


def test_missing_photo_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "nowhere.jpg"
    assert refused(capsys, photo, tmp_path / "out.png") == "unreadable"


@pytest.mark.parametrize("option", ["--out", "--stages"])
def test_place_that_cannot_be_written_is_refused(
    portrait_file: Path,
    tmp_path: Path,
    occluder: Occluder,
    capsys: pytest.CaptureFixture[str],
    option: str,
) -> None:
    (tmp_path / "file").write_text("in the way")
    blocked = str(tmp_path / "file" / "out.png")
    assert run(portrait_file, tmp_path / "out.png", "--json", option, blocked) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "unwritable"
    assert blocked.removesuffix("/out.png") in error["message"]


def test_text_is_not_an_image(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_text("this is a letter, not a picture")
    assert refused(capsys, photo, tmp_path / "out.png") == "not_an_image"


def test_truncated_photo_is_not_an_image(
    portrait_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = portrait_file.read_bytes()
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(data[: len(data) // 2])
    assert refused(capsys, photo, tmp_path / "out.png") == "not_an_image"


def test_photo_without_a_person_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(encode_png(np.full((300, 400, 3), 128, np.uint8)))
    assert refused(capsys, photo, tmp_path / "out.png") == "no_person"


def test_shoes_cannot_be_placed_on_a_portrait(
    portrait_file: Path,
    portrait: np.ndarray,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    photo = tmp_path / "face.png"
    photo.write_bytes(encode_png(np.ascontiguousarray(portrait[:300])))
    code = run(photo, tmp_path / "out.png", "--json", item="shoe-sneaker-white")
    error = json.loads(capsys.readouterr().out)["error"]
    assert (code, error["code"]) == (1, "cannot_place")


def test_call_without_an_item_is_used_wrongly(portrait_file: Path) -> None:
    assert main(["tryon", str(portrait_file), "--out", "out.png"]) == 2


def test_help_names_the_shipped_items(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tryon", "--help"]) == 0
    assert "glasses-round-gold" in capsys.readouterr().out.replace("\n", "")


@pytest.mark.usefixtures("trained")
def test_committed_weights_put_glasses_on_the_portrait(
    portrait_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(portrait_file, tmp_path / "out.png", "--json") == 0
    assert json.loads(capsys.readouterr().out)["hidden_share"] < 0.3


def test_grey_photo_is_taken(
    portrait: np.ndarray, tmp_path: Path, occluder: Occluder
) -> None:
    photo = tmp_path / "grey.png"
    done, data = cv2.imencode(".png", cv2.cvtColor(portrait, cv2.COLOR_RGB2GRAY))
    assert done
    photo.write_bytes(data.tobytes())
    assert run(photo, tmp_path / "out.png") == 0
