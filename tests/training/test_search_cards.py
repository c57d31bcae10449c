import json
from pathlib import Path

import pytest

from pierglass.training import cards
from pierglass.training.search.cards import write_search_card


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cards, "CARDS", tmp_path)
    monkeypatch.setattr(cards, "WEIGHTS", tmp_path)
    marks = "before <!-- {0} --> old <!-- end of {0} --> after"
    (tmp_path / "embedding.md").write_text(marks.format("search"))
    (tmp_path / "stock.md").write_text(marks.format("stock"))
    return tmp_path


def recall(value: float) -> dict[str, object]:
    names = ("recall@1", "recall@5", "recall@20", "mrr")
    out: dict[str, object] = dict.fromkeys(names, value)
    return out | {f"{name}_95": [value - 0.1, value + 0.1] for name in names}


def search_report() -> dict[str, object]:
    named = ("colour_histogram", "raw_photo", "preprocessed", "g1")
    return {
        **{name: recall(0.5) for name in named},
        "g2": {"absent": "no weights"},
        "fusion": {"absent": "no weights"},
        "baselines": {"masked_crop": recall(0.25)},
        "cpu_ms_a_query": {"look": 75.0},
        "queries": 3,
        "listings": 9,
        "distractors": 6,
        "not_composed": 0,
        "fusion_share_of_generated": None,
    }


def stock_report(*, better: bool) -> dict[str, object]:
    distances = {"l2": 0.3, "l2_95": [0.2, 0.4]}
    shown = {"identity": recall(0.5)} | distances
    named = ("raw_photo", "masked_crop", "rectified_crop", "category_mean")
    return {
        **dict.fromkeys(named, shown),
        **dict.fromkeys(("nearest_training", "g1", "g2"), shown),
        "l1_only": {"absent": "not trained"},
        "queries": 3,
        "judge": "another seed",
        "beats_rectified_crop": {"g1": False, "g2": better},
        "training": {"128-stage1": {"step": 9, "score": 0.4, "accuracy_real": 0.7}},
    }


def test_search_figures_stand_with_their_intervals(folder: Path) -> None:
    write_search_card("search", search_report())
    text = (folder / "embedding.md").read_text()
    assert "| raw photo, embedded | 0.500 [0.40, 0.60] |" in text
    assert "old" not in text
    assert text.startswith("before")
    assert text.endswith("after")


def test_a_method_that_was_not_measured_is_a_dash(folder: Path) -> None:
    write_search_card("search", search_report())
    text = (folder / "embedding.md").read_text()
    assert "| second generated picture, embedded | – | – | – |" in text


@pytest.mark.parametrize("better", [True, False])
def test_a_generator_serves_search_where_it_beats_the_crop(
    folder: Path, better: bool
) -> None:
    write_search_card("stock", stock_report(better=better))
    kept = json.loads((folder / "stock_g2.json").read_text())
    assert kept["metrics"]["in_search"] is better


def test_how_the_discriminators_ended_is_told(folder: Path) -> None:
    write_search_card("stock", stock_report(better=False))
    row = "| 128-stage1 | 9 | 0.400 | real 0.70 |"
    assert row in (folder / "stock.md").read_text()
