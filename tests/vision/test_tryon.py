import numpy as np
import pytest
from tests.vision.bodies import HEIGHT, WIDTH, Occluder, item, person

from pierglass.vision.errors import CannotPlaceError, NoPersonError
from pierglass.vision.tryon import Stopwatch, dress, resize_map, tryon


def frame() -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), 150, np.uint8)


def test_whole_item_shows_where_nothing_hides_it(occluder: Occluder) -> None:
    result = dress(frame(), item("top"), person(), Stopwatch())
    assert result.hidden_share == pytest.approx(0, abs=0.01)


def test_hidden_item_leaves_the_frame(occluder: Occluder) -> None:
    occluder.shown = 0.0
    result = dress(frame(), item("shoe"), person(), Stopwatch())
    assert result.hidden_share == 1
    assert np.array_equal(result.frame, frame())


def test_photo_in_which_the_item_is_hidden_says_by_what(
    portrait: np.ndarray, occluder: Occluder
) -> None:
    occluder.shown = 0.0
    with pytest.raises(CannotPlaceError, match=r"hides all but 0% of it \(mostly "):
        tryon(portrait, item("glasses"))


def test_item_is_seen_in_the_picture(occluder: Occluder) -> None:
    result = dress(frame(), item("top"), person(), Stopwatch())
    changed = (result.frame != frame()).any(2)
    assert changed[result.overlay[..., 3] > 128].mean() > 0.9
    assert not changed[0, 0]


def test_placement_says_box_and_anchors(occluder: Occluder) -> None:
    placement = dress(frame(), item("glasses"), person(), Stopwatch()).placement
    assert set(placement) == {"box", "anchors"}


def test_map_of_a_photo_is_never_old(occluder: Occluder) -> None:
    assert dress(frame(), item("glasses"), person(), Stopwatch()).mask_age == 0


def test_tryon_finds_the_person_by_itself(
    portrait: np.ndarray, occluder: Occluder
) -> None:
    result = tryon(portrait, item("glasses"))
    x, y = result.person.at["left_eye"]
    assert result.placement["anchors"]["left_eye"] == pytest.approx([x, y], abs=0.1)


def test_tryon_without_a_person_is_an_error() -> None:
    with pytest.raises(NoPersonError):
        tryon(frame(), item("glasses"))


def test_map_stretched_to_its_own_size_is_itself() -> None:
    kept = np.ones((4, 6), np.float32)
    assert resize_map(kept, (10, 10, 16, 14)) is kept


def test_map_is_stretched_to_the_box() -> None:
    assert resize_map(np.ones((4, 6), np.float32), (0, 0, 9, 7)).shape == (7, 9)


def test_stopwatch_adds_up_a_stage_that_runs_twice() -> None:
    clock = Stopwatch()
    for _ in range(2):
        with clock.stage("one"):
            pass
    assert list(clock.stages_ms) == ["one"]
