import dataclasses
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.training.garments_made import pairs, photo, shirt

from pierglass.training.garments.compose import compose
from pierglass.training.garments.cutout import cut_out, fit_frame
from pierglass.training.garments.pairs import Pairs, recoloured
from pierglass.training.garments.store import PairStore, keep_pairs, read_pairs
from pierglass.vision.groups import group_index

RED = (220, 30, 30)


def laid_out(side: int = 300) -> np.ndarray:
    """Return a red square of cloth on a grey floor."""
    floor = np.random.default_rng(0).integers(150, 170, (side, side, 3))
    floor[80:220, 70:230] = RED
    return floor.astype(np.uint8)


def test_a_cut_out_is_the_garment_and_nothing_of_the_floor() -> None:
    rgba = cut_out(laid_out())
    assert rgba is not None
    solid = rgba[rgba[..., 3] > 200][:, :3]
    assert np.abs(solid.astype(int) - RED).max() < 12


def test_a_cut_out_is_as_large_as_the_garment() -> None:
    rgba = cut_out(laid_out())
    assert rgba is not None
    share = (rgba[..., 3] > 127).sum() / (200 / 300) ** 2
    assert share == pytest.approx(140 * 160, rel=0.08)


def test_a_photo_without_a_garment_gives_no_cut_out() -> None:
    floor = np.random.default_rng(0).integers(150, 170, (300, 300, 3)).astype(np.uint8)
    assert cut_out(floor) is None


def test_a_garment_that_leaves_the_photo_gives_no_cut_out() -> None:
    whole = laid_out()
    whole[:, 40:260] = RED
    assert cut_out(whole) is None


def trousers(*, inverted: bool = False) -> np.ndarray:
    """Return blue trousers on a beige floor, or that floor's gap alone in blue."""
    floor = np.random.default_rng(0).integers(0, 12, (300, 300, 3))
    floor += np.array([190, 170, 140])
    gap = np.array([(150, 110), (170, 262), (130, 262)], np.int32)
    shape = np.zeros((300, 300), np.uint8)
    if not inverted:
        cv2.rectangle(shape, (90, 40), (210, 262), 1, -1)
    cv2.fillConvexPoly(shape, gap, 1 if inverted else 0)
    floor[shape > 0] = (30, 50, 120)
    return floor.astype(np.uint8)


