import json
from pathlib import Path
from typing import Any

import pytest

from pierglass.training import cards
from pierglass.vision.groups import GROUPS


def person_report() -> dict[str, Any]:
    names = ["mean_iou", "person_iou", "torso_pck@0.1", "torso_pck@0.05"]
    names += ["head_pck@0.05", "all_pck@0.1"]
    one: dict[str, Any] = dict.fromkeys(names, 0.5)
    one |= {f"{name}_95": [0.4, 0.6] for name in names}
    one["iou"] = dict.fromkeys(GROUPS, 0.25)
    return {
        "whole_body": one,
        "selfie_640x480": one,
        "baseline_mean_of_training": one,
    }


def occluder_report() -> dict[str, Any]:
    names = ["hidden_iou", "visible_iou", "boundary_f", "false_occlusion"]
    one: dict[str, Any] = {"samples": 12.0} | dict.fromkeys(names, 0.125)
    one |= {f"{name}_95": [0.1, 0.2] for name in names}
    methods = {
        method: {"top": one, "overall": one}
        for method in ("occluder", "label_map_rule", "static_map")
    }
    return {"cases": 24, "selfie_640x480": methods} | methods


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cards, "CARDS", tmp_path)
    monkeypatch.setattr(cards, "WEIGHTS", tmp_path)
    for name in ("person", "occluder"):
        marks = "<!-- figures -->\nold\n<!-- end of figures -->"
        (tmp_path / f"{name}.md").write_text(f"# Card\n\n{marks}\n\nAfter.\n")
        (tmp_path / f"{name}.json").write_text('{"version": "2", "metrics": {}}')
    return tmp_path


def test_figures_replace_the_old_ones_alone(folder: Path) -> None:
    cards.write_card("person", person_report())
    text = (folder / "person.md").read_text()
    assert text.startswith("# Card\n")
    assert text.endswith("After.\n")
    assert "old" not in text
    assert "| person against background, IoU | 0.500 [0.400, 0.600] |" in text


def test_writing_a_card_twice_changes_nothing(folder: Path) -> None:
    cards.write_card("occluder", occluder_report())
    once = (folder / "occluder.md").read_text()
    cards.write_card("occluder", occluder_report())
    assert (folder / "occluder.md").read_text() == once


def test_headline_is_kept_beside_the_weights(folder: Path) -> None:
    cards.write_card("occluder", occluder_report())
    facts = json.loads((folder / "occluder.json").read_text())
    assert facts["version"] == "2"
    assert facts["metrics"]["hidden_iou"] == 0.125


def test_rates_of_false_occlusion_are_percents() -> None:
    assert "**12.5 %** [10.00, 20.00]" in cards.occluder_tables(occluder_report())


def test_rows_have_as_many_cells_as_heads() -> None:
    rows = [
        line
        for line in cards.occluder_tables(occluder_report()).splitlines()
        if line.startswith("|")
    ]
    assert len({row.count("|") for row in rows}) == 1


def test_card_without_marks_is_refused(folder: Path) -> None:
    (folder / "person.md").write_text("# Card\n")
    with pytest.raises(ValueError, match="expected the marks"):
        cards.write_card("person", person_report())
