import argparse
import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("resvg_py", reason="drawing needs the train extra")

import pierglass.vision
from pierglass.training.items.artwork import Artwork
from pierglass.training.items.catalogue import CATALOGUE
from pierglass.training.items.command import add_command
from pierglass.training.items.geometry import straight
from pierglass.training.items.render import render, write_item
from pierglass.training.items.svg import Drawing
from pierglass.vision.item import load_item

ITEMS = Path(pierglass.vision.__file__).parent / "items"
# The fastest of each way of drawing: metal, cloth, lenses.
QUICK = ["earring-pearl-drop", "shoe-pump-black", "glasses-round-gold"]


def square(margin: int = 50, side: int = 40) -> Artwork:
    drawing = Drawing(200, 200)
    corner = margin + side
    corners = [(margin, margin), (corner, margin), (corner, corner), (margin, corner)]
    drawing.path(straight(corners, closed=True), fill="#336699")
    anchors = {"lobe": (margin + 10.0, margin + 20.0), "bottom": (60.0, 90.0)}
    return Artwork("earring-square", "earring", "Square", "Nobody", drawing, anchors)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_command(parser.add_subparsers())
    arguments = parser.parse_args(["draw-items", *words])
    return int(arguments.run(arguments))


@pytest.mark.parametrize("item_id", QUICK)
def test_drawing_twice_gives_the_same_bytes(item_id: str, tmp_path: Path) -> None:
    first = write_item(CATALOGUE[item_id](), tmp_path / "first")
    second = write_item(CATALOGUE[item_id](), tmp_path / "second")
    for name in ("item.svg", "item.png", "item.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes()


@pytest.mark.parametrize("item_id", QUICK)
def test_committed_item_is_what_is_drawn(item_id: str, tmp_path: Path) -> None:
    folder = write_item(CATALOGUE[item_id](), tmp_path)
    committed = ITEMS / item_id
    for name in ("item.svg", "item.json"):
        assert (folder / name).read_text() == (committed / name).read_text()
    drawn, kept = load_item(folder).image, load_item(committed).image
    # Another processor's vector units may round differently.
    assert np.abs(drawn.astype(int) - kept).max() <= 4


@pytest.mark.parametrize("item_id", CATALOGUE)
def test_committed_drawing_is_that_of_the_program(item_id: str) -> None:
    artwork = CATALOGUE[item_id]()
    committed = (ITEMS / item_id / "item.svg").read_text()
    assert artwork.id == item_id
    assert (
        committed.partition("<defs>")[2]
        == artwork.drawing.text().partition("<defs>")[2]
    )


def test_render_crops_with_a_margin_of_four_pixels() -> None:
    picture, corner = render(square())
    assert corner == (46, 46)
    assert picture.shape == (48, 48, 4)


def test_anchors_move_with_the_crop(tmp_path: Path) -> None:
    item = load_item(write_item(square(), tmp_path))
    assert item.anchors["lobe"] == (14.0, 24.0)
    assert item.image[24, 14].tolist() == [0x33, 0x66, 0x99, 255]


def test_saved_svg_shows_the_same_part_as_the_picture(tmp_path: Path) -> None:
    folder = write_item(square(), tmp_path)
    assert 'viewBox="46 46 48 48"' in (folder / "item.svg").read_text()


def test_render_refuses_a_drawing_cut_by_its_canvas() -> None:
    with pytest.raises(ValueError, match="cut by its canvas"):
        render(square(margin=1))


def test_render_refuses_an_empty_drawing() -> None:
    empty = Artwork("empty", "hat", "Empty", "Nobody", Drawing(50, 50), {})
    with pytest.raises(ValueError, match="shows nothing"):
        render(empty)


def test_command_draws_one_item(tmp_path: Path) -> None:
    assert run("--only", "earring-pearl-drop", "--out", str(tmp_path)) == 0
    record = json.loads((tmp_path / "earring-pearl-drop" / "item.json").read_text())
    assert record["kind"] == "earring"
    assert [path.name for path in tmp_path.iterdir()] == ["earring-pearl-drop"]


def test_command_names_the_known_items(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--only", "hovercraft", "--out", str(tmp_path)) == 2
    assert "glasses-round-gold" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
