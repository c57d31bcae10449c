"""What is trained of the generators, and what training has kept."""

import json
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from pierglass.training.export import load_average
from pierglass.training.stock.networks import FirstGenerator, SecondGenerator

__all__ = [
    "BEST",
    "Plan",
    "load_first",
    "load_generators",
    "load_second",
    "run_folder",
    "steps_of",
]

BEST = "best.pt"
"""The averaged generator of the validation that scored best, in a stage's folder."""


@dataclass(frozen=True)
class Plan:
    """What to train and how."""

    stage: int
    side: int = 128
    steps: int | None = None
    batch: int = 8
    threads: int = 1
    seed: int = 0
    dropped: tuple[str, ...] = ()
    every: int = 250
    limit: int | None = None
    """Photos and garments at most; for a trial."""


def run_folder(runs: Path, plan: Plan) -> Path:
    """Return the folder of a plan; an ablation has one of its own."""
    tail = "".join(f"-no-{term}" for term in sorted(plan.dropped))
    return runs / "stock" / f"{plan.side}-stage{plan.stage}{tail}"


def load_first(runs: Path, plan: Plan) -> nn.Module:
    """Return the averaged first generator of *plan*, frozen.

    Raises:
        FileNotFoundError: If it was not trained.
    """
    return _trained(FirstGenerator(), runs, plan)


def load_second(runs: Path, plan: Plan) -> nn.Module:
    """Return the averaged second generator of *plan*, frozen.

    Raises:
        FileNotFoundError: If it was not trained.
    """
    return _trained(SecondGenerator(), runs, plan)


def load_generators(runs: Path, side: int) -> tuple[nn.Module, nn.Module]:
    """Return the averaged generators of both stages, frozen.

    Raises:
        FileNotFoundError: If one of them was not trained.
    """
    return (
        load_first(runs, Plan(1, side)),
        load_second(runs, Plan(2, side)),
    )


def steps_of(runs: Path, plan: Plan) -> int:
    """Return how many steps *plan* was trained."""
    rows = (run_folder(runs, plan) / "curve.jsonl").read_text("utf-8").splitlines()
    return int(json.loads(rows[-1])["step"])


def _trained(network: nn.Module, runs: Path, plan: Plan) -> nn.Module:
    path = run_folder(runs, plan) / BEST
    if not path.exists():
        raise FileNotFoundError(
            f"no checkpoint of stage {plan.stage} at {path}: run pierglass train stock "
            + f"--stage {plan.stage} --side {plan.side}{_without(plan)} first"
        )
    return load_average(network, path).requires_grad_(False)


def _without(plan: Plan) -> str:
    return " --without " + " ".join(plan.dropped) if plan.dropped else ""
