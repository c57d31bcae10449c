from collections.abc import Callable
from types import MappingProxyType

import numpy as np
from tests.vision.bodies import person

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.calibrate import choose_leans
from pierglass.training.occluder.cases import Case
from pierglass.vision.placement import Placed

SIDE = 40


def case(kind: str = "hat") -> Case:
    """An item whose left third something hides."""
    hidden = np.zeros((SIDE, SIDE), bool)
    hidden[:, :13] = True
    placed = Placed(
        patch=np.full((SIDE, SIDE, 4), 255, np.uint8),
        box=(0, 0, SIDE, SIDE),
        targets=MappingProxyType({}),
        shape=(SIDE, SIDE),
        sleeves=np.zeros((SIDE, SIDE), np.float32),
        behind=np.zeros((SIDE, SIDE), np.float32),
    )
    photo = StreetPhoto(
        "1",
        np.zeros((SIDE, SIDE, 3), np.uint8),
        None,
        None,
        np.zeros((23, 4), np.float32),
    )
    return Case(photo, person(), kind, "hat-1", placed, hidden)


def on_top(_case: Case) -> np.ndarray:
    return np.ones((SIDE, SIDE), np.float32)


def as_is(_case: Case) -> Callable[[np.ndarray], np.ndarray]:
    return lambda shown: shown


def test_rule_that_is_right_is_followed() -> None:
    unsure = np.full((SIDE, SIDE), 0.6, np.float32)
    leans = choose_leans(
        [[case()]], lambda _: unsure, lambda c: ~c.hidden, on_top, as_is
    )
    assert leans["hat"][1] < -0.4


def test_rule_that_is_wrong_is_not_followed() -> None:
    def right(one: Case) -> np.ndarray:
        return np.where(one.hidden, 0.2, 0.8).astype(np.float32)

    leans = choose_leans([[case()]], right, lambda c: c.hidden, on_top, as_is)
    assert leans["hat"][0] < 1.4
    assert leans["hat"][1] > -1.4


def test_each_kind_has_its_own() -> None:
    unsure = np.full((SIDE, SIDE), 0.6, np.float32)
    cases = [case(), case("glasses")]
    leans = choose_leans([cases], lambda _: unsure, lambda c: ~c.hidden, on_top, as_is)
    assert list(leans) == ["glasses", "hat"]


def test_what_follows_the_lean_is_counted_in() -> None:
    def never(_case: Case) -> Callable[[np.ndarray], np.ndarray]:
        return np.ones_like

    unsure = np.full((SIDE, SIDE), 0.6, np.float32)
    leans = choose_leans(
        [[case()]], lambda _: unsure, lambda c: ~c.hidden, on_top, never
    )
    assert leans["hat"] == [0.0, -8.0]  # no pair is better than the first
