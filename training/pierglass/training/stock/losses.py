"""Loss terms of the two stages, each one switchable.

Sources: hinge loss: Lim and Ye 2017; DiffAugment: Zhao et al., NeurIPS 2020; R1:
Mescheder et al., ICML 2018; feature matching: Salimans et al., NeurIPS 2016.
"""

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, relu

__all__ = [
    "STAGE_TERMS",
    "augmented",
    "coarse",
    "hinge_discriminator",
    "moments",
    "penalty",
    "weighted",
    "without",
]

STAGE_TERMS: dict[int, dict[str, float]] = {
    1: {
        "real": 1.0,
        "association": 1.0,
        "l1": 2.0,
        "coarse": 15.0,
        "features": 5.0,
        "moments": 5.0,
        "embedding": 8.0,
        "painted": 10.0,
        "smooth": 200.0,
    },
    2: {
        "association": 1.0,
        "l2": 1.0,
        "embedding": 16.0,
        "contrast": 4.0,
        "painted": 5.0,
        "smooth": 200.0,
    },
}
"""Weight of each term by stage. Stage 2 is the claim's, association and L2, with what
keeps L2 from blurring what the first stage had sharp: so its weight is low.

``coarse`` is L1 at a quarter of the side: a print that is a few pixels off its place
costs nothing there, and to blur it wins nothing. ``painted`` is the same of what was
painted, also where pixels of the photo hide it. ``smooth`` keeps neighbours together
where these are moved. ``embedding`` and ``contrast`` ask for a trained embedder."""


def without(stage: int, names: list[str]) -> dict[str, float]:
    """Return the stage's terms without *names*.

    Raises:
        ValueError: If the stage has no term of such a name.
    """
    terms = dict(STAGE_TERMS[stage])
    for name in names:
        if name not in terms:
            known = ", ".join(STAGE_TERMS[stage])
            raise ValueError(f"stage {stage} has no term {name!r}; it has {known}")
        del terms[name]
    return terms


def coarse(made: Tensor, wanted: Tensor, known: Tensor, shrink: int = 4) -> Tensor:
    """Return the L1 gap at a side of one *shrink*-th."""
    small, small_wanted, weight = (avg_pool2d(x, shrink) for x in (made, wanted, known))
    return weighted((small - small_wanted).abs(), weight)


def weighted(gap: Tensor, known: Tensor) -> Tensor:
    """Return the mean of *gap* (N, 3, S, S) under the weights *known* (N, 1, S, S)."""
    return (gap * known).sum() / (3 * known.sum()).clamp(min=1)


def moments(made: Tensor, wanted: Tensor, known: Tensor) -> Tensor:
    """Return the gap of the colour's mean and spread within *known*."""
    mass = known.sum((2, 3)).clamp(min=1)

    def of(x: Tensor) -> tuple[Tensor, Tensor]:
        mean = (x * known).sum((2, 3)) / mass
        gap = (x - mean[:, :, None, None]) ** 2 * known
        return mean, (gap.sum((2, 3)) / mass + 1e-4).sqrt()

    a, b = of(made), of(wanted)
    return (a[0] - b[0]).abs().mean() + (a[1] - b[1]).abs().mean()


def hinge_discriminator(real: Tensor, fakes: list[Tensor]) -> Tensor:
    """Return the discriminator's hinge loss on patch scores."""
    false = torch.stack([relu(1 + fake).mean() for fake in fakes]).mean()
    return relu(1 - real).mean() + false


def penalty(score: Tensor, real: Tensor) -> Tensor:
    """Return R1: the squared gradient of the real pictures' score.

    A picture's score is the mean of its patches'; of their sum the penalty is so large
    that discriminators stay flat, right half of the time.
    """
    whole = score.mean((1, 2, 3)).sum()
    (slope,) = torch.autograd.grad(whole, real, create_graph=True)
    return slope.pow(2).sum((1, 2, 3)).mean()


def augmented(x: Tensor, generator: torch.Generator) -> Tensor:
    """Return pictures (N, C, S, S) changed in colour, place and by a hole.

    Everything is differentiable; channels of a pair are changed alike. The same
    *generator* state changes two batches of one size alike.
    """
    n, _, side, _ = x.shape

    def draw(low: float, high: float) -> Tensor:
        noise = torch.rand((n, 1, 1, 1), generator=generator).to(x.device)
        return low + (high - low) * noise

    x = x + draw(-0.5, 0.5)
    mean = x.mean((1, 2, 3), keepdim=True)
    x = (x - mean) * draw(0.5, 1.5) + mean
    reach = max(1, side // 8)
    by = torch.randint(-reach, reach + 1, (2,), generator=generator).tolist()
    x = torch.roll(x, by, (2, 3))
    hole = side // 3
    top, left = torch.randint(0, side - hole + 1, (2,), generator=generator).tolist()
    keep = torch.ones((1, 1, side, side), device=x.device)
    keep[:, :, top : top + hole, left : left + hole] = 0
    return x * keep
