"""The person network's evaluation, on painted wearers and a stand-in for it."""

import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
from tests.training.wearers import photo, sees_all

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.person import evaluate
from pierglass.vision.groups import point_index
from pierglass.vision.person import Person

Report = dict[str, dict[str, dict[str, object]]]


def waving(number: str) -> StreetPhoto:
    one = photo(number)
    points = one.points.copy()
    points[point_index("left_wrist"), :2] = (300, 40)
    return dataclasses.replace(one, points=points)


PHOTOS = [photo("0001"), photo("0002"), waving("0003")]


def finds(rgb: np.ndarray) -> Person:
    """Return a perfect answer, but an empty label map for the one who waves."""
    (one,) = [one for one in PHOTOS if np.array_equal(one.rgb, rgb)]
    person = sees_all(one)
    if one is PHOTOS[2]:
        empty = np.zeros_like(person.probabilities)
        empty[0] = 1
        return dataclasses.replace(person, probabilities=empty)
    return person


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evaluate, "find_person", finds)
        yield evaluate.person_report(PHOTOS, [photo("0004")])  # type: ignore[misc]


def test_worst_bucket_is_where_the_network_fails(report: Report) -> None:
    worst = report["buckets"]["pose"]["worst"]
    assert isinstance(worst, dict)
    assert worst["bucket"] == "arms raised"
    assert worst["photos"] == 1
    assert worst["mean_iou"] < 0.2


def test_bucket_of_perfect_answers_is_perfect(report: Report) -> None:
    buckets = report["buckets"]["pose"]["buckets"]
    assert isinstance(buckets, dict)
    assert buckets["arms down"]["person_iou"] == pytest.approx(1, abs=0.01)


def test_photos_without_a_selfie_leave_the_column_empty(report: Report) -> None:
    assert report["webcam"] == {"photos": 0, "nobody_found": 0}


def test_whole_bodies_are_counted(report: Report) -> None:
    assert report["whole_body"]["photos"] == 3
