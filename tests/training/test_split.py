import json
from collections import Counter
from pathlib import Path

import cv2
import numpy as np
import pytest

from pierglass.training.data.split import (
    NEAR_BITS,
    clusters,
    difference_hash,
    load_split,
    make_split,
    side,
)


def picture(seed: int) -> np.ndarray:
    """Return a smooth random picture, grey."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (9, 9)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, (120, 160)), np.uint8)


def write(folder: Path, **pictures: np.ndarray) -> list[str]:
    for name, pixels in pictures.items():
        assert cv2.imwrite(str(folder / f"{name}.jpg"), pixels)
    return sorted(pictures)


def between(one: np.ndarray, other: np.ndarray, share: float) -> np.ndarray:
    """Return *one* with the lower *share* of its rows taken from *other*."""
    out = one.copy()
    cut = round(len(one) * (1 - share))
    out[cut:] = other[cut:]
    return out


def test_hash_has_256_bits() -> None:
    assert difference_hash(picture(0)).shape == (256,)


def test_hash_forgives_another_exposure() -> None:
    brighter = np.clip(picture(0) * 0.8 + 30, 0, 255).astype(np.uint8)
    assert (difference_hash(picture(0)) != difference_hash(brighter)).sum() < 12


def test_hash_tells_pictures_apart() -> None:
    assert (difference_hash(picture(0)) != difference_hash(picture(1))).sum() > 60


def test_look_alikes_share_a_cluster(tmp_path: Path) -> None:
    names = write(tmp_path, a=picture(0), b=picture(1), c=picture(0) // 2 + 40)
    assert clusters(names, tmp_path) == {"a": "a", "b": "b", "c": "a"}


def test_cluster_holds_look_alikes_of_look_alikes(tmp_path: Path) -> None:
    # Both ends look like the middle one, not like each other; the middle comes last.
    one, other = picture(0), picture(1)
    names = write(
        tmp_path,
        a=between(one, other, 0.35),
        b=between(one, other, 0.65),
        c=between(one, other, 0.5),
    )
    bits = [difference_hash(between(one, other, share)) for share in (0.35, 0.65)]
    assert (bits[0] != bits[1]).sum() > NEAR_BITS
    assert set(clusters(names, tmp_path).values()) == {"a"}


def test_near_duplicates_stay_on_one_side(tmp_path: Path) -> None:
    pictures = {}
    for number in range(30):
        pictures[f"{number:03}"] = picture(number)
        pictures[f"{number + 500:03}"] = picture(number) // 2 + 50
    names = write(tmp_path, **pictures)
    where = {n: s for s, held in make_split(names, tmp_path).items() for n in held}
    assert len(set(where.values())) > 1
    for number in range(30):
        assert where[f"{number:03}"] == where[f"{number + 500:03}"]


def test_every_photo_is_on_one_side(tmp_path: Path) -> None:
    names = write(tmp_path, **{f"{n:03}": picture(n) for n in range(20)})
    split = make_split(names, tmp_path)
    assert sorted(name for held in split.values() for name in held) == names


def test_new_photos_move_no_other(tmp_path: Path) -> None:
    names = write(tmp_path, **{f"{n:03}": picture(n) for n in range(20)})
    before = make_split(names, tmp_path)
    more = write(tmp_path, **{f"{n:03}": picture(n) for n in range(20, 30)})
    after = make_split(names + more, tmp_path)
    assert all(set(held) <= set(after[name]) for name, held in before.items())


def test_sides_have_their_shares() -> None:
    shares = Counter(side(f"{n:04}") for n in range(4000))
    assert shares["test"] / 4000 == pytest.approx(0.12, abs=0.02)
    assert shares["validation"] / 4000 == pytest.approx(0.08, abs=0.02)


def test_split_is_kept(tmp_path: Path) -> None:
    names = write(tmp_path, **{f"{n:03}": picture(n) for n in range(10)})
    path = tmp_path / "splits" / "photos.json"
    assert load_split(path, names, tmp_path) == json.loads(path.read_text())


def test_kept_split_is_not_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "photos.json"
    path.write_text('{"train": ["a"], "validation": [], "test": ["b"]}')
    assert load_split(path, ["a", "b", "c"], tmp_path)["test"] == ["b"]
