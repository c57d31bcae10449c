"""`pierglass train stock`: both stages, resumable, with curves and sheets."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn

from pierglass.training.embedding.kept import (
    GUIDE,
    SERVED,
    Which,
    embed_at_full_size,
    load_embedder,
)
from pierglass.training.garments.sources import load_store
from pierglass.training.garments.store import PairStore
from pierglass.training.stock.batches import ahead, batches, sample_of, together
from pierglass.training.stock.guide import GUIDED
from pierglass.training.stock.kept import Plan, load_first, run_folder
from pierglass.training.stock.losses import without
from pierglass.training.stock.networks import FirstGenerator, Generator, SecondGenerator
from pierglass.training.stock.stage import Stage, Verdict, train_stage

__all__ = ["STEPS", "as_one", "train_stock"]

_HELD = 192

_GUIDES = {1: (GUIDE,), 2: (SERVED, GUIDE)}
"""By stage, what the terms of an embedder are measured with. One alone is pleased by
what no other sees; the small one sees less than the second stage has to keep."""

STEPS = {1: 4000, 2: 2000}


def train_stock(data: Path, runs: Path, plan: Plan) -> Verdict:
    """Train one stage; stage 2 rests on the averaged weights of stage 1.

    Raises:
        FileNotFoundError: If pairs, the embedder or the first stage are not there yet.
        ValueError: If the stage has no term of a name that is to be dropped.
    """
    cv2.setNumThreads(1)
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    stage = _stage(runs, plan, device)
    embed = _embed(runs, SERVED, device)
    store = load_store(data, runs, "train", plan.side, plan.limit)
    held = _held(load_store(data, runs, "validation", plan.side, plan.limit), plan)
    steps = plan.steps or STEPS[plan.stage]
    return train_stage(
        stage,
        lambda step: ahead(batches(store, step, plan.batch, plan.seed)),
        run_folder(runs, plan),
        steps=steps,
        warm=min(2000, steps // 6) if stage.discriminators else 0,
        every=plan.every,
        validate=lambda net: _figures(stage.make, net, held, embed),
        sheet=lambda net, path: _sheet(stage.make, net, held[0], path),
        seed=plan.seed,
    )


def _stage(runs: Path, plan: Plan, device: torch.device) -> Stage:
    terms = without(plan.stage, list(plan.dropped))
    network: Generator = FirstGenerator()
    make: Callable[[nn.Module, dict[str, Tensor]], Tensor] = _first
    if plan.stage == 2:
        network = SecondGenerator()
        make = _second(load_first(runs, Plan(1, plan.side)).to(device))
    embed = None
    if not terms.keys().isdisjoint(GUIDED):
        embed = as_one([_embed(runs, w, device) for w in _GUIDES[plan.stage]])
    return Stage(network, make, terms, embed)


def _embed(
    runs: Path, which: Which, device: torch.device
) -> Callable[[Tensor], Tensor]:
    embedder = load_embedder(runs, which).to(device)
    return lambda picture: embed_at_full_size(embedder, picture)


def as_one(
    embedders: list[Callable[[Tensor], Tensor]],
) -> Callable[[Tensor], Tensor]:
    """Return one embedder whose cosines are the mean of all of theirs."""
    share = len(embedders) ** -0.5
    return lambda picture: torch.cat([embed(picture) for embed in embedders], 1) * share


def _held(store: PairStore, plan: Plan) -> list[dict[str, Tensor]]:
    """Return held-out samples, as they are, in batches of sixteen."""
    order = np.random.default_rng(1).permutation(len(store))
    samples = [
        sample_of(store, int(index), np.random.default_rng(i), vary=False)
        for i, index in enumerate(order[: _HELD if plan.limit is None else 8])
    ]
    groups = [samples[i : i + 16] for i in range(0, len(samples), 16)]
    return [together(group) for group in groups]


def _first(net: nn.Module, batch: dict[str, Tensor]) -> Tensor:
    made: Tensor = net(batch["picture"], batch["cloth"], batch["kind"])
    return made


def _second(first: nn.Module) -> Callable[[nn.Module, dict[str, Tensor]], Tensor]:
    def make(net: nn.Module, batch: dict[str, Tensor]) -> Tensor:
        picture, cloth, kind = batch["picture"], batch["cloth"], batch["kind"]
        with torch.no_grad():
            before = first(picture, cloth, kind)
        made: Tensor = net(picture, before, cloth, kind)
        return made

    return make


@torch.no_grad()
def _figures(
    make: Callable[[nn.Module, dict[str, Tensor]], Tensor],
    net: nn.Module,
    held: list[dict[str, Tensor]],
    embed: Callable[[Tensor], Tensor],
) -> dict[str, float]:
    """Return L1, how often the picture's own reference is the nearest one, and MRR.

    MRR is the score: identity, as the embedder sees it that search uses. Another one
    guides the training, and a third judges its end.
    """
    made = torch.cat([_made(make, net, batch) for batch in held])
    wanted = torch.cat([batch["reference"] for batch in held])
    gap = float((made - wanted).abs().mean())
    a, b = (torch.cat([embed(x).cpu() for x in y.split(16)]) for y in (made, wanted))
    rank = (
        (a @ b.T).argsort(1, descending=True) == torch.arange(len(a))[:, None]
    ).int()
    place = rank.argmax(1)
    first, five = (float((place < k).float().mean()) for k in (1, 5))
    score = float((1 / (place + 1)).mean())
    return {"l1": gap, "nearest@1": first, "nearest@5": five, "score": score}


@torch.no_grad()
def _sheet(
    make: Callable[[nn.Module, dict[str, Tensor]], Tensor],
    net: nn.Module,
    batch: dict[str, Tensor],
    path: Path,
) -> None:
    """Write photo, generated picture and reference in columns."""
    rows = [batch["picture"], _made(make, net, batch), batch["reference"]]
    whole = torch.cat([torch.cat(list(row), 2) for row in rows], 1)
    shown = ((whole + 1) * 127.5).clamp(0, 255).byte().permute(1, 2, 0).numpy()
    cv2.imwrite(str(path), np.ascontiguousarray(shown[:, :, ::-1]))


def _made(
    make: Callable[[nn.Module, dict[str, Tensor]], Tensor],
    net: nn.Module,
    batch: dict[str, Tensor],
) -> Tensor:
    device = next(net.parameters()).device
    return make(net, {k: v.to(device) for k, v in batch.items()}).float().cpu()
