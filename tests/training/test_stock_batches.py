import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.garments_made import shirt, store

from pierglass.training.stock.batches import ahead, batches, sample_of


def test_a_batch_is_the_same_in_every_run() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    later = batches(found, 0, 3, seed=0)
    next(later)
    one, two = next(later), next(batches(found, 1, 3, seed=0))
    assert all(torch.equal(value, two[name]) for name, value in one.items())


def test_batches_made_ahead_come_in_their_order() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    plain, early = batches(found, 0, 3, seed=0), ahead(batches(found, 0, 3, seed=0))
    for _ in range(3):
        assert torch.equal(next(early)["picture"], next(plain)["picture"])


def test_a_sample_that_does_not_vary_is_the_kept_pair() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    sample = sample_of(found, 0, np.random.default_rng(0), vary=False)
    assert (sample["picture"] == found.pair(0).picture).all()


def test_a_batch_holds_pictures_about_zero_and_masks_of_one_plane() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    one = next(batches(found, 0, 3, seed=0))
    assert one["picture"].shape == (3, 3, 32, 32)
    assert one["cloth"].shape == (3, 1, 32, 32)
    assert one["kind"].shape == (3,)
    assert one["reference"].min() >= -1
    assert one["reference"][0, :, 0, 0].tolist() == [1, 1, 1]


def test_the_other_garment_of_a_sample_is_another_one() -> None:
    found = store([shirt("a"), shirt("b", (20, 120, 60))])
    for index in range(len(found)):
        sample = sample_of(found, index, np.random.default_rng(0), vary=False)
        if sample["composed"]:
            assert (sample["other"] != sample["reference"]).any()
