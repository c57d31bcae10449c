"""What is looked for in a photo, and what an item's picture shows."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.vision.bodies import HEIGHT, WIDTH, person

from pierglass.vision import search
from pierglass.vision.errors import ModelMissingError, NoPersonError
from pierglass.vision.groups import group_index
from pierglass.vision.person import Person
from pierglass.vision.rectify import Rectified
from pierglass.vision.search import NOTES, look, stock_view
from pierglass.vision.search_colour import colour_vector
from pierglass.vision.search_model import SearchModel, file_hash
from pierglass.vision.stock import StockImage
from pierglass.vision.weights import weights_folder

RED = (200, 30, 30)


class Generator:
    """Makes everything grey."""

    def generate(self, rectified: Rectified) -> StockImage:
        grey = np.full_like(rectified.picture, 128)
        return StockImage(rectified, grey, grey)


def photo(colour: tuple[int, int, int] = RED) -> NDArray[np.uint8]:
    return np.full((HEIGHT, WIDTH, 3), colour, np.uint8)


def worn(rows: slice, columns: slice, group: str = "upper_garment") -> Person:
    """Return the wearer with more of *group* in the label map, of 60 by 60 cells."""
    wearer = person()
    probabilities = wearer.probabilities.copy()
    probabilities[:, rows, columns] = 0
    probabilities[group_index(group), rows, columns] = 1
    return replace(wearer, probabilities=probabilities)


# --- looking ---------------------------------------------------------------------


def test_the_garment_is_looked_for_by_its_photo_alone_without_a_generator() -> None:
    found = look(photo(), person=person())
    assert list(found.pictures()) == ["photo"]
    assert found.weights() == {"photo": 1.0}
    assert tuple(found.pictures()["photo"][60, 64]) == RED


def test_a_generated_picture_is_looked_for_beside_the_photo() -> None:
    found = look(photo(), person=person(), generator=Generator())  # type: ignore[arg-type]
    assert list(found.pictures()) == ["photo", "generated"]
    assert sum(found.weights().values()) == pytest.approx(1)
    assert (found.pictures()["generated"] == 128).all()


def test_colours_are_the_photos_and_not_the_generators() -> None:
    found = look(photo(), person=person(), generator=Generator())  # type: ignore[arg-type]
    red = np.full((4, 4, 3), RED, np.uint8)
    same = colour_vector(red, np.full((4, 4), 255, np.uint8))
    assert found.colour() @ same > 0.9


def test_a_kind_without_a_pose_is_not_generated() -> None:
    wearer = worn(slice(40, 56), slice(20, 40), "footwear")
    found = look(photo(), "shoe", person=wearer, generator=Generator())  # type: ignore[arg-type]
    assert found.stock is None


# --- notes -----------------------------------------------------------------------


def test_a_garment_that_is_seen_whole_from_the_front_has_no_notes() -> None:
    assert look(photo(), "top", person=person()).notes == ()


def test_a_garment_at_the_photos_edge_is_cut_off() -> None:
    assert (
        "cut_off"
        in look(photo(), "top", person=worn(slice(5, 60), slice(20, 40))).notes
    )


def test_a_garment_whose_points_are_hidden_is_not_aligned() -> None:
    hidden = person(unseen=("shoulder", "hip"))
    assert look(photo(), "top", person=hidden).notes == ("not_aligned",)


def test_every_note_names_a_cure() -> None:
    assert all(text.count(". ") >= 1 for text in NOTES.values())


def two(gap: int) -> Person:
    """Return two wearers, the second 12 cells wide and *gap* cells to the right."""
    left = 40 + gap
    return worn(slice(5, 56), slice(left, left + 12))


def test_another_person_beside_the_wearer_is_counted_and_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    crowd = two(3)
    monkeypatch.setattr(search, "estimate_person", lambda photo, **how: crowd)
    found = look(photo(), "top", person=crowd)
    assert "several_people" in found.notes
    other = slice(
        int(43 / 60 * HEIGHT) - 100, None
    )  # the window is wider than the photo
    assert found.rectified.garment[:, WIDTH // 2 + 100 :][:, other].max(initial=0) == 0


def test_two_faces_in_one_shape_are_two_people(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = worn(slice(5, 56), slice(20, 55))
    probabilities = crowd.probabilities.copy()
    for column in (24, 46):
        probabilities[:, 6:12, column : column + 5] = 0
        probabilities[group_index("face_skin"), 6:12, column : column + 5] = 1
    crowd = replace(crowd, probabilities=probabilities)
    monkeypatch.setattr(search, "estimate_person", lambda photo, **how: crowd)
    assert "several_people" in look(photo(), "top", person=crowd).notes


def test_one_face_behind_glasses_is_one_person() -> None:
    wearer = worn(slice(6, 12), slice(26, 34), "face_skin")
    probabilities = wearer.probabilities.copy()
    probabilities[:, 6:12, 29:31] = 0
    probabilities[group_index("eyewear"), 6:12, 29:31] = 1
    assert (
        look(photo(), "top", person=replace(wearer, probabilities=probabilities)).notes
        == ()
    )


@pytest.mark.skipif(
    not (weights_folder() / "person.onnx").is_file(),
    reason="the person network's weights are not in vision/…/weights/person.onnx",
)
def test_a_photo_of_nobody_is_typed() -> None:
    with pytest.raises(NoPersonError):
        look(photo((90, 120, 90)))


# --- an item's picture -----------------------------------------------------------


def test_an_items_picture_fills_the_frame_on_white() -> None:
    item = np.zeros((300, 200, 4), np.uint8)
    item[100:200, 50:100] = (*RED, 255)
    picture, cloth = stock_view(item)
    rows, columns = np.nonzero(cloth > 127)
    assert np.ptp(rows) + 1 == pytest.approx(0.92 * 128, abs=2)
    assert np.ptp(columns) + 1 == pytest.approx(0.46 * 128, abs=2)
    assert tuple(picture[64, 64]) == RED
    assert (picture[0] == 255).all()


def test_an_empty_picture_is_white() -> None:
    picture, cloth = stock_view(np.zeros((10, 10, 4), np.uint8))
    assert (picture == 255).all()
    assert not cloth.any()


# --- colours ---------------------------------------------------------------------


def painted(*colours: tuple[int, int, int]) -> NDArray[np.float32]:
    stripes = np.repeat(np.array([colours], np.uint8), 30, axis=0)
    return colour_vector(stripes, np.full(stripes.shape[:2], 255, np.uint8))


def test_the_same_colours_in_another_order_are_the_same() -> None:
    assert painted(RED, (0, 0, 90)) @ painted((0, 0, 90), RED) == pytest.approx(
        1, abs=1e-5
    )


def test_nearer_colours_are_more_alike() -> None:
    red = painted(RED)
    assert (
        red @ painted((180, 40, 45))
        > red @ painted((200, 120, 30))
        >= red @ painted((0, 0, 200))
    )


def test_what_is_not_cloth_has_no_colour() -> None:
    picture = np.zeros((8, 8, 3), np.uint8)
    picture[:, 4:] = RED
    cloth = np.zeros((8, 8), np.uint8)
    cloth[:, 4:] = 255
    assert colour_vector(picture, cloth) @ painted(RED) == pytest.approx(1, abs=1e-5)
    nothing = colour_vector(picture, np.zeros_like(cloth))
    assert np.linalg.norm(nothing) == pytest.approx(1, abs=1e-5)


# --- the network of one file -----------------------------------------------------


def test_a_file_is_known_by_what_is_in_it_now(tmp_path: Path) -> None:
    path = tmp_path / "embedding.onnx"
    path.write_bytes(b"one")
    before = file_hash(path)
    path.write_bytes(b"another")
    assert file_hash(path) != before


def test_a_network_that_no_place_has_is_missing_by_name(tmp_path: Path) -> None:
    (tmp_path / "other.onnx").write_bytes(b"one")
    with pytest.raises(ModelMissingError, match="pierglass train embedding"):
        SearchModel.of_hash("0" * 64, [tmp_path / "other.onnx", tmp_path / "none.onnx"])


def test_a_file_that_is_no_network_is_missing_too(tmp_path: Path) -> None:
    path = tmp_path / "embedding.onnx"
    path.write_bytes(b"no network")
    with pytest.raises(ModelMissingError):
        SearchModel.of_hash(file_hash(path), [path])
