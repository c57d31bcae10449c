"""`pierglass train embedding`: resumable, with curve, sheet and export."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from pierglass.training.embedding.network import Embedder, EmbedGraph, contrast
from pierglass.training.export import WEIGHTS, export_onnx, load_average
from pierglass.training.garments.pairs import Pairs
from pierglass.training.loop import train
from pierglass.training.stock.batches import batches, sample_of
from pierglass.training.stock.recipe import load_pairs

__all__ = ["EmbeddingTask", "export_embedding", "train_embedding"]

_BATCH = 48
_KIND_WEIGHT = 0.3


class EmbeddingTask:
    """Trains `Embedder` on composed pairs; watches held-out ones."""

    def __init__(self, pairs: Pairs, held: Pairs, count: int, workers: int = 1) -> None:
        self.model: nn.Module = Embedder()
        self.pairs, self.workers = pairs, workers
        self.samples = [
            sample_of(held, held.at(i), np.random.default_rng(i)) for i in range(count)
        ]

    def parameters(self, model: nn.Module) -> list[dict[str, Any]]:
        """Return one group."""
        return [{"params": list(model.parameters()), "share": 1.0}]

    def batches(self, step: int) -> Iterator[dict[str, Tensor]]:
        """Yield batches for ever, the first as of *step*."""
        size = min(_BATCH, 2 * len(self.pairs.garments))
        return batches(self.pairs, step, size, self.workers)

    def loss(self, model: nn.Module, batch: dict[str, Tensor]) -> Tensor:
        """Return contrast with hard negatives, and the kind's cross entropy."""
        names = ("picture", "reference", "other", "recoloured")
        vectors, kinds = model(torch.cat([batch[name] for name in names]))
        street, stock, *others = vectors.chunk(4)
        named = cross_entropy(kinds[: len(street)], batch["kind"])
        return contrast(street, stock, torch.cat(others)) + _KIND_WEIGHT * named

    @torch.no_grad()
    def validate(self, model: nn.Module, device: torch.device) -> dict[str, float]:
        """Return how often the reference is the first, or among the first five."""
        street, stock = (
            model(torch.stack([s[name] for s in self.samples]).to(device))[0]
            for name in ("picture", "reference")
        )
        order = (street @ stock.T).argsort(1, descending=True)
        own = torch.arange(len(order), device=device)[:, None]
        place = (order == own).int().argmax(1)
        first, five = ((place < k).float().mean().item() for k in (1, 5))
        return {"recall@1": first, "recall@5": five, "score": first + five}

    @torch.no_grad()
    def sheet(self, model: nn.Module, device: torch.device, path: Path) -> None:
        """Write twelve queries above their references."""
        del model, device
        columns = [
            torch.cat([s["picture"], s["reference"]], 1) for s in self.samples[:12]
        ]
        whole = ((torch.cat(columns, 2) + 1) * 127.5).byte().permute(1, 2, 0).numpy()
        cv2.imwrite(str(path), np.ascontiguousarray(whole[:, :, ::-1]))


def train_embedding(
    data: Path,
    runs: Path,
    *,
    side: int,
    steps: int,
    threads: int,
    seed: int,
    limit: int | None,
) -> None:
    """Train the embedder; go on from ``runs/embedding-SEED/last.pt``.

    Seed 0 serves; another seed, never shown a generated picture, is the independent
    judge of the generator.
    """
    cv2.setNumThreads(1)
    torch.manual_seed(seed)
    pairs = load_pairs(data, runs, "train", side, seed=seed, limit=limit)
    held = load_pairs(data, runs, "validation", side, seed=seed + 1, limit=limit)
    pairs.worn = held.worn = 0.0
    workers, count = (1, 160) if limit is None else (0, 8)
    task = EmbeddingTask(pairs, held, count, workers)
    train(task, runs / f"embedding-{seed}", steps=steps, threads=threads, every=250)


def export_embedding(runs: Path, side: int, folder: Path = WEIGHTS) -> None:
    """Write the averaged weights of seed 0 as ``embedding.onnx``."""
    network = load_average(Embedder(), runs / "embedding-0" / "last.pt")
    picture = torch.zeros(1, side, side, 3, dtype=torch.uint8)
    names = ["vector", "kinds"]
    path = folder / "embedding.onnx"
    export_onnx(EmbedGraph(network), (picture,), path, ["picture"], names)
