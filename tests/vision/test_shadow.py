import numpy as np
import pytest

from pierglass.vision.shadow import SHADOWS, cast_shadow

BOX = (40, 30, 100, 80)


def floor() -> np.ndarray:
    return np.full((140, 140, 3), 180, np.uint8)


def patch() -> np.ndarray:
    return np.full((50, 60, 4), (90, 90, 90, 255), np.uint8)


def cast(kind: str, shown: float = 1.0) -> np.ndarray:
    out = floor()
    cast_shadow(out, patch(), np.full((50, 60), shown, np.float32), BOX, kind)
    return out


@pytest.mark.parametrize("kind", SHADOWS)
def test_what_lies_below_the_rim_is_darkened(kind: str) -> None:
    assert cast(kind)[82, 70, 0] < 165


@pytest.mark.parametrize("kind", SHADOWS)
def test_shadow_grows_weaker_away_from_the_rim(kind: str) -> None:
    column = cast(kind)[81:110, 70, 0].astype(int)
    assert (np.diff(column) >= -1).all()
    assert column[-1] == 180


@pytest.mark.parametrize("kind", SHADOWS)
def test_nothing_above_the_item_is_darkened(kind: str) -> None:
    assert (cast(kind)[:25] == 180).all()


def test_other_kinds_cast_none() -> None:
    assert np.array_equal(cast("glasses"), floor())


def test_what_is_hidden_casts_none() -> None:
    assert np.array_equal(cast("shoe", shown=0.0), floor())


@pytest.mark.parametrize("box", [(0, 90, 60, 140), (80, 90, 140, 140)])
def test_shadow_ends_with_the_frame(box: tuple[int, int, int, int]) -> None:
    out = floor()
    cast_shadow(out, patch(), np.ones((50, 60), np.float32), box, "shoe")
    assert out.shape == (140, 140, 3)
