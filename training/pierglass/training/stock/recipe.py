"""`pierglass train stock`: both stages, resumable, with curves, sheets and export."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from pierglass.training.data.split import load_split
from pierglass.training.data.streetwear import Streetwear
from pierglass.training.export import WEIGHTS, export_onnx, load_average
from pierglass.training.garments.compose import halved_photo
from pierglass.training.garments.pack import load_garments
from pierglass.training.garments.pairs import Pairs
from pierglass.training.stock.batches import batches, sample_of
from pierglass.training.stock.losses import without
from pierglass.training.stock.networks import FirstGenerator, SecondGenerator
from pierglass.training.stock.stage import Stage, Verdict, train_stage

__all__ = ["Plan", "export_stock", "load_pairs", "run_folder", "train_stock"]

_STREET_SPLIT = Path("training/recipes/splits/streetwear.json")
_HELD = 96
STEPS = {1: 12000, 2: 8000}


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


def load_pairs(
    data: Path,
    runs: Path,
    split: str,
    side: int,
    *,
    seed: int,
    limit: int | None = None,
) -> Pairs:
    """Return the pairs of one side of both splits, photos and garments."""
    street = Streetwear(data / "streetwear")
    names = load_split(_STREET_SPLIT, street.numbers, street.folder / "photos")[split]
    labelled = [name for name in names if street.has_labels(name)][:limit]
    photos = [halved_photo(street.read(name)) for name in labelled]
    garments = load_garments(data, runs, split, limit=limit)
    return Pairs(photos, garments, side, seed=seed)


def train_stock(data: Path, runs: Path, plan: Plan) -> Verdict:
    """Train one stage; stage 2 rests on the averaged weights of stage 1.

    Raises:
        FileNotFoundError: If stage 2 is asked for before stage 1 has a checkpoint.
    """
    cv2.setNumThreads(1)
    torch.set_num_threads(plan.threads)
    torch.manual_seed(plan.seed)
    terms = without(plan.stage, list(plan.dropped))
    first = FirstGenerator()
    if plan.stage == 1:
        stage = Stage(first, _first, terms)
    else:
        first = _trained_first(runs, plan.side)
        device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        first.to(device).requires_grad_(False)
        stage = Stage(SecondGenerator(), _second(first), terms)
    pairs = load_pairs(data, runs, "train", plan.side, seed=plan.seed, limit=plan.limit)
    held = load_pairs(
        data, runs, "validation", plan.side, seed=plan.seed + 1, limit=plan.limit
    )
    held.worn = 0.0
    count = _HELD if plan.limit is None else 8
    samples = [
        sample_of(held, held.at(i), np.random.default_rng(i)) for i in range(count)
    ]
    steps = plan.steps or STEPS[plan.stage]

    def source(step: int) -> Iterator[dict[str, Tensor]]:
        return batches(pairs, step, plan.batch, 1 if plan.limit is None else 0)

    return train_stage(
        stage,
        source,
        run_folder(runs, plan),
        steps=steps,
        warm=min(2000, steps // 6) if plan.stage == 1 else 0,
        every=plan.every,
        validate=lambda net: _figures(stage.make, net, samples),
        sheet=lambda net, path: _sheet(stage.make, net, samples[:12], path),
        seed=plan.seed,
    )


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
    """Write the stages that have a checkpoint as ONNX; return their names."""
    picture = torch.zeros(1, side, side, 3, dtype=torch.uint8)
    cloth = torch.zeros(1, side, side, dtype=torch.uint8)
    kind = torch.zeros(1, dtype=torch.int64)
    done = []
    path = run_folder(runs, Plan(1, side)) / "last.pt"
    if path.exists():
        graph = FirstGraph(load_average(FirstGenerator(), path))
        names = ["picture", "cloth", "kind"]
        export_onnx(
            graph, (picture, cloth, kind), folder / "stock_g1.onnx", names, ["stock"]
        )
        done.append("stock_g1")
    path = run_folder(runs, Plan(2, side)) / "last.pt"
    if path.exists():
        second = SecondGraph(load_average(SecondGenerator(), path))
        names = ["picture", "first", "cloth", "kind"]
        examples = (picture, picture, cloth, kind)
        export_onnx(second, examples, folder / "stock_g2.onnx", names, ["stock"])
        done.append("stock_g2")
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


def _trained_first(runs: Path, side: int) -> FirstGenerator:
    path = run_folder(runs, Plan(1, side)) / "last.pt"
    if not path.exists():
        raise FileNotFoundError(
            f"no checkpoint of stage 1 at {path}: run pierglass train stock --stage 1 "
            f"--side {side} first"
        )
    network = FirstGenerator()
    load_average(network, path)
    return network


@torch.no_grad()
def _figures(
    make: Callable[[nn.Module, dict[str, Tensor]], Tensor],
    net: nn.Module,
    samples: list[dict[str, Tensor]],
) -> dict[str, float]:
    """Return L1 and how often the picture's own reference is the nearest one.

    Nearest at 16×16, so that colour, cut and large patterns count, and blur does not.
    """
    device = next(net.parameters()).device
    made = torch.cat(
        [
            make(net, {k: v[None].to(device) for k, v in sample.items()}).float().cpu()
            for sample in samples
        ]
    )
    wanted = torch.stack([sample["reference"] for sample in samples])
    gap = float((made - wanted).abs().mean())
    a, b = (interpolate(x, size=16, mode="area").flatten(1) for x in (made, wanted))
    rank = (torch.cdist(a, b).argsort(1) == torch.arange(len(a))[:, None]).int()
    place = rank.argmax(1)
    first = float((place == 0).float().mean())
    five = float((place < 5).float().mean())
    return {"l1": gap, "nearest@1": first, "nearest@5": five, "score": five - gap}


@torch.no_grad()
def _sheet(
    make: Callable[[nn.Module, dict[str, Tensor]], Tensor],
    net: nn.Module,
    samples: list[dict[str, Tensor]],
    path: Path,
) -> None:
    """Write photo, generated picture and reference in columns."""
    device = next(net.parameters()).device
    columns = []
    for sample in samples:
        made = make(net, {k: v[None].to(device) for k, v in sample.items()})
        trio = [sample["picture"], made[0].float().cpu(), sample["reference"]]
        columns.append(torch.cat(trio, 1))
    whole = (torch.cat(columns, 2) + 1) * 127.5
    picture = whole.clamp(0, 255).byte().permute(1, 2, 0).numpy()
    cv2.imwrite(str(path), np.ascontiguousarray(picture[:, :, ::-1]))


def _float(picture: Tensor) -> Tensor:
    return picture.permute(0, 3, 1, 2).float() / 127.5 - 1


def _bytes(made: Tensor) -> Tensor:
    grown = ((made + 1) * 127.5 + 0.5).clamp(0, 255)
    return grown.permute(0, 2, 3, 1).to(torch.uint8)
