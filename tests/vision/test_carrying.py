import numpy as np
import pytest

from pierglass.vision.carrying import UNKNOWN, Carrier, spread

HEIGHT, WIDTH = 240, 320
BOX = (100, 60, 180, 140)


def picture(shift: int = 0) -> np.ndarray:
    """Return soft blobs that everything in the picture moves with."""
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    xs = xs - shift
    waves = np.sin(xs / 9) * np.cos(ys / 11) + np.sin((xs + 2 * ys) / 17)
    grey = np.clip(128 + 50 * waves, 0, 255).astype(np.uint8)
    return np.dstack([grey] * 3)


def half() -> np.ndarray:
    """Return a map whose left half is hidden."""
    shown = np.ones((80, 80), np.float32)
    shown[:, :40] = 0.0
    return shown


def edge(shown: np.ndarray) -> float:
    """Return the column at which the middle row begins to show."""
    return float(np.argmax(shown[40] > 0.5))


def test_map_stays_where_the_picture_stays() -> None:
    carrier = Carrier()
    carrier.look(picture())
    carrier.look(picture())
    moved = carrier.carried(half(), BOX, BOX)
    assert edge(moved) == pytest.approx(40, abs=1)


def test_map_moves_with_the_picture() -> None:
    carrier = Carrier()
    carrier.look(picture())
    carrier.look(picture(shift=6))
    moved = carrier.carried(half(), BOX, BOX)
    assert edge(moved) == pytest.approx(46, abs=1.5)


def test_item_that_moves_alone_takes_nothing_along() -> None:
    carrier = Carrier()
    carrier.look(picture())
    carrier.look(picture())
    aside = tuple(np.add(BOX, (10, 0, 10, 0)))
    assert edge(carrier.carried(half(), BOX, aside)) == pytest.approx(30, abs=1)


def test_nothing_is_known_beside_the_last_map() -> None:
    carrier = Carrier()
    carrier.look(picture())
    carrier.look(picture())
    aside = tuple(np.add(BOX, (20, 0, 20, 0)))
    moved = carrier.carried(half(), BOX, aside)
    assert (moved[:, 62:] < 0).all()
    assert (moved[:, :58] >= 0).all()


def test_first_frame_has_nothing_to_carry() -> None:
    carrier = Carrier()
    carrier.look(picture())
    assert carrier.carried(half(), BOX, BOX) is None


def test_frame_of_another_size_begins_anew() -> None:
    carrier = Carrier()
    carrier.look(picture())
    carrier.look(picture()[: HEIGHT // 2])
    assert carrier.carried(half(), BOX, BOX) is None


def covered() -> np.ndarray:
    """Return the alpha of an item that fills the middle of its box."""
    alpha = np.zeros((80, 80), np.uint8)
    alpha[20:60, 20:60] = 255
    return alpha


def test_map_says_near_the_item_what_it_says_at_its_rim() -> None:
    known, (left, top, *_) = spread(half() * (covered() > 0), covered(), BOX)
    row = known[100 - top]
    assert row[BOX[0] + 16 - left] == pytest.approx(0.0)
    assert row[BOX[0] + 63 - left] == pytest.approx(1.0)


def test_map_says_nothing_far_from_the_item() -> None:
    known, _ = spread(half(), covered(), BOX)
    assert known[0, 0] == UNKNOWN


def test_map_on_the_item_is_kept_when_it_is_spread() -> None:
    known, (left, top, *_) = spread(half(), covered(), BOX)
    inside = known[BOX[1] - top :, BOX[0] - left :][:80, :80]
    item = covered() > 0
    assert np.array_equal(inside[item], half()[item])
