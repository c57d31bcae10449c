"""A query's pictures: as photographed, pre-processed, and generated."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pierglass.training.garments.cutout import fit_frame
from pierglass.vision import search
from pierglass.vision.embedding import embed
from pierglass.vision.errors import ModelMissingError, VisionError
from pierglass.vision.rectify import SIDE, Rectified
from pierglass.vision.stock import StockGenerator
from pierglass.vision.weights import model_hash

__all__ = ["Models", "Seen", "look", "masked_crop", "whole_photo"]


@dataclass(eq=False)
class Models:
    """Which networks are installed, and why the others are not used."""

    generator: StockGenerator | None = None
    embed: Callable[[NDArray[np.uint8]], NDArray[np.float32]] | None = None
    absent: dict[str, str] = field(default_factory=dict)
    """By the name of what is missing, the reason."""

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of the files that are measured, by name."""
        names = ["person"]
        names += [] if self.generator is None else ["stock_g1", "stock_g2"]
        names += [] if self.embed is None else ["embedding"]
        return {name: model_hash(name) for name in names}

    @staticmethod
    def installed() -> "Models":
        """Return those that the vision package serves."""
        models = Models()
        try:
            models.generator = StockGenerator()
        except ModelMissingError as exc:
            models.absent["generator"] = str(exc)
        try:
            embed(np.full((SIDE, SIDE, 3), 255, np.uint8))
        except ModelMissingError as exc:
            models.absent["embedding"] = str(exc)
        else:
            models.embed = lambda picture: embed(picture).values
        return models


@dataclass(frozen=True, eq=False)
class Seen:
    """A photo, pre-processed and generated from; what failed is None."""

    rectified: Rectified | None
    g1: NDArray[np.uint8] | None
    """(128, 128, 3)."""

    g2: NDArray[np.uint8] | None
    """(128, 128, 3)."""

    seconds: dict[str, float]
    """CPU time of each step."""


def look(photo: NDArray[np.uint8], kind: str, models: Models) -> Seen:
    """Pre-process *photo* and generate its stock pictures, as a search does."""
    start = time.process_time()
    seconds: dict[str, float] = {}
    try:
        rectified = search.look(photo, kind).rectified
    except ModelMissingError:
        raise
    except VisionError:
        return Seen(None, None, None, seconds)
    seconds["rectify"] = time.process_time() - start
    if models.generator is None:
        return Seen(rectified, None, None, seconds)
    start = time.process_time()
    made = models.generator.generate(rectified)
    seconds["generate"] = time.process_time() - start
    return Seen(rectified, made.first, made.picture, seconds)


def whole_photo(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the photo, as it is, in the frame: uint8 (128, 128, 3)."""
    solid = np.dstack([photo, np.full(photo.shape[:2], 255, np.uint8)])
    return np.ascontiguousarray(fit_frame(solid, SIDE, 1.0)[0][..., :3])


def masked_crop(
    photo: NDArray[np.uint8], garment: NDArray[np.float32]
) -> NDArray[np.uint8]:
    """Return the garment's bounds on white, neither turned nor stretched.

    Source: the baseline of Street2Fashion2Shop, Zalando 2018.
    """
    ys, xs = np.nonzero(garment > 0.5)
    alpha = (garment * 255).astype(np.uint8)
    whole = np.dstack([photo, alpha])
    cut = whole[ys.min() : ys.max() + 1, xs.min() : xs.max() + 1]
    return np.ascontiguousarray(fit_frame(cut, SIDE)[0][..., :3])
