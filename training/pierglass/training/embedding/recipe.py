"""`pierglass train embedding`: resumable, with curve, sheet and export."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from pierglass.training.embedding.batches import LookAlikes, batches, sample_of
from pierglass.training.embedding.kept import SERVED, Which, load_embedder
from pierglass.training.embedding.network import (
    EmbedGraph,
    centred,
    contrast,
    new_embedder,
    to_train,
)
from pierglass.training.export import WEIGHTS, export_onnx
from pierglass.training.garments.sources import load_store
from pierglass.training.garments.store import PairStore
from pierglass.training.loop import train
from pierglass.training.stock.batches import together
from pierglass.training.stock.kept import load_generators

__all__ = ["EmbeddingTask", "export_embedding", "train_embedding"]

STEPS = {"dense": 3000, "lite": 1400}

GENERATED_STEPS = 400
"""Of the run with generated pictures, which goes on from the one without."""

_RATE, _GENERATED_RATE = 2e-3, 3e-4
_HEAD_WEIGHT = 0.3

Generate = Callable[[Tensor, Tensor, Tensor], Tensor]


class EmbeddingTask:
    """Trains an embedder on kept pairs; watches held-out ones.

    Args:
        model: What to train.
        store: Training pairs.
        held: Held-out pairs.
        seed: Of the batches.
        generate: Makes stock pictures of (picture, cloth, kind), one more view of each
            garment; none by default.
    """

    def __init__(
        self,
        model: nn.Module,
        store: PairStore,
        held: PairStore,
        seed: int,
        generate: Generate | None = None,
    ) -> None:
        self.model: nn.Module = model
        self.store, self.seed, self.generate = store, seed, generate
        self.alikes = LookAlikes(store)
        self.held = together(
            [
                sample_of(held, views[:1], np.random.default_rng(i), vary=False)
                for i, views in enumerate(held.views)
                if views
            ]
        )

    def batches(self, step: int) -> Iterator[dict[str, Tensor]]:
        """Yield batches for ever, the first as of *step*."""
        return batches(self.store, self.alikes, step, self.seed)

    def loss(self, model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
        """Return contrast, centroids, and the cross entropy of kind and colour."""
        views, stock = batch["views"], batch["stock"]
        count, each = views.shape[:2]
        parts = [views.flatten(0, 1), stock, batch["recoloured"]]
        if self.generate is not None:
            parts.append(self.generate(views[:, 0], batch["cloth"], batch["kind"]))
        vectors, kinds, colours = model(torch.cat(parts))
        sizes = [count * each] + [count] * (len(parts) - 1)
        streets, stocks, dyed, *made = vectors.split(sizes)
        queries = torch.cat(
            [streets.view(count, each, -1), *(m[:, None] for m in made)], 1
        )
        named = cross_entropy(kinds[: sum(sizes[:2])], _each(batch["kind"], each))
        shades = torch.cat([_each(batch["colour"], each), batch["other_colour"]])
        shaded = cross_entropy(colours[: sum(sizes[:3])], shades)
        return (
            contrast(queries, stocks, dyed)
            + centred(torch.cat([queries, stocks[:, None]], 1))
            + _HEAD_WEIGHT * (named + shaded)
        )

    @torch.no_grad()
    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """Return how often the reference is the first, or among the first five."""
        near = self._near(model, device)
        own = torch.arange(len(near))[:, None]
        place = (near.argsort(1, descending=True) == own).int().argmax(1)
        first, five = ((place < k).float().mean().item() for k in (1, 5))
        return {"recall@1": first, "recall@5": five, "score": first + five}

    @torch.no_grad()
    def sheet(self, model: nn.Module, device: torch.device, path: Path) -> None:
        """Write twelve queries, their references, and the three nearest to each."""
        near = self._near(model, device)[:12]
        found = near.topk(min(3, near.shape[1]), 1).indices
        views, stock = self.held["views"][:12, 0], self.held["stock"]
        rows = [views, stock[:12], *stock[found.T]]
        whole = torch.cat([torch.cat(list(row), 2) for row in rows], 1)
        shown = ((whole + 1) * 127.5).byte().permute(1, 2, 0).numpy()
        cv2.imwrite(str(path), np.ascontiguousarray(shown[:, :, ::-1]))

    def _near(self, model: nn.Module, device: torch.device) -> Tensor:
        """Return the cosines of held-out photos (rows) and stock pictures."""
        street, stock = (
            torch.cat([model(part.to(device))[0] for part in pictures.split(64)])
            for pictures in (self.held["views"][:, 0], self.held["stock"])
        )
        return (street @ stock.T).cpu()


def train_embedding(
    data: Path,
    runs: Path,
    *,
    side: int,
    steps: int | None,
    threads: int,
    limit: int | None,
    which: Which,
) -> None:
    """Train an embedder; go on from its ``last.pt`` under *runs*.

    Raises:
        FileNotFoundError: If there are no kept pairs, or no ImageNet weights; for one
            that sees generated pictures, if there is no run without or no generator.
    """
    cv2.setNumThreads(1)
    torch.manual_seed(which.seed)
    torch.set_num_threads(threads)
    if which.generated:
        before = load_embedder(runs, replace(which, generated=False))
        model, usual = to_train(before), GENERATED_STEPS
    else:
        model, usual = new_embedder(which.network), STEPS[which.network]
    task = EmbeddingTask(
        model,
        load_store(data, runs, "train", side, limit),
        load_store(data, runs, "validation", side, limit),
        which.seed,
        _generator(runs, side) if which.generated else None,
    )
    train(
        task,
        which.checkpoint(runs).parent,
        steps=steps or usual,
        rate=_GENERATED_RATE if which.generated else _RATE,
        threads=threads,
        every=250,
        pretrained="encoder" if which.network == "lite" else None,
    )


def export_embedding(runs: Path, side: int, folder: Path = WEIGHTS) -> None:
    """Write `SERVED` as ``embedding.onnx``; the run with generated pictures if any.

    Raises:
        FileNotFoundError: If there was no run.
    """
    last = replace(SERVED, generated=True)
    network = load_embedder(runs, last if last.checkpoint(runs).exists() else SERVED)
    picture = torch.zeros(1, side, side, 3, dtype=torch.uint8)
    names = ["vector", "kinds", "colours"]
    path = folder / "embedding.onnx"
    export_onnx(EmbedGraph(network), (picture,), path, ["picture"], names)


def _generator(runs: Path, side: int) -> Generate:
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    first, second = (net.to(device) for net in load_generators(runs, side))

    @torch.no_grad()
    def generate(picture: Tensor, cloth: Tensor, kind: Tensor) -> Tensor:
        made: Tensor = second(picture, first(picture, cloth, kind), cloth, kind)
        return made.float()

    return generate


def _each(values: Tensor, times: int) -> Tensor:
    """Return the labels of all views, then of the stock pictures."""
    return torch.cat([values.repeat_interleave(times), values])
