"""What the tests of placement share."""

import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, STANDING, WIDTH, item, person

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.placement import Placed, place

SHAPE = (HEIGHT, WIDTH)
EYE_GAP = 30
SHOULDERS = 100


def placed(kind: str, **changes: tuple[float, float]) -> Placed:
    return place(item(kind), person(STANDING | changes), SHAPE)


def reason(kind: str, wearer: object) -> str:
    with pytest.raises(CannotPlaceError) as caught:
        place(item(kind), wearer, SHAPE)
    assert caught.value.kind == kind
    return caught.value.reason


def two_coloured(axis: int) -> np.ndarray:
    """Return a picture that is red in its first half and blue in its second."""
    picture = np.full((240, 200, 4), (0, 0, 255, 255), np.uint8)
    first = [slice(None), slice(None)]
    first[axis] = slice(0, picture.shape[axis] // 2)
    picture[tuple(first)] = (255, 0, 0, 255)
    return picture
