"""Pictures that are not quite of a person: a sensible picture or a typed error.

What is no file that is taken, or no size, is in `test_bad_input`.
"""

import contextlib
import dataclasses
import math

import numpy as np
import pytest
from tests.vision.bodies import Occluder, item, person
from tests.vision.odd_pictures import PICTURES

from pierglass.vision.errors import CannotPlaceError, InvalidItemError, NoPersonError
from pierglass.vision.kinds import KINDS
from pierglass.vision.placement import place
from pierglass.vision.stream import TryOn
from pierglass.vision.tryon import Stopwatch, dress, tryon
from pierglass.vision.wearer import Wearer, find_wearer

Seen = tuple[np.ndarray, Wearer | None]


@pytest.fixture(scope="module", params=PICTURES)
def seen(request: pytest.FixtureRequest, portrait: np.ndarray) -> Seen:
    """Return a picture, and who is seen in it."""
    picture = PICTURES[request.param](portrait)
    return picture, find_wearer(picture)


@pytest.mark.parametrize("kind", KINDS)
def test_item_is_on_or_there_is_a_reason(
    seen: Seen, occluder: Occluder, kind: str
) -> None:
    picture, wearer = seen
    if wearer is None:
        return  # nobody wears anything
    reason, result = "", None
    try:
        result = dress(picture, item(kind), wearer.person, Stopwatch())
    except CannotPlaceError as error:
        reason = str(error)
    if result is None:
        assert reason.startswith(f"cannot place the {kind}: ")
        return
    left, top, right, bottom = result.placed.box
    reach = 48  # of a shadow
    outside = np.ones(picture.shape[:2], bool)
    outside[max(0, top - reach) : bottom + reach, max(0, left - reach) :][
        :, : right + 2 * reach - left
    ] = False
    assert np.array_equal(result.frame[outside], picture[outside])


@pytest.mark.parametrize("name", PICTURES)
def test_stream_takes_the_picture(
    name: str, portrait: np.ndarray, occluder: Occluder
) -> None:
    stream = TryOn(item("top"))
    picture = PICTURES[name](portrait)
    for n in range(2):
        with contextlib.suppress(NoPersonError, CannotPlaceError):
            assert stream.step(picture, at_s=n / 30).frame.shape == picture.shape


def test_one_of_a_crowd_wears_the_item(
    portrait: np.ndarray, occluder: Occluder
) -> None:
    picture = PICTURES["crowd"](portrait)
    result = tryon(picture, item("glasses"))
    width = result.placed.box[2] - result.placed.box[0]
    assert width < picture.shape[1] / 5


def test_one_of_a_crowd_who_is_pointed_at_wears_it(
    portrait: np.ndarray, occluder: Occluder
) -> None:
    picture = PICTURES["crowd"](portrait)
    at = (180 * 5 + 80.0, 90.0)
    left, top, right, bottom = tryon(picture, item("glasses"), at=at).placed.box
    assert abs((left + right) / 2 - at[0]) < 90
    assert abs((top + bottom) / 2 - at[1]) < 120


@pytest.mark.parametrize("kind", ["glasses", "hat", "earring", "necklace", "top"])
def test_feet_alone_wear_nothing_of_the_head_or_trunk(
    portrait: np.ndarray, kind: str
) -> None:
    with pytest.raises((NoPersonError, CannotPlaceError)):
        tryon(PICTURES["feet"](portrait), item(kind))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_item_made_by_hand_with_a_broken_anchor_is_refused(
    kind: str, value: float
) -> None:
    plain = item(kind)
    name = min(plain.anchors)
    broken = dataclasses.replace(plain, anchors={**plain.anchors, name: (value, 1.0)})
    one = person()
    with pytest.raises(InvalidItemError, match=rf"anchors\.{name}: found .* expected"):
        place(broken, one, one.shape)


def test_item_of_few_pixels_made_by_hand_is_placed() -> None:
    tiny = dataclasses.replace(
        item("glasses"),
        image=np.full((4, 4, 4), 200, np.uint8),
        anchors={"right_eye": (1.0, 2.0), "left_eye": (3.0, 2.0)},
    )
    one = person()
    assert place(tiny, one, one.shape).patch[..., 3].max() > 100
