"""The occluder's evaluation, on painted wearers and a stand-in for the network."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from tests.training.wearers import photo, sees_all
from tests.vision.bodies import Occluder, item

from pierglass.training.occluder.cases import Case, make_cases
from pierglass.training.occluder.evaluate import occluder_report
from pierglass.training.occluder.methods import baselines
from pierglass.training.occluder.pose_mean import pose_means
from pierglass.vision import occlusion

KINDS = ("top", "glasses", "shoe")
BASELINES = {
    "item_on_top",
    "static_map",
    "pose_mean_map",
    "label_map_rule",
    "grabcut",
    "occluder_without_hints",
}
Report = dict[str, dict[str, dict[str, dict[str, object]]]]


def cases() -> list[Case]:
    photos = [photo("0001"), photo("0002")]
    seen = [(one, sees_all(one)) for one in photos]
    return make_cases(seen, {kind: [item(kind)] for kind in KINDS})


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occlusion, "load_model", lambda _name: Occluder(0.75))
        yield occluder_report(cases(), cases()[:3], [photo("0003"), photo("0004")])  # type: ignore[misc]


def test_every_baseline_is_measured_on_every_kind(report: Report) -> None:
    assert set(report["baselines"]) == BASELINES
    for figures in report["baselines"].values():
        assert set(figures) == {*KINDS, "overall"}


def test_probabilities_alone_have_a_calibration_error(report: Report) -> None:
    with_error = {
        name
        for name, figures in report["baselines"].items()
        if "calibration_error" in figures["overall"]
    }
    assert with_error == {"static_map", "pose_mean_map", "occluder_without_hints"}
    assert "calibration_error" in report["occluder"]["overall"]


def test_webcam_scale_has_figures_of_its_own(report: Report) -> None:
    assert report["webcam"]["cases"] == 3
    assert set(report["webcam"]["baselines"]) == BASELINES


def test_perfect_label_map_makes_a_perfect_rule(report: Report) -> None:
    assert report["baselines"]["label_map_rule"]["top"]["hidden_iou"] > 0.98


def test_network_that_shows_all_is_worse_than_the_rule(report: Report) -> None:
    gap = report["against_baselines"]["label_map_rule"]["top"]["hidden_iou"]
    assert isinstance(gap, dict)
    assert gap["verdict"] == "worse"


def test_network_that_shows_all_ties_with_the_item_on_top(report: Report) -> None:
    gap = report["against_baselines"]["item_on_top"]["top"]["visible_iou"]
    assert isinstance(gap, dict)
    assert gap["verdict"] == "tie"


def test_buckets_and_cap_are_reported(report: Report) -> None:
    assert set(report["buckets"]) == {
        "skin_tone",
        "garment_darkness",
        "pose",
        "picture_quality",
    }
    assert set(report["noise_cap"]) == {*KINDS, "overall"}


def test_mean_by_pose_learns_where_hair_lies() -> None:
    means = pose_means([photo("0003")], {"top": [item("top")]})
    (case,) = [one for one in cases() if one.kind == "top"][:1]
    shown = means["top"].over(case.person, case.placed.box)
    right = (shown < 0.5) == case.hidden
    assert right[case.inside].mean() > 0.95


def test_mean_by_pose_follows_the_wearer() -> None:
    means = pose_means([photo("0003")], {"top": [item("top")]})
    (case,) = [one for one in cases() if one.kind == "top"][:1]
    left, top, right, bottom = case.placed.box
    points = case.person.points + np.float32([20, 10, 0])
    moved = dataclasses.replace(case.person, points=points)
    here = means["top"].over(case.person, (left, top, right, bottom))
    there = means["top"].over(moved, (left + 20, top + 10, right + 20, bottom + 10))
    assert np.allclose(here, there, atol=1e-3)


def test_place_that_no_photo_knows_shows_the_item() -> None:
    means = pose_means([], {"top": [item("top")]})
    assert np.all(means["top"].over(sees_all(photo()), (0, 0, 30, 40)) == 1)


def test_grabcut_finds_hair_of_one_colour() -> None:
    (case,) = [one for one in cases() if one.kind == "top"][:1]
    method = baselines({})["grabcut"]
    shown = method.shown(case)
    hair = case.hidden & case.inside
    assert (shown[hair] < 0.5).mean() > 0.6
    assert (shown[case.inside & ~case.hidden] < 0.5).mean() < 0.2
