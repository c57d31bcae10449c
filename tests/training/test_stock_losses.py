from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch
from tests.training.stock_made import batch, row, stage_of, trained

from pierglass.training.stock.losses import (
    STAGE_TERMS,
    augmented,
    coarse,
    penalty,
    without,
)
from pierglass.training.stock.networks import FirstGenerator
from pierglass.training.stock.stage import Stage


@pytest.mark.parametrize("term", STAGE_TERMS[1])
def test_each_term_of_the_first_stage_counts(term: str, tmp_path: Path) -> None:
    trained(stage_of(without(1, [])), tmp_path / "all", 2, warm=0)
    trained(stage_of(without(1, [term])), tmp_path / "less", 1, warm=0)
    assert abs(row(tmp_path / "all")[f"loss_{term}"]) > 0
    assert f"loss_{term}" not in row(tmp_path / "less")


@pytest.mark.parametrize("term", STAGE_TERMS[2])
def test_each_term_of_the_second_stage_counts(term: str, tmp_path: Path) -> None:
    trained(stage_of(without(2, []), 2), tmp_path / "all", 2, warm=0)
    trained(stage_of(without(2, [term]), 2), tmp_path / "less", 1, warm=0)
    assert abs(row(tmp_path / "all")[f"loss_{term}"]) > 0
    assert f"loss_{term}" not in row(tmp_path / "less")


@pytest.mark.parametrize(
    ("number", "rivals"), [(1, {"real", "association"}), (2, {"association"})]
)
def test_a_stage_has_the_discriminators_of_the_claim(
    number: int, rivals: set[str]
) -> None:
    assert set(stage_of(without(number, []), number).discriminators) == rivals


def test_the_embedding_term_asks_for_an_embedder() -> None:
    with pytest.raises(ValueError, match="run pierglass train embedding first"):
        Stage(FirstGenerator(width=4), lambda net, b: b["picture"], {"embedding": 1.0})


def test_the_embedding_term_reaches_the_generator(tmp_path: Path) -> None:
    stage = stage_of({"embedding": 1.0})
    before = [p.clone() for p in stage.generator.parameters()]
    trained(stage, tmp_path, 1, warm=1)
    after = stage.generator.parameters()
    assert any(not torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_an_unknown_term_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="has no term 'l1'; it has association, l2"):
        without(2, ["l1"])


def test_the_penalty_does_not_grow_with_the_number_of_patches() -> None:
    def of(side: int) -> float:
        real = torch.ones(1, 1, side, side, requires_grad=True)
        return float(penalty(real * 3, real).detach())

    # The slope of a mean of n patches is 3/n at each: squared and summed, 9/n.
    assert of(4) == pytest.approx(9 / 16)
    assert of(8) < of(4)


def test_a_print_off_its_place_costs_nothing_when_seen_coarsely() -> None:
    stripes = (torch.arange(32) % 2).float().expand(1, 3, 32, 32)
    known = torch.ones(1, 1, 32, 32)
    assert coarse(stripes, 1 - stripes, known) == 0
    assert coarse(stripes, 0 * stripes, known) == pytest.approx(0.5)


def test_one_state_augments_alike() -> None:
    noise = torch.Generator().manual_seed(0)
    picture = batch()["picture"]
    state = noise.get_state()
    one = augmented(picture, noise)
    noise.set_state(state)
    assert torch.equal(one, augmented(picture, noise))
    assert not torch.equal(one, augmented(picture, noise))
