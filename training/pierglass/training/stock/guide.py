"""What an embedder says of a generated picture: is it the garment, and no other one?

Sources: contrast: van den Oord et al., "Representation Learning with Contrastive
Predictive Coding", 2018; views: Zhao et al., NeurIPS 2020.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, cross_entropy, grid_sample

__all__ = ["GUIDED", "drawn_views", "guided", "seen_as"]

GUIDED = ("embedding", "contrast")
"""The terms that an embedder says."""

_TEMPERATURE = 0.1
_TURN, _GROW, _SHIFT = math.radians(8), 0.12, 0.1
"""Turn in radians, growth as a share, shift in halves of the side: at most."""


def guided(
    made: Tensor,
    batch: dict[str, Tensor],
    embed: Callable[[Tensor], Tensor],
    noise: torch.Generator,
    *,
    contrast: bool,
) -> dict[str, Tensor]:
    """Return the terms, before their weights; zeros if no pair is composed.

    ``embedding`` is one minus the cosine to the reference. ``contrast`` is the cross
    entropy of telling the reference from the batch's others, from another garment of
    the kind, and from itself in other colours; all pictures are then turned and shifted
    alike, so that the generator pleases no single pixel of the embedder.

    Args:
        made: Generated pictures (N, 3, S, S) in [-1, 1].
        batch: Their references; ``composed`` says which of them are whole.
        embed: A frozen embedder, pictures to unit vectors.
        noise: Says how they are turned.
        contrast: Whether that term is asked for; the other alone is cheaper.
    """
    names = GUIDED if contrast else GUIDED[:1]
    whole = batch["composed"]
    if not whole.any():
        return {name: made.new_zeros(()) for name in names}
    against = ("reference", "other", "recoloured") if contrast else ("reference",)
    shown = made[whole]
    view = drawn_views(len(shown), noise) if contrast else None
    with torch.no_grad():
        known = [seen_as(batch[name][whole], view) for name in against]
        vectors = embed(torch.cat(known)).float()
    near = embed(seen_as(shown, view)).float() @ vectors.T
    own = torch.arange(len(near), device=near.device)
    out = {"embedding": 1 - near[own, own].mean()}
    if contrast:
        out["contrast"] = cross_entropy(near / _TEMPERATURE, own)
    return out


def drawn_views(count: int, noise: torch.Generator) -> Tensor:
    """Return turns, growths, shifts and mirrorings as affine maps (N, 2, 3)."""
    draw = torch.rand((4, count), generator=noise) * 2 - 1
    turn, grow = draw[0] * _TURN, 1 + draw[1] * _GROW
    mirror = torch.where(torch.rand(count, generator=noise) < 0.5, -1.0, 1.0)
    cos, sin = grow * turn.cos(), grow * turn.sin()
    rows = [
        torch.stack([cos * mirror, -sin, draw[2] * _SHIFT], 1),
        torch.stack([sin * mirror, cos, draw[3] * _SHIFT], 1),
    ]
    return torch.stack(rows, 1)


def seen_as(pictures: Tensor, view: Tensor | None) -> Tensor:
    """Return pictures (N, C, S, S), each as its map says; as they are if None."""
    if view is None:
        return pictures
    shape = list(pictures.shape)
    grid = affine_grid(view.to(pictures.device), shape, align_corners=False)
    return grid_sample(pictures, grid, padding_mode="border", align_corners=False)
