from dataclasses import replace

import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, WIDTH, person

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.rectify import Rectified, rectify
from pierglass.vision.rectify_pose import POSES
from pierglass.vision.stock import StockGenerator


class Recorder:
    """A stand-in for a generator: one grey, and what it was given."""

    def __init__(self, grey: int) -> None:
        self.grey = grey
        self.given: dict[str, np.ndarray] = {}

    def __call__(self, **inputs: np.ndarray) -> list[np.ndarray]:
        self.given = inputs
        return [np.full((1, 128, 128, 3), self.grey, np.uint8)]


@pytest.fixture
def found() -> Rectified:
    photo = np.full((HEIGHT, WIDTH, 3), (200, 30, 30), np.uint8)
    return rectify(photo, "top", person=person())


def test_the_second_generator_sees_photo_and_first_picture(found: Rectified) -> None:
    first, second = Recorder(50), Recorder(90)
    StockGenerator(first, second).generate(found)
    assert (second.given["picture"][0] == found.picture).all()
    assert (second.given["first"] == 50).all()


def test_both_pictures_are_given_back(found: Rectified) -> None:
    made = StockGenerator(Recorder(50), Recorder(90)).generate(found)
    assert (made.first == 50).all()
    assert (made.picture == 90).all()
    assert made.rectified is found


def test_generators_are_told_the_kind_by_its_number(found: Rectified) -> None:
    first = Recorder(50)
    trousers = replace(found, kind="trousers")
    StockGenerator(first, Recorder(90)).generate(trousers)
    assert first.given["kind"].tolist() == [tuple(POSES).index("trousers")]


def test_a_kind_that_no_generator_knows_is_an_error_with_those_known(
    found: Rectified,
) -> None:
    with pytest.raises(CannotPlaceError, match="top, jacket, dress, trousers"):
        StockGenerator(Recorder(50), Recorder(90)).generate(replace(found, kind="shoe"))
