import itertools

import numpy as np
import pytest
from tests.vision.bodies import item

from pierglass.training.occluder.dataset import Composites, Seen
from pierglass.training.synthetic.sample import synthetic_photo
from pierglass.training.synthetic.seen import doubted_person, drawn_seen
from pierglass.vision.groups import GROUPS


@pytest.fixture(scope="module")
def seen() -> list[Seen]:
    return [drawn_seen(seed) for seed in range(8)]


def agreement(one: Seen) -> float:
    assert one.photo.groups is not None
    return float((one.people[0].label_map() == one.photo.groups).mean())


def test_seed_says_the_doubt() -> None:
    one, other = drawn_seen(4), drawn_seen(4)
    assert np.array_equal(one.photo.rgb, other.photo.rgb)
    assert np.array_equal(one.people[0].probabilities, other.people[0].probabilities)


def test_probabilities_sum_to_one(seen: list[Seen]) -> None:
    for one in seen:
        total = one.people[0].probabilities.sum(0)
        assert one.people[0].probabilities.shape[0] == len(GROUPS)
        assert total == pytest.approx(np.ones_like(total), abs=1e-4)


def test_label_map_is_mostly_right_and_never_all(seen: list[Seen]) -> None:
    shares = [agreement(one) for one in seen]
    assert min(shares) > 0.7
    assert max(shares) < 0.999


def test_person_without_groups_is_refused() -> None:
    photo = synthetic_photo(0)
    bare = type(photo)(photo.number, photo.rgb, None, None, photo.points)
    with pytest.raises(ValueError, match="found no groups"):
        doubted_person(bare, np.random.default_rng(0))


def test_occluder_trains_on_drawn_photos(seen: list[Seen]) -> None:
    drawn = {kind: [item(kind)] for kind in ("top", "hat", "glasses", "shoe")}
    samples = list(itertools.islice(Composites(seen, drawn, 64, 0, 0), 12))
    inside = np.stack([s["inside"].numpy() > 0.9 for s in samples])
    truth = np.stack([s["truth"].numpy() for s in samples])
    assert (truth[inside] < 0.1).any()
    assert (truth[inside] > 0.9).any()
