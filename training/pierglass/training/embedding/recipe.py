"""`pierglass train embedding`: resumable, with curve, sheet and export."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from pierglass.training.embedding.batches import LookAlikes, batches, sample_of
from pierglass.training.embedding.kept import checkpoint, load_embedder
from pierglass.training.embedding.network import (
    Embedder,
    EmbedGraph,
    centred,
    contrast,
)
from pierglass.training.export import WEIGHTS, export_onnx
from pierglass.training.garments.sources import load_store
from pierglass.training.garments.store import PairStore
from pierglass.training.loop import train
from pierglass.training.stock.recipe import load_generators

__all__ = ["EmbeddingTask", "export_embedding", "train_embedding"]

STEPS = {False: 5000, True: 1500}
"""Steps without generated pictures, and of the run with them that follows."""

_RATE = {False: 2e-3, True: 4e-4}
_HEAD_WEIGHT = 0.3

Generate = Callable[[Tensor, Tensor, Tensor], Tensor]


class EmbeddingTask:
    """Trains `Embedder` on kept pairs; watches held-out ones.

    Args:
        store: Training pairs.
        held: Held-out pairs.
        seed: Of the batches.
        generate: Makes stock pictures of (picture, cloth, kind), one more view of each
            garment; none by default.
        first: What to begin from; a network that knows nothing by default.
    """

    def __init__(
        self,
        store: PairStore,
        held: PairStore,
        seed: int,
        generate: Generate | None = None,
        first: nn.Module | None = None,
    ) -> None:
        self.model: nn.Module = (first or Embedder()).requires_grad_(True)
        self.store, self.seed, self.generate = store, seed, generate
        self.alikes = LookAlikes(store)
        self.held = [
            sample_of(held, views[:1], np.random.default_rng(i), vary=False)
            for i, views in enumerate(held.views)
            if views
        ]

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
        nearest = self._near(model, device).topk(min(3, len(self.held)), 1).indices
        columns = []
        for query, found in list(zip(self.held, nearest.tolist(), strict=True))[:12]:
            tiles = [query["views"][0], query["stock"]]
            tiles += [self.held[i]["stock"] for i in found]
            columns.append(torch.cat(tiles, 1))
        whole = ((torch.cat(columns, 2) + 1) * 127.5).byte().permute(1, 2, 0).numpy()
        cv2.imwrite(str(path), np.ascontiguousarray(whole[:, :, ::-1]))

    def _near(self, model: nn.Module, device: torch.device) -> Tensor:
        """Return the cosines of held-out photos (rows) and stock pictures."""
        both = [
            torch.stack([one["views"][0] for one in self.held]),
            torch.stack([one["stock"] for one in self.held]),
        ]
        street, stock = (
            torch.cat([model(part.to(device))[0] for part in pictures.split(64)])
            for pictures in both
        )
        return (street @ stock.T).cpu()


def train_embedding(
    data: Path,
    runs: Path,
    *,
    side: int,
    steps: int | None,
    threads: int,
    seed: int,
    limit: int | None,
    generated: bool,
) -> None:
    """Train the embedder; go on from ``runs/embedding-SEED/last.pt``.

    Seed 0 serves; another seed, never shown a generated picture, is the independent
    judge of the generator.

    Raises:
        FileNotFoundError: If there are no kept pairs, or, with *generated*, no run
            without or no generators.
    """
    cv2.setNumThreads(1)
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    first = load_embedder(runs, seed) if generated else None
    task = EmbeddingTask(
        load_store(data, runs, "train", side, limit),
        load_store(data, runs, "validation", side, limit),
        seed,
        _generator(runs, side) if generated else None,
        first,
    )
    folder = checkpoint(runs, seed, generated=generated).parent
    train(
        task,
        folder,
        steps=steps or STEPS[generated],
        rate=_RATE[generated],
        threads=threads,
        every=250,
    )


def export_embedding(runs: Path, side: int, folder: Path = WEIGHTS) -> None:
    """Write seed 0 as ``embedding.onnx``; the run with generated pictures if any.

    Raises:
        FileNotFoundError: If there was no run.
    """
    network = load_embedder(
        runs, 0, generated=checkpoint(runs, 0, generated=True).exists()
    )
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
