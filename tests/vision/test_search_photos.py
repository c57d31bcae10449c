"""What the person network that ships makes of photos that cannot be searched with."""

import numpy as np
import pytest
from numpy.typing import NDArray

from pierglass.vision.errors import NoGarmentError, NoPersonError
from pierglass.vision.search import look
from pierglass.vision.weights import weights_folder

data = pytest.importorskip("skimage.data", reason="pip install 'pierglass[dev]'")

pytestmark = pytest.mark.skipif(
    not (weights_folder() / "person.onnx").is_file(),
    reason="the person network's weights are not in vision/…/weights/person.onnx",
)


def horse() -> NDArray[np.uint8]:
    """Return a silhouette on white."""
    return np.repeat(255 * data.horse()[..., None].astype(np.uint8), 3, axis=2)


@pytest.mark.parametrize(
    "photo",
    [data.chelsea, horse, data.coffee, data.rocket],
    ids=["cat", "horse", "cup", "rocket"],
)
def test_an_animal_or_a_thing_is_nobody(photo: object) -> None:
    with pytest.raises(NoPersonError, match="send one that shows a person"):
        look(np.ascontiguousarray(photo()))  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["top", "jacket", "trousers"])
def test_a_cat_wears_nothing_of_any_kind(kind: str) -> None:
    with pytest.raises(NoPersonError):
        look(data.chelsea(), kind)


def test_somebody_who_wears_nothing_of_the_kind_is_told_what_is_there(
    portrait: NDArray[np.uint8],
) -> None:
    with pytest.raises(NoGarmentError, match="top"):
        look(portrait, "shoe")


def test_two_people_are_counted_and_one_is_looked_at(
    portrait: NDArray[np.uint8],
) -> None:
    both = np.concatenate([portrait, portrait[:, ::-1]], 1)
    found = look(both)
    assert "several_people" in found.notes
    columns = np.flatnonzero((found.rectified.garment > 0.5).any(0))
    assert np.ptp(columns) < 0.75 * portrait.shape[1]


def test_a_garment_at_the_edge_of_the_photo_is_cut_off(
    portrait: NDArray[np.uint8],
) -> None:
    found = look(np.ascontiguousarray(portrait[:220, 120:360]))
    assert "cut_off" in found.notes


def test_a_portrait_is_searched_with(portrait: NDArray[np.uint8]) -> None:
    found = look(portrait)
    assert found.rectified.kind in {"top", "jacket"}
    assert "several_people" not in found.notes
