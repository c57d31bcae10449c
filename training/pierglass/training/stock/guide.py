"""What an embedder says of a generated picture: is it the garment, and no other one?

Sources: contrast: van den Oord et al., "Representation Learning with Contrastive
Predictive Coding", 2018; views: Zhao et al., NeurIPS 2020.
"""

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, cross_entropy, grid_sample

__all__ = ["GUIDED", "guided", "viewed"]

GUIDED = ("embedding", "contrast")
"""The terms that an embedder says."""

_TEMPERATURE = 0.1
_TURN, _GROW, _SHIFT = math.radians(8), 0.12, 0.1
"""Turn in radians, growth as a share, shift in halves of the side: at most."""


def guided(
    made: Tensor,
    batch: dict[str, Tensor],
    embed: Callable[[Tensor], Tensor],
    noise: torch.Generator | None,
) -> dict[str, Tensor]:
    """Return both terms, before their weights; zeros if no pair is composed.

    ``embedding`` is one minus the cosine to the reference. ``contrast`` is the cross
    entropy of telling the reference from the batch's others, from another garment of
    the kind, and from itself in other colours.

    Args:
        made: Generated pictures (N, 3, S, S) in [-1, 1].
        batch: Their references; ``composed`` says which of them are whole.
        embed: A frozen embedder, pictures to unit vectors.
        noise: Turns and shifts all pictures alike, so that the generator pleases no
            single pixel of the embedder; as they are if None.
    """
    whole = batch["composed"]
    if not whole.any():
        return {name: made.new_zeros(()) for name in GUIDED}
    names = ("reference", "other", "recoloured")
    shown = [made[whole], *(batch[name][whole] for name in names)]
    if noise is not None:
        shown = list(viewed(torch.stack(shown), noise))
    with torch.no_grad():
        known = embed(torch.cat(shown[1:])).float()
    near = embed(shown[0]).float() @ known.T
    own = torch.arange(len(near), device=near.device)
    return {
        "embedding": 1 - near[own, own].mean(),
        "contrast": cross_entropy(near / _TEMPERATURE, own),
    }


def viewed(pictures: Tensor, noise: torch.Generator) -> Tensor:
    """Return pictures (V, N, C, S, S) turned, grown, shifted and mirrored.

    The V pictures of one garment are changed alike.
    """
    views, n = pictures.shape[:2]
    draw = torch.rand((4, n), generator=noise) * 2 - 1
    turn, grow = draw[0] * _TURN, 1 + draw[1] * _GROW
    mirror = torch.where(torch.rand(n, generator=noise) < 0.5, -1.0, 1.0)
    cos, sin = grow * turn.cos(), grow * turn.sin()
    rows = [
        torch.stack([cos * mirror, -sin, draw[2] * _SHIFT], 1),
        torch.stack([sin * mirror, cos, draw[3] * _SHIFT], 1),
    ]
    each = torch.stack(rows, 1).repeat(views, 1, 1).to(pictures.device)
    flat = pictures.flatten(0, 1)
    grid = affine_grid(each, list(flat.shape), align_corners=False)
    seen = grid_sample(flat, grid, padding_mode="border", align_corners=False)
    return seen.view_as(pictures)
