import numpy as np

from pierglass.training.occluder.calibration import BINS
from pierglass.training.occluder.metrics import Counts
from pierglass.training.occluder.summary import Measured, against, by_kind, figures

RNG = np.random.default_rng(0)


def one(photo: int, kind: str = "top", *, found: float = 50.0) -> Measured:
    counts = Counts(found, 100, 800, 900, 10, 850, 8, 10, 8, 10, 1)
    table = np.zeros((BINS, 3))
    table[-1] = (100, 90, 80)
    row = np.concatenate([np.array(list(vars(counts).values())), table.ravel()])
    return Measured(f"{photo:04}", kind, row)


def some(found: float = 50.0) -> list[Measured]:
    return [one(i, found=found + 4 * (i % 5)) for i in range(20)]


def test_counts_are_summed_before_the_ratio() -> None:
    both = figures([one(1, found=20), one(2, found=40)], soft=True)
    assert both["hidden_iou"] == 0.3
    assert both["samples"] == 2
    assert both["calibration_error"] == 0.1


def test_interval_holds_the_figure() -> None:
    found = figures(some(), soft=False)
    low, high = found["hidden_iou_95"]  # type: ignore[misc]
    assert low < found["hidden_iou"] < high  # type: ignore[operator]


def test_cases_of_one_photo_are_drawn_together() -> None:
    """Copies on the same photos say nothing new: the interval stays as wide."""
    alone = figures(some(), soft=False)["hidden_iou_95"]
    thrice = figures(some() * 3, soft=False)["hidden_iou_95"]
    assert alone == thrice


def test_hard_maps_have_no_calibration() -> None:
    assert "calibration_error" not in figures(some(), soft=False)


def test_one_photo_has_no_interval() -> None:
    assert "hidden_iou_95" not in figures([one(1), one(1, "hat")], soft=False)


def test_every_kind_and_all_of_them() -> None:
    found = by_kind([one(1), one(2, "hat")], soft=True)
    assert list(found) == ["hat", "top", "overall"]


def test_better_on_every_photo_is_better() -> None:
    gaps = against(some(60), some(50))["top"]["hidden_iou"]
    assert gaps["verdict"] == "better"
    assert gaps["gap"] == 0.1


def test_same_counts_tie() -> None:
    assert against(some(), some())["overall"]["boundary_f"]["verdict"] == "tie"


def test_less_on_every_photo_is_worse() -> None:
    assert against(some(50), some(60))["top"]["hidden_iou"]["verdict"] == "worse"


def test_nothing_measured_is_against_nothing() -> None:
    assert against([], []) == {}
