import pytest

from pierglass.training.bars import occluder_bars, person_bars


def figures(
    hidden: float, false: float = 0.01, samples: float = 50
) -> dict[str, float]:
    return {"hidden_iou": hidden, "false_occlusion": false, "samples": samples}


def gaps(hidden: float, visible: float, verdict: str = "tie") -> dict[str, object]:
    return {
        "hat": {
            "hidden_iou": {"gap": hidden, "verdict": verdict},
            "visible_iou": {"gap": visible, "verdict": "tie"},
        }
    }


def not_beaten(**against: dict[str, object]) -> object:
    return occluder_bars({"hat": figures(0.6)}, against)["hat"]["not_beaten"]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "reached"), [("top", False), ("hat", True)], ids=["tops", "others"]
)
def test_tops_have_a_higher_bar(kind: str, reached: bool) -> None:
    found = occluder_bars({kind: figures(0.5)}, {})[kind]["hidden_iou"]
    assert found == {"bar": 0.55 if kind == "top" else 0.45, "reached": reached}


def test_false_occlusion_has_a_bar_from_above() -> None:
    found = occluder_bars({"hat": figures(0.5, false=0.03)}, {})
    assert found["hat"]["false_occlusion"] == {"bar": 0.02, "reached": False}


def test_rare_kinds_and_the_whole_have_no_bar() -> None:
    ours = {"hat": figures(0.5, samples=14), "overall": figures(0.5)}
    assert occluder_bars(ours, {}) == {}


def test_one_side_is_not_enough() -> None:
    assert not_beaten(static_map=gaps(0.2, -0.01)) == ["static_map"]
    assert not_beaten(static_map=gaps(0.2, 0.01)) == []


def test_tie_is_enough_against_the_rule_alone() -> None:
    assert not_beaten(label_map_rule=gaps(-0.01, 0.0)) == []
    assert not_beaten(grabcut=gaps(-0.01, 0.0)) == ["grabcut"]
    lost = gaps(-0.1, 0.0, verdict="worse")
    assert not_beaten(label_map_rule=lost) == ["label_map_rule"]


def test_person_bars_say_what_is_reached() -> None:
    found = person_bars({"mean_iou": 0.66, "person_iou": 0.92})
    assert found["mean_iou"]["reached"] is True
    assert found["person_iou"] == {"bar": 0.93, "reached": False}
    assert "torso_pck@0.1" not in found
