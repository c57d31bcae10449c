import itertools
from pathlib import Path

import numpy as np
import pytest
import torch
from tests.vision.bodies import HEIGHT, STANDING, WIDTH, item, key_points

from pierglass.training.data.streetwear import StreetPhoto, Streetwear
from pierglass.training.occluder.dataset import KIND_SHARES, Composites, Seen
from pierglass.training.occluder.items import held_out, person_of, worn_item
from pierglass.training.occluder.recipe import drawn_items
from pierglass.training.person.dataset import PADDING, PersonCrops, Window, cut
from pierglass.training.settings import DataMissingError, data_folder
from pierglass.vision.groups import GROUPS, KEY_POINTS, group_index, point_index
from pierglass.vision.kinds import KINDS
from pierglass.vision.occlusion import CHANNELS

SIDE = 64
Sample = dict[str, torch.Tensor]


def photo(number: str = "0001") -> StreetPhoto:
    """Return a painted wearer: hair to the chest, a top, trousers, shoes."""
    groups = np.zeros((HEIGHT, WIDTH), np.uint8)
    for group, rows, columns in (
        ("upper_garment", (140, 320), (145, 256)),
        ("lower_garment", (300, 525), (150, 251)),
        ("footwear", (515, 565), (150, 251)),
        ("face_skin", (50, 140), (165, 236)),
        ("hair", (60, 220), (140, 175)),
        ("bag", (250, 330), (260, 330)),
    ):
        groups[slice(*rows), slice(*columns)] = group_index(group)
    rng = np.random.default_rng(int(number))
    colours = rng.integers(0, 255, (len(GROUPS), 3)).astype(np.uint8)
    points = np.column_stack([key_points(STANDING, ()), np.zeros(len(KEY_POINTS))])
    rgb = np.ascontiguousarray(colours[groups])
    return StreetPhoto(number, rgb, groups, None, points.astype(np.float32))


def composites(seed: int = 0, start: int = 0) -> Composites:
    photos = [photo("0001"), photo("0002")]
    seen = [Seen(one, [person_of(one)]) for one in photos]
    drawn = {kind: [item(kind)] for kind in ("top", "hat", "glasses", "shoe")}
    return Composites(seen, drawn, SIDE, seed, start)


def crops(seed: int = 0, start: int = 0) -> PersonCrops:
    empty = np.full((90, 70, 3), 60, np.uint8)
    return PersonCrops([photo()], [empty], SIDE, seed, start)


def some(samples: Composites | PersonCrops, count: int = 6) -> list[Sample]:
    return list(itertools.islice(samples, count))


def same(one: Sample, other: Sample) -> bool:
    return all(torch.equal(one[name], other[name]) for name in one)


@pytest.fixture(scope="module")
def drawn() -> list[Sample]:
    return some(composites(), 24)


@pytest.fixture(scope="module")
def street() -> Streetwear:
    try:
        return Streetwear(data_folder() / "streetwear")
    except DataMissingError as exc:
        pytest.skip(str(exc))


@pytest.mark.parametrize("samples", [composites, crops])
def test_seed_says_every_sample(samples: type) -> None:
    pairs = zip(some(samples(3)), some(samples(3)), strict=True)
    assert all(same(one, other) for one, other in pairs)


@pytest.mark.parametrize("samples", [composites, crops])
def test_another_seed_gives_other_samples(samples: type) -> None:
    pairs = zip(some(samples(3)), some(samples(4)), strict=True)
    assert not any(same(one, other) for one, other in pairs)


@pytest.mark.parametrize("samples", [composites, crops])
def test_start_skips_what_a_stopped_run_has_seen(samples: type) -> None:
    later = some(samples(3, start=4), 2)
    pairs = zip(some(samples(3), 6)[4:], later, strict=True)
    assert all(same(one, other) for one, other in pairs)


def test_composite_has_these_shapes(drawn: list[Sample]) -> None:
    found = {name: tuple(value.shape) for name, value in drawn[0].items()}
    assert found == {
        "planes": (CHANNELS, SIDE, SIDE),
        "kind": (),
        "truth": (SIDE, SIDE),
        "inside": (SIDE, SIDE),
    }


def test_truth_is_in_range(drawn: list[Sample]) -> None:
    truth = torch.stack([sample["truth"] for sample in drawn])
    assert truth.min() >= 0
    assert truth.max() <= 1 + 1e-5  # shrinking by area rounds


