from pathlib import Path

import pytest

pytest.importorskip("torch", reason="torch is not installed")

import torch

from pierglass.training.stock.losses import without
from pierglass.training.stock.networks import FirstGenerator, SecondGenerator
from pierglass.training.stock.stage import Stage, train_stage


def batch() -> dict[str, torch.Tensor]:
    noise = torch.Generator().manual_seed(0)

    def picture() -> torch.Tensor:
        return torch.rand((2, 3, 32, 32), generator=noise) * 2 - 1

    return {
        "picture": picture(),
        "reference": picture(),
        "other": picture(),
        "recoloured": picture(),
        "cloth": torch.ones(2, 1, 32, 32),
        "known": torch.ones(2, 1, 32, 32),
        "kind": torch.tensor([0, 3]),
        "composed": torch.tensor([True, False]),
    }


def run(folder: Path, steps: int) -> tuple[Stage, int]:
    torch.manual_seed(0)
    stage = Stage(
        FirstGenerator(width=4),
        lambda net, b: net(b["picture"], b["cloth"], b["kind"]),
        without(1, []),
    )
    verdict = train_stage(
        stage,
        lambda _: iter([batch()] * steps),
        folder,
        steps=steps,
        warm=1,
        every=1,
        validate=lambda _: {"score": 0.0},
        sheet=lambda _, path: path.touch(),
    )
    return stage, verdict.step


def test_a_stopped_stage_goes_on_where_it_was(tmp_path: Path) -> None:
    run(tmp_path, 2)
    stage, step = run(tmp_path, 3)
    assert step == 3
    assert set(stage.discriminators) == {"real", "association"}


def test_a_checkpoint_of_other_terms_is_refused(tmp_path: Path) -> None:
    run(tmp_path, 1)
    stage = Stage(FirstGenerator(width=4), lambda net, b: b["picture"], {"l1": 1.0})
    with pytest.raises(ValueError, match="was trained with the terms"):
        train_stage(
            stage,
            lambda _: iter([]),
            tmp_path,
            steps=2,
            warm=0,
            every=1,
            validate=lambda _: {"score": 0.0},
            sheet=lambda _, path: None,
        )


def test_a_stage_stops_when_its_measure_no_longer_rises(tmp_path: Path) -> None:
    assert run(tmp_path, 20)[1] < 20


def test_the_second_generator_begins_with_the_first_picture() -> None:
    b = batch()
    made = SecondGenerator(width=4)(b["picture"], b["other"], b["cloth"], b["kind"])
    assert torch.allclose(made, b["other"])


def test_an_unknown_term_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="has no term 'l1'; it has association, l2"):
        without(2, ["l1"])
