"""`pierglass search`, with a network of one operation in the trained one's place."""

import argparse
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from pierglass.vision import search_command, search_model
from pierglass.vision.errors import ModelMissingError
from pierglass.vision.image import encode_png
from pierglass.vision.rectify import Rectified
from pierglass.vision.search_shelf import read_shelf
from pierglass.vision.stock import StockImage
from pierglass.vision.weights import weights_folder

pytestmark = pytest.mark.skipif(
    not (weights_folder() / "person.onnx").is_file(),
    reason="the person network's weights are not in vision/…/weights/person.onnx",
)


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a network that gives a picture's mean colour, without any generator."""
    onnx = pytest.importorskip("onnx", reason="pip install 'pierglass[train]'")
    kinds, helper = onnx.TensorProto, onnx.helper
    nodes = [
        helper.make_node("Cast", ["picture"], ["n"], to=kinds.FLOAT),
        helper.make_node("ReduceMean", ["n"], ["vector"], axes=[1, 2], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "mean",
        [helper.make_tensor_value_info("picture", kinds.UINT8, [1, 128, 128, 3])],
        [helper.make_tensor_value_info("vector", kinds.FLOAT, [1, 3])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 10
    helper.set_model_props(model, {"side": "128"})
    path = tmp_path / "embedding.onnx"
    path.write_bytes(model.SerializeToString())
    monkeypatch.setattr(search_command, "installed_path", lambda: path)
    monkeypatch.setattr(search_command, "StockGenerator", no_generator)
    return path


def no_generator() -> None:
    raise ModelMissingError("stock_g1", "nowhere")


class Greying:
    """A generator whose first picture is black and whose second is grey."""

    def generate(self, rectified: Rectified) -> StockImage:
        black = np.zeros_like(rectified.picture)
        return StockImage(rectified, black, np.full_like(black, 128))


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return a folder of a red and a blue picture, with transparency and on white."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    red = np.zeros((40, 30, 4), np.uint8)
    red[5:35, 5:25] = (200, 20, 20, 255)
    (folder / "a-red.png").write_bytes(encode_png(red))
    blue = np.full((40, 30, 3), 255, np.uint8)
    blue[5:35, 5:25] = (20, 20, 200)
    (folder / "b-blue.png").write_bytes(encode_png(blue))
    return folder


def run(photo: Path, tmp_path: Path, *more: str) -> int:
    parser = argparse.ArgumentParser()
    search_command.add_command(parser.add_subparsers())
    given = ["search", str(photo), "--cache", str(tmp_path / "cache"), *more]
    arguments = parser.parse_args(given)
    return int(arguments.run(arguments))


def report(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_shipped_items_are_ranked_and_drawn(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sheet = tmp_path / "sheet.png"
    assert (
        run(portrait_file, tmp_path, "--top", "3", "--json", "--sheet", str(sheet)) == 0
    )
    told = report(capsys)
    assert len(told["results"]) == 3
    assert told["pictures"] == ["photo"]
    assert told["looked_at"] == told["garments"]
    scores = [one["score"] for one in told["results"]]
    assert scores == sorted(scores, reverse=True)
    drawn = cv2.imread(str(sheet))
    assert drawn.shape[:2] == (2 * 226, 5 * 192)


def test_a_generated_picture_is_searched_with_and_drawn(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(search_command, "StockGenerator", Greying)
    given = ("--items", str(pictures), "--sheet", str(tmp_path / "sheet.png"))
    given = (*given, "--generated")
    run(portrait_file, tmp_path, "--json", *given)
    told = report(capsys)
    assert told["pictures"] == ["photo", "generated"]
    assert "generated" in told["results"][0]["likeness"]
    assert (
        cv2.imread(str(tmp_path / "sheet.png"))[:192, 3 * 192 : 4 * 192] == 128
    ).all()
    run(portrait_file, tmp_path, *given)
    assert "by the photo and a generated picture" in capsys.readouterr().out


def test_the_generator_is_left_out_when_asked(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(search_command, "StockGenerator", Greying)
    more = ("--items", str(pictures), "--no-generated", "--json")
    run(portrait_file, tmp_path, *more)
    assert report(capsys)["pictures"] == ["photo"]


@pytest.mark.parametrize("helps", [True, False])
def test_the_card_says_whether_the_generator_is_asked(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    pictures: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    helps: bool,
) -> None:
    monkeypatch.setattr(search_command, "StockGenerator", Greying)
    monkeypatch.setattr(
        search_command, "model_metrics", lambda name: {"in_search": helps}
    )
    run(portrait_file, tmp_path, "--items", str(pictures), "--json")
    assert ("generated" in report(capsys)["pictures"]) is helps


def test_a_second_search_looks_at_nothing_again(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    pictures: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    more = ("--items", str(pictures), "--json")
    run(portrait_file, tmp_path, *more)
    first = report(capsys)
    run(portrait_file, tmp_path, *more)
    second = report(capsys)
    assert (first["looked_at"], second["looked_at"]) == (2, 0)
    assert first["results"] == second["results"]


def test_a_changed_picture_is_looked_at_again(
    tmp_path: Path, network: Path, pictures: Path
) -> None:
    model = search_model.SearchModel(network)
    read_shelf(pictures, model, tmp_path)
    (pictures / "b-blue.png").write_bytes((pictures / "a-red.png").read_bytes())
    again = read_shelf(pictures, model, tmp_path)
    assert np.array_equal(again.vectors[0], again.vectors[1])


def test_a_file_of_vectors_that_is_broken_is_made_again(
    tmp_path: Path, network: Path, pictures: Path
) -> None:
    model = search_model.SearchModel(network)
    read_shelf(pictures, model, tmp_path)
    (kept,) = tmp_path.glob("shelf-*.npz")
    kept.write_bytes(b"broken")
    assert read_shelf(pictures, model, tmp_path).looked_at == 2


def test_the_nearest_is_the_first_and_colours_are_told(
    tmp_path: Path, network: Path, pictures: Path
) -> None:
    shelf = read_shelf(pictures, search_model.SearchModel(network), tmp_path)
    (first, second) = shelf.search(
        {"photo": shelf.vectors[1]}, {"photo": 1.0}, shelf.colours[1], top=5
    )
    assert (first.garment.id, second.garment.id) == ("b-blue", "a-red")
    assert first.likeness["colour"] == pytest.approx(1, abs=1e-5)


def test_the_kind_that_is_named_is_alone_among_items(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(portrait_file, tmp_path, "--kind", "jacket", "--json")
    assert {one["kind"] for one in report(capsys)["results"]} == {"jacket"}


def names(told: dict[str, Any]) -> list[str]:
    return [one["id"] for one in told["results"]]


def test_a_garment_is_compared_with_its_family(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(portrait_file, tmp_path, "--top", "50", "--json")
    kinds = {one["kind"] for one in report(capsys)["results"]}
    assert kinds == {"top", "jacket", "dress"}


def test_kinds_and_words_are_filtered_inside_the_search(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(portrait_file, tmp_path, "--kinds", "hat,shoe", "--json", "--top", "2")
    told = report(capsys)
    assert {one["kind"] for one in told["results"]} <= {"hat", "shoe"}
    assert (told["outcome"], len(told["results"])) == ("found", 2)
    run(portrait_file, tmp_path, "--text", "CREW tee", "--json", "--top", "1")
    assert names(report(capsys)) == []
    run(portrait_file, tmp_path, "--text", "CREW", "--json")
    assert all("crew" in one for one in names(report(capsys)))


def test_keywords_give_a_head_start_and_are_told(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    pictures: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    more = ("--items", str(pictures), "--json")
    for word, first in (("red", "a-red"), ("blue", "b-blue")):
        run(portrait_file, tmp_path, "--keywords", f"{word} dotted", *more)
        told = report(capsys)
        assert names(told)[0] == first
        assert told["results"][0]["likeness"]["keywords"] == 0.5


def test_a_filter_that_leaves_nothing_is_an_outcome_with_the_cure(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(portrait_file, tmp_path, "--text", "waldhorn", "--json") == 0
    assert report(capsys)["outcome"] == "filtered_out"
    run(portrait_file, tmp_path, "--text", "waldhorn")
    assert "take some of them away" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--keywords", "word " * 10_000, "leave out what matters least"),
        ("--keywords", " ".join(map(str, range(17))), "at most 16"),
        ("--text", "?!", "found no word"),
        ("--kinds", "top,boat", "expected some of"),
    ],
)
def test_words_and_kinds_that_cannot_be_looked_for_are_refused(
    portrait_file: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    option: str,
    value: str,
    message: str,
) -> None:
    with pytest.raises(SystemExit):
        run(portrait_file, tmp_path, option, value)
    assert message in capsys.readouterr().err


def test_people_read_a_list(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    pictures: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(portrait_file, tmp_path, "--items", str(pictures))
    told = capsys.readouterr().out
    assert "by the photo alone, among 2:" in told
    assert "  1. " in told


def test_without_a_network_the_cure_is_said(
    portrait_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    missing = tmp_path / "embedding.onnx"
    monkeypatch.setattr(search_command, "installed_path", lambda: missing)
    assert run(portrait_file, tmp_path, "--json") == 1
    error = report(capsys)["error"]
    assert error["code"] == "model_missing"
    assert "pierglass train embedding" in error["message"]


def test_a_folder_without_garments_is_refused(
    portrait_file: Path,
    tmp_path: Path,
    network: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(portrait_file, tmp_path, "--items", str(empty), "--json") == 1
    assert report(capsys)["error"]["code"] == "unknown_item"


def test_a_photo_that_is_not_there_is_unreadable(
    tmp_path: Path, network: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "none.jpg", tmp_path, "--json") == 1
    assert report(capsys)["error"]["code"] == "unreadable"


@pytest.mark.parametrize("top", ["0", "51", "many"])
def test_a_number_of_results_outside_the_bounds_is_refused(
    portrait_file: Path, tmp_path: Path, top: str
) -> None:
    with pytest.raises(SystemExit):
        run(portrait_file, tmp_path, "--top", top)
