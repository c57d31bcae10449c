"""`pierglass train stock`: both stages, resumable, with curves, sheets and export."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from pierglass.training.embedding.kept import GUIDE, embed_at_full_size, load_embedder
from pierglass.training.export import WEIGHTS, export_onnx, load_average
from pierglass.training.garments.sources import load_store
from pierglass.training.garments.store import PairStore
from pierglass.training.stock.batches import batches, sample_of, together
from pierglass.training.stock.losses import without
from pierglass.training.stock.networks import FirstGenerator, SecondGenerator
from pierglass.training.stock.stage import BEST, Stage, Verdict, train_stage

__all__ = [
    "Plan",
    "export_stock",
    "load_first",
    "load_generators",
    "run_folder",
    "train_stock",
]

_HELD = 96
STEPS = {1: 3000, 2: 1500}


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
    every: int = 500
    limit: int | None = None
    """Photos and garments at most; for a trial."""


def run_folder(runs: Path, plan: Plan) -> Path:
    """Return the folder of a plan; an ablation has one of its own."""
    tail = "".join(f"-no-{term}" for term in sorted(plan.dropped))
    return runs / "stock" / f"{plan.side}-stage{plan.stage}{tail}"


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
    store = load_store(data, runs, "train", plan.side, plan.limit)
    held = _held(load_store(data, runs, "validation", plan.side, plan.limit), plan)
    steps = plan.steps or STEPS[plan.stage]
    return train_stage(
        stage,
        lambda step: batches(store, step, plan.batch, plan.seed),
        run_folder(runs, plan),
        steps=steps,
        warm=min(2000, steps // 6) if stage.discriminators else 0,
        every=plan.every,
        validate=lambda net: _figures(stage.make, net, held),
        sheet=lambda net, path: _sheet(stage.make, net, held[0], path),
        seed=plan.seed,
    )


def load_first(runs: Path, plan: Plan) -> nn.Module:
    """Return the averaged first generator of *plan*, frozen.

    Raises:
        FileNotFoundError: If it was not trained.
    """
    return _trained(FirstGenerator(), runs, plan)


def load_generators(runs: Path, side: int) -> tuple[nn.Module, nn.Module]:
    """Return the averaged generators of both stages, frozen.

    Raises:
        FileNotFoundError: If one of them was not trained.
    """
    return (
        load_first(runs, Plan(1, side)),
        _trained(SecondGenerator(), runs, Plan(2, side)),
    )


def _stage(runs: Path, plan: Plan, device: torch.device) -> Stage:
    terms = without(plan.stage, list(plan.dropped))
    if plan.stage == 2:
        first = load_first(runs, Plan(1, plan.side)).to(device)
        return Stage(SecondGenerator(), _second(first), terms)
    if "embedding" not in terms:
        return Stage(FirstGenerator(), _first, terms)
    embedder = load_embedder(runs, GUIDE).to(device)
    return Stage(
        FirstGenerator(), _first, terms, lambda x: embed_at_full_size(embedder, x)
    )


def _held(store: PairStore, plan: Plan) -> list[dict[str, Tensor]]:
    """Return held-out samples, as they are, in batches of sixteen."""
    order = np.random.default_rng(1).permutation(len(store))
    samples = [
        sample_of(store, int(index), np.random.default_rng(i), vary=False)
        for i, index in enumerate(order[: _HELD if plan.limit is None else 8])
    ]
    groups = [samples[i : i + 16] for i in range(0, len(samples), 16)]
    return [together(group) for group in groups]


class FirstGraph(nn.Module):
    """G1 from bytes to bytes."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, picture: Tensor, cloth: Tensor, kind: Tensor) -> Tensor:
        """Take and return uint8 (1, S, S, 3); cloth uint8 (1, S, S); kind (1,)."""
        made = self.network(_float(picture), cloth[:, None].float() / 255, kind)
        return _bytes(made)


class SecondGraph(nn.Module):
    """G2 from bytes to bytes."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, picture: Tensor, first: Tensor, cloth: Tensor, kind: Tensor
    ) -> Tensor:
        """Take and return uint8 (1, S, S, 3); as `FirstGraph` otherwise."""
        covered = cloth[:, None].float() / 255
        return _bytes(self.network(_float(picture), _float(first), covered, kind))


def export_stock(runs: Path, side: int, folder: Path = WEIGHTS) -> list[str]:
    """Write the stages that have a checkpoint as ONNX; return their names.

    Raises:
        FileNotFoundError: If none has.
    """
    picture = torch.zeros(1, side, side, 3, dtype=torch.uint8)
    cloth = torch.zeros(1, side, side, dtype=torch.uint8)
    kind = torch.zeros(1, dtype=torch.int64)
    wanted: tuple[tuple[str, int, nn.Module, type[nn.Module], dict[str, Tensor]], ...]
    wanted = (
        (
            "stock_g1",
            1,
            FirstGenerator(),
            FirstGraph,
            {"picture": picture, "cloth": cloth, "kind": kind},
        ),
        (
            "stock_g2",
            2,
            SecondGenerator(),
            SecondGraph,
            {"picture": picture, "first": picture, "cloth": cloth, "kind": kind},
        ),
    )
    done = []
    for name, stage, network, graph, inputs in wanted:
        path = run_folder(runs, Plan(stage, side)) / BEST
        if path.exists():
            whole = graph(load_average(network, path))
            with warnings.catch_warnings():
                # Instance norm takes its own statistics at run time too: meant so.
                warnings.filterwarnings("ignore", message="ONNX export mode is set")
                export_onnx(
                    whole,
                    tuple(inputs.values()),
                    folder / f"{name}.onnx",
                    list(inputs),
                    ["stock"],
                )
            done.append(name)
    if not done:
        raise FileNotFoundError(
            f"no checkpoint of either stage under {runs / 'stock'}: run pierglass "
            "train stock first"
        )
    return done


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


@torch.no_grad()
def _figures(
    make: Callable[[nn.Module, dict[str, Tensor]], Tensor],
    net: nn.Module,
    held: list[dict[str, Tensor]],
) -> dict[str, float]:
    """Return L1, how often the picture's own reference is the nearest one, and MRR.

    MRR is the score: identity, not sharpness. Nearest at 16×16, so that colour, cut
    and large patterns count, and blur does not.
    """
    made = torch.cat([_made(make, net, batch) for batch in held])
    wanted = torch.cat([batch["reference"] for batch in held])
    gap = float((made - wanted).abs().mean())
    a, b = (interpolate(x, size=16, mode="area").flatten(1) for x in (made, wanted))
    rank = (torch.cdist(a, b).argsort(1) == torch.arange(len(a))[:, None]).int()
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


def _float(picture: Tensor) -> Tensor:
    return picture.permute(0, 3, 1, 2).float() / 127.5 - 1


def _bytes(made: Tensor) -> Tensor:
    grown = ((made + 1) * 127.5 + 0.5).clamp(0, 255)
    return grown.permute(0, 2, 3, 1).to(torch.uint8)
