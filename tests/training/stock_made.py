"""Batches and stages small enough to train in a test."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from pierglass.training.stock.networks import FirstGenerator, SecondGenerator
from pierglass.training.stock.stage import Stage, Verdict, train_stage

Batch = dict[str, torch.Tensor]


def batch() -> Batch:
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


def colours(picture: torch.Tensor) -> torch.Tensor:
    """Embed by mean colour alone."""
    return torch.nn.functional.normalize(picture.mean((2, 3)) + 0.1, dim=1)


def stage_of(terms: dict[str, float], number: int = 1) -> Stage:
    torch.manual_seed(0)
    if number == 1:
        return Stage(
            FirstGenerator(width=4),
            lambda net, b: net(b["picture"], b["cloth"], b["kind"]),
            terms,
            colours,
        )
    return Stage(
        SecondGenerator(width=4),
        lambda net, b: net(b["picture"], b["other"], b["cloth"], b["kind"]),
        terms,
        colours,
    )


def _alike(_: torch.nn.Module) -> dict[str, float]:
    return {"score": 0.0}


def trained(
    stage: Stage,
    folder: Path,
    steps: int,
    *,
    warm: int = 1,
    seed: int = 0,
    validate: Callable[[torch.nn.Module], dict[str, float]] = _alike,
) -> Verdict:
    def source(step: int) -> Iterator[Batch]:
        return iter([batch()] * (steps - step))

    return train_stage(
        stage,
        source,
        folder,
        steps=steps,
        warm=warm,
        every=1,
        validate=validate,
        sheet=lambda _, path: path.touch(),
        seed=seed,
    )


def row(folder: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(
        (folder / "curve.jsonl").read_text().splitlines()[-1]
    )
    return found
