"""What each part of the GAN brings: runs at 64×64 that leave one out.

Each is one seed and a few thousand steps (`pierglass train stock --side 64 --without
TERM`), so that a small gap says nothing. Pictures and references are judged at that
side, all of them. All second stages but one are trained without the terms of an
embedder: of what the claim names, association and L2 alone.
"""

from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from pierglass.training.embedding.kept import JUDGE, embed_at_full_size, load_embedder
from pierglass.training.garments.pairs import KINDS
from pierglass.training.search.cases import Query
from pierglass.training.search.pictures import compare
from pierglass.training.search.ranking import place_of, recalls
from pierglass.training.search.seen import Seen
from pierglass.training.stock.batches import pixels, planes
from pierglass.training.stock.guide import GUIDED
from pierglass.training.stock.kept import Plan, load_first, load_second, steps_of

__all__ = ["PLANS", "SMALL", "ablation"]

SMALL = 64

PLANS = {
    "both stages, guided": Plan(2, SMALL),
    "both stages": Plan(2, SMALL, dropped=GUIDED),
    "no second stage": Plan(1, SMALL),
    "no association, first stage alone": Plan(1, SMALL, dropped=("association",)),
    "no association in the second stage": Plan(
        2, SMALL, dropped=("association", *GUIDED)
    ),
    "no L2": Plan(2, SMALL, dropped=("l2", *GUIDED)),
}
"""What is left out, and the run that does."""

Picture = NDArray[np.uint8]


def ablation(
    runs: Path, asked: list[Query], seen: list[Seen]
) -> dict[str, dict[str, object]]:
    """Return identity and distances of each run, and of the crop at that side.

    A run that was not made has the reason under ``absent``.

    Args:
        runs: Where the checkpoints are.
        asked: Composed photos.
        seen: The same ones, pre-processed.
    """
    judge = load_embedder(runs, JUDGE)
    references = np.stack([_small(query.stock) for query in asked])
    gallery = _vectors(judge, list(references[..., :3]))
    crops = {i: one.rectified for i, one in enumerate(seen) if one.rectified}

    def figures(made: list[Picture]) -> dict[str, object]:
        places: list[int | None] = [None] * len(asked)
        found = _vectors(judge, made)
        for place, vector in zip(crops, found, strict=True):
            places[place] = place_of(gallery @ vector, place)
        gaps = [
            compare(picture, references[place])
            for place, picture in zip(crops, made, strict=True)
        ]
        means = {
            name: round(float(np.mean([gap[name] for gap in gaps])), 4)
            for name in (gaps[0] if gaps else ())
        }
        return {"identity": recalls(places, (1, 5)), **means}

    pictures = [_small(one.picture) for one in crops.values()]
    cloths = [_small(one.cloth) for one in crops.values()]
    kinds = [asked[place].kind for place in crops]
    out = {"rectified crop": figures(pictures)}
    for name, plan in PLANS.items():
        try:
            made = _made(runs, plan, pictures, cloths, kinds)
        except FileNotFoundError as exc:
            out[name] = {"absent": str(exc)}
        else:
            out[name] = {"steps": steps_of(runs, plan), **figures(made)}
    return out


@torch.no_grad()
def _made(
    runs: Path,
    plan: Plan,
    pictures: list[Picture],
    cloths: list[Picture],
    kinds: list[str],
) -> list[Picture]:
    """Return what the generators of *plan* make."""
    first = load_first(runs, plan if plan.stage == 1 else Plan(1, plan.side))
    second = load_second(runs, plan) if plan.stage == 2 else None
    out = []
    for picture, cloth, kind in zip(pictures, cloths, kinds, strict=True):
        given = planes(picture)[None]
        covered = torch.from_numpy(cloth)[None, None].float() / 255
        number = torch.tensor([KINDS.index(kind)])
        made = first(given, covered, number)
        if second is not None:
            made = second(given, made, covered, number)
        out.append(pixels(made[0]))
    return out


@torch.no_grad()
def _vectors(judge: nn.Module, pictures: list[Picture]) -> NDArray[np.float32]:
    """Return unit vectors (N, 128)."""
    parts = [
        embed_at_full_size(judge, planes(np.stack(pictures[i : i + 32]))).numpy()
        for i in range(0, len(pictures), 32)
    ]
    return np.concatenate(parts).astype(np.float32)


def _small(picture: Picture) -> Picture:
    small = cv2.resize(picture, (SMALL, SMALL), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