def test_truth_is_zero_beside_the_items_box(drawn: list[Sample]) -> None:
    # The outermost ring is the margin that the network sees around the overlay.
    assert all(not s["truth"][:, 0].any() for s in drawn)
    assert all(not s["inside"][:, 0].any() for s in drawn)


def test_something_is_hidden_and_something_shows(drawn: list[Sample]) -> None:
    inside = torch.stack([s["inside"] > 0.9 for s in drawn])
    truth = torch.stack([s["truth"] for s in drawn])
    assert (truth[inside] == 0).any()
    assert (truth[inside] == 1).any()


def test_kinds_are_drawn_by_number_and_sometimes_left_out() -> None:
    numbers = {int(sample["kind"]) for sample in some(composites(), 60)}
    assert 0 in numbers
    assert numbers <= set(range(len(KINDS) + 1))


def test_shares_are_of_known_kinds_and_sum_to_one() -> None:
    assert set(KIND_SHARES) <= set(KINDS)
    assert sum(KIND_SHARES.values()) == pytest.approx(1)


def test_drawn_photos_are_among_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pierglass.training.occluder.dataset._DRAWN_SHARE", 1.0)
    seeds: list[int] = []

    def drawn(seed: int) -> Seen:
        seeds.append(seed)
        return Seen(photo(), [person_of(photo())])

    stream = composites()
    stream.synthetic = drawn
    some(stream)
    assert len(set(seeds)) >= 6


def test_worn_top_is_cut_out_of_the_photo() -> None:
    worn = worn_item(photo(), "top")
    assert worn is not None
    # The top's own box, two pixels for one.
    assert worn.image.shape == (2 * 180, 2 * 111, 4)


def test_nothing_is_cut_out_that_is_not_worn() -> None:
    assert worn_item(photo(), "hat") is None


def test_held_out_items_are_not_trained_with() -> None:
    trained = [one for items in drawn_items(held=False).values() for one in items]
    assert trained
    assert not any(held_out(one) for one in trained)


def test_crop_has_these_shapes() -> None:
    found = {name: tuple(value.shape) for name, value in some(crops(), 1)[0].items()}
    assert found == {
        "rgb": (3, SIDE, SIDE),
        "groups": (SIDE, SIDE),
        "points": (len(KEY_POINTS), 4),
    }


def test_cut_brings_key_points_along() -> None:
    _, groups, points = cut(photo(), Window((200.0, 300.0), 600), 150)
    x, y = points[point_index("left_knee"), :2]
    # (230, 420) in a window from (-100, 0), at a quarter.
    assert (x, y) == pytest.approx((82.5, 105), abs=1)
    assert groups[round(float(y)), round(float(x))] == group_index("lower_garment")


def test_mirrored_cut_swaps_left_and_right() -> None:
    straight = cut(photo(), Window((200.0, 300.0), 600), 150)[2]
    mirror = cut(photo(), Window((200.0, 300.0), 600, mirror=True), 150)[2]
    left, right = point_index("left_hand"), point_index("right_hand")
    assert mirror[left, 0] == pytest.approx(149 - straight[right, 0])


def test_point_outside_of_the_window_is_not_visible() -> None:
    _, _, points = cut(photo(), Window((200.0, 100.0), 200), 64)
    assert points[point_index("nose"), 2] == 1
    assert points[point_index("left_toe"), 2] == 0


def test_cut_outside_of_the_photo_is_padding_and_background() -> None:
    picture, groups, _ = cut(photo(), Window((-500.0, -500.0), 100), 32)
    assert (picture == PADDING).all()
    assert not groups.any()


def test_missing_data_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataMissingError, match="PIERGLASS_DATA"):
        data_folder(tmp_path)


def test_street_photos_are_read_with_known_groups(street: Streetwear) -> None:
    number = next(n for n in street.numbers if street.has_labels(n))
    one = street.read(number)
    assert one.groups is not None
    assert one.groups.shape == one.rgb.shape[:2]
    assert one.groups.max() < len(GROUPS)


def test_street_photos_skin_is_split(street: Streetwear) -> None:
    labelled = [number for number in street.numbers if street.has_labels(number)]
    found = {group for n in labelled[:5] for group in np.unique(street.read(n).groups)}
    skin = {group_index(name) for name in ("face_skin", "arm_skin", "leg_skin")}
    assert skin <= found


def test_unlabelled_street_photo_has_no_groups(street: Streetwear) -> None:
    number = next(n for n in street.numbers if not street.has_labels(n))
    assert street.read(number).groups is None
