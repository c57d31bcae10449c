import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pierglass.training import cards
from pierglass.vision.groups import GROUPS


def buckets(one: dict[str, Any]) -> dict[str, Any]:
    rows = {name: one | {"photos": 12} for name in ("light", "dark")}
    return {"skin_tone": {"buckets": rows, "worst": {"bucket": "dark"}}}


def person_report() -> dict[str, Any]:
    names = ["mean_iou", "person_iou", "torso_pck@0.1", "torso_pck@0.05"]
    names += ["head_pck@0.05", "all_pck@0.1"]
    one: dict[str, Any] = dict.fromkeys(names, 0.5)
    one |= {f"{name}_95": [0.4, 0.6] for name in names}
    one["iou"] = dict.fromkeys(GROUPS, 0.25)
    return {
        "whole_body": one,
        "webcam": one,
        "baseline_mean_of_training": one,
        "buckets": buckets(one),
    }


def occluder_report() -> dict[str, Any]:
    names = ["hidden_iou", "visible_iou", "boundary_f", "false_occlusion"]
    one: dict[str, Any] = {"samples": 12.0} | dict.fromkeys(names, 0.125)
    one |= {f"{name}_95": [0.1, 0.2] for name in names}
    soft = one | {"calibration_error": 0.0625}
    by_kind = {
        "static_map": {"top": soft, "overall": soft},
        "pose_mean_map": {"top": soft, "overall": soft},
        "occluder_without_hints": {"top": soft, "overall": soft},
        "item_on_top": {"top": one, "overall": one},
        "label_map_rule": {"top": one, "overall": one},
        "grabcut": {"top": one, "overall": one},
    }
    verdicts = {
        "label_map_rule": {"top": {"hidden_iou": {"verdict": "tie"}}},
        "grabcut": {"top": {"hidden_iou": {"verdict": "worse"}}},
    }
    measured = {
        "cases": 24,
        "occluder": {"top": soft, "overall": soft},
        "baselines": by_kind,
        "against_baselines": {name: {} for name in by_kind} | verdicts,
        "bars": {
            "top": {
                "hidden_iou": {"bar": 0.55, "reached": False},
                "false_occlusion": {"bar": 0.02, "reached": True},
                "not_beaten": ["grabcut"],
            }
        },
    }
    cap = one | {"label_map_alone": 0.75, "key_points_alone": 0.875}
    error = {"limbs": 0.03, "head": 0.1, "forearms": 40, "eyewear": 30}
    return measured | {
        "webcam": measured,
        "buckets": buckets(one),
        "noise_cap": {"top": cap, "overall": cap},
        "teacher_error": error,
    }


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
    assert "| person against background, IoU | 0.500 [0.40, 0.60] |" in text


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
    assert "**12.5 %** [10.0, 20.0]" in cards.occluder_tables(occluder_report())


@pytest.mark.parametrize(
    ("tables", "report"),
    [
        (cards.occluder_tables, occluder_report()),
        (cards.person_tables, person_report()),
    ],
)
def test_rows_have_as_many_cells_as_heads(
    tables: Callable[[dict[str, Any]], str], report: dict[str, Any]
) -> None:
    blocks = [block for block in tables(report).split("\n\n") if block[0] == "|"]
    assert blocks
    for block in blocks:
        assert len({row.count("|") for row in block.splitlines()}) == 1


def table_under(heading: str) -> str:
    text = cards.occluder_tables(occluder_report())
    return text.split(heading, 1)[1].split("###", 1)[0]


def test_every_measure_has_a_table_of_its_own() -> None:
    for heading in ("### Hidden IoU", "### Visible IoU", "### Boundary F at 2 px"):
        assert "GrabCut" in table_under(heading)


def test_methods_without_probabilities_have_no_calibration_column() -> None:
    found = table_under("### Calibration error")
    assert "mean by pose" in found
    assert "GrabCut" not in found


def test_ties_and_defeats_are_marked() -> None:
    (row,) = [
        row for row in table_under("### Hidden IoU").splitlines() if "top |" in row[:7]
    ]
    assert row.split(" | ")[6:8] == ["0.125 =", "0.125 !"]


def test_bars_say_what_is_not_reached() -> None:
    found = table_under("### Bars")
    assert "| top | 0.55: no | 0.02: yes | GrabCut |" in found


def test_worst_bucket_is_bold() -> None:
    assert "| skin tone | **dark** | 12 |" in table_under("### By bucket")


def test_cap_stands_beside_the_figure() -> None:
    found = table_under("### Cap by the truth's own noise")
    assert "| top | 0.125 [0.10, 0.20] | 0.750 | 0.875 |" in found
    assert "40 bare forearms" in found


def test_card_without_marks_is_refused(folder: Path) -> None:
    (folder / "person.md").write_text("# Card\n")
    with pytest.raises(ValueError, match="expected the marks"):
        cards.write_card("person", person_report())
