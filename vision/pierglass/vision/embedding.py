"""Pictures of garments as vectors that know which model made them."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.weights import load_model, model_hash

__all__ = ["GENERATED_SHARE", "Vector", "embed", "fused"]

_NAME = "embedding"

GENERATED_SHARE = 0.3
"""Share of the generated picture in a search with both: what `pierglass eval search`
fits on validation photos. Search leaves generated pictures out by default, since they
do not beat the crop in identity; this is what they weigh where they are switched on."""


@dataclass(frozen=True, eq=False)
class Vector:
    """A point in one model's space; points of two models are not comparable."""

    values: NDArray[np.float32]
    """(128,) of length one."""

    model: str
    """SHA-256 of the model's file, in hex."""


def embed(picture: NDArray[np.uint8]) -> Vector:
    """Return the vector of a garment on white.

    Args:
        picture: uint8 (128, 128, 3) RGB, as `rectify` and the stock generator make it.

    Raises:
        ModelMissingError: If the embedding network is not installed.
        ValueError: If *picture* is of another shape or type.
    """
    model = load_model(_NAME)
    expected = (model.side, model.side, 3)
    if picture.shape != expected or picture.dtype != np.uint8:
        raise ValueError(
            f"found {picture.dtype} {picture.shape}; expected uint8 {expected}"
        )
    values = np.asarray(model(picture=picture[None])[0], np.float32)
    return Vector(values[0], _hash())


def fused(
    photo: NDArray[np.float32],
    generated: NDArray[np.float32],
    share: float = GENERATED_SHARE,
) -> NDArray[np.float32]:
    """Return one query vector of the pre-processed photo and the generated picture.

    Likeness is a dot product, so that this one vector ranks listings as the weighted
    sum of both likenesses does.

    Args:
        photo: (128,) of length one.
        generated: (128,) of length one, of the same model.
        share: Of the generated picture, in [0, 1].

    Returns:
        (128,) of length one.
    """
    mixed = (1 - share) * photo + share * generated
    return np.asarray(mixed / max(float(np.linalg.norm(mixed)), 1e-9), np.float32)


@cache
def _hash() -> str:
    return model_hash(_NAME)