def test_the_floor_between_the_legs_is_left_out() -> None:
    rgba = cut_out(trousers(), "trousers")
    assert rgba is not None
    height, width = rgba.shape[:2]
    assert rgba[round(0.9 * height), width // 2, 3] < 30
    assert rgba[round(0.9 * height), width // 6, 3] > 200


def test_a_gap_is_not_taken_for_trousers() -> None:
    assert cut_out(trousers(inverted=True), "trousers") is None


def test_a_stock_picture_is_centred_on_white() -> None:
    framed, matrix = fit_frame(shirt().rgba, 64)
    assert framed.shape == (64, 64, 4)
    assert tuple(framed[0, 0]) == (255, 255, 255, 0)
    assert tuple(framed[32, 32]) == (*RED, 255)
    middle = matrix @ (45, 60, 1)
    assert np.allclose(middle, 32, atol=0.5)


def test_a_composed_photo_shows_the_garment_in_the_trunk() -> None:
    street = compose(photo(), shirt().item, np.random.default_rng(0))
    assert street is not None
    assert street.mask[110, 90] > 0.9
    red, green, _ = street.rgb[110, 90].astype(int)
    assert red > 2 * green


def test_what_lies_before_the_body_stays_before_the_garment() -> None:
    before = photo()
    street = compose(before, shirt().item, np.random.default_rng(0))
    assert street is not None
    assert before.groups is not None
    bag = cv2.erode(
        (before.groups == group_index("bag")).astype(np.uint8), np.ones((5, 5))
    )
    assert street.mask[bag > 0].max() < 0.1
    assert (street.rgb[bag > 0] == before.rgb[bag > 0]).all()


def test_a_print_of_the_old_cloth_is_not_taken_for_shade() -> None:
    striped = photo()
    striped.rgb[80:160:2, 62:138] = 255
    striped.rgb[81:160:2, 62:138] = 0
    striped.rgb[80:120, 62:138] = 240
    street = compose(
        striped, shirt(colour=(128, 128, 128)).item, np.random.default_rng(0)
    )
    assert street is not None
    sure = (street.mask > 0.99)[90:150, 70:98]
    values = street.rgb[90:150, 70:98][sure].mean(1)
    assert values.std() / values.mean() < 0.25


def test_a_garment_that_is_all_but_hidden_is_not_composed() -> None:
    coated = photo()
    assert coated.groups is not None
    coated.groups[150:270, 60:140] = group_index("outer_garment")
    trousers = shirt(kind="trousers").item
    assert compose(photo(), trousers, np.random.default_rng(0)) is not None
    assert compose(coated, trousers, np.random.default_rng(0)) is None


def test_a_photo_without_a_label_map_is_not_composed() -> None:
    bare = dataclasses.replace(photo(), groups=None)
    assert compose(bare, shirt().item, np.random.default_rng(0)) is None


def test_a_pair_is_said_by_its_index() -> None:
    source = pairs([shirt()])
    one, two, other = source.at(3), source.at(3), source.at(4)
    assert (one.picture == two.picture).all()
    assert (one.picture != other.picture).any()


def test_the_reference_of_a_composed_pair_is_its_stock_picture() -> None:
    garment = shirt()
    pair = pairs([garment]).at(0)
    assert (pair.reference == garment.stock(128)[..., :3]).all()
    assert pair.known.min() == 0.5
    assert pair.known.max() == 1.0


def test_the_garments_come_round_in_turn() -> None:
    source = pairs([shirt("a"), shirt("b", (20, 200, 40))])
    assert [source.at(i).garment for i in range(4)] == [0, 1, 0, 1]


def test_only_what_is_seen_of_a_worn_garment_counts() -> None:
    source = Pairs([photo()], [shirt()], worn=1.0, served=0.0)
    pair = next(one for i in range(20) if (one := source.at(i)).garment == -1)
    assert set(np.unique(pair.known)) == {0.0, 1.0}
    assert (pair.reference[pair.known == 1] < 240).any()


def test_a_recoloured_picture_stays_white_outside() -> None:
    stock = shirt().stock(64)
    inside = stock[..., 3] > 127
    dyed = recoloured(
        np.ascontiguousarray(stock[..., :3]), inside, np.random.default_rng(0)
    )
    gap = np.abs(dyed.astype(int) - stock[..., :3]).sum(2)
    assert gap[~inside].max() <= 6
    assert gap[inside].mean() > 30


def test_kept_pairs_are_read_as_they_were_made(tmp_path: Path, shards: None) -> None:
    garments = [shirt("a"), shirt("b", (20, 200, 40))]
    source = pairs(garments, worn=0.4)
    keep_pairs(source, tmp_path, 8)
    found = PairStore(read_pairs(tmp_path), garments)
    assert len(found) == 8
    for index in range(8):
        made, kept = source.at(index), found.pair(index)
        assert (made.kind, made.garment, made.photo) == (
            kept.kind,
            kept.garment,
            kept.photo,
        )
        assert (made.cloth == kept.cloth).all()
        gap = np.abs(made.picture.astype(int) - kept.picture)
        assert gap.mean() < 2


def test_files_of_pairs_that_are_there_stay(tmp_path: Path, shards: None) -> None:
    source = pairs([shirt()])
    keep_pairs(source, tmp_path, 4)
    before = (tmp_path / "0000.npz").stat().st_mtime_ns
    keep_pairs(source, tmp_path, 8)
    assert (tmp_path / "0000.npz").stat().st_mtime_ns == before
    assert (tmp_path / "0001.npz").exists()


def test_pairs_of_other_garments_are_not_mixed_in(tmp_path: Path, shards: None) -> None:
    keep_pairs(pairs([shirt("a")]), tmp_path, 4)
    with pytest.raises(ValueError, match="holds pairs of other photos, garments"):
        keep_pairs(pairs([shirt("b")]), tmp_path, 4)


def test_no_pairs_say_how_to_make_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="pierglass train pairs"):
        read_pairs(tmp_path)


@pytest.fixture
def shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pierglass.training.garments.store.SHARD", 4)
