"""From a street photo to a stock picture: pre-process, G1, concatenate, G2.

A generated picture is a guess at a garment that nobody photographed: label it as
generated wherever it is shown.

Source: US 10,552,714, claim 10.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.rectify import Rectified, rectify
from pierglass.vision.rectify_pose import POSES
from pierglass.vision.weights import Model, load_model

__all__ = ["StockGenerator", "StockImage", "generate_stock_image"]


@dataclass(frozen=True, eq=False)
class StockImage:
    """A generated stock picture, with what it was made from."""

    rectified: Rectified
    """The garment as pre-processed."""

    first: NDArray[np.uint8]
    """(S, S, 3): what the first generator made."""

    picture: NDArray[np.uint8]
    """(S, S, 3): what the second generator made of photo and first picture."""


class StockGenerator:
    """Both generators, ready to run.

    Args:
        first: G1; the one that ships by default.
        second: G2; the one that ships by default.

    Raises:
        ModelMissingError: If a network is not installed.
    """

    def __init__(self, first: Model | None = None, second: Model | None = None) -> None:
        self._first = first or load_model("stock_g1")
        self._second = second or load_model("stock_g2")

    def generate(self, rectified: Rectified) -> StockImage:
        """Return the stock picture of a pre-processed garment.

        Raises:
            CannotPlaceError: If the garment is of a kind that the generators were not
                trained on (a shoe, a hat).
        """
        if rectified.kind not in POSES:
            known = ", ".join(POSES)
            raise CannotPlaceError(
                rectified.kind, f"stock pictures are generated of {known} alone"
            )
        inputs = {
            "picture": rectified.picture[None],
            "cloth": rectified.cloth[None],
            "kind": np.array([tuple(POSES).index(rectified.kind)], np.int64),
        }
        first = np.asarray(self._first(**inputs)[0], np.uint8)
        second = np.asarray(self._second(**inputs, first=first)[0], np.uint8)
        return StockImage(rectified, first[0], second[0])


def generate_stock_image(
    photo: NDArray[np.uint8], kind: str | None = None
) -> StockImage:
    """Return the stock picture of the garment of *kind* in *photo*.

    Args:
        photo: uint8 (H, W, 3) RGB.
        kind: As `rectify` takes it.

    Raises:
        NoPersonError: If nobody is to be seen.
        NoGarmentError: If the person wears nothing of *kind*.
        CannotPlaceError: If the generators do not know the kind.
        ModelMissingError: If a network is not installed.
    """
    return StockGenerator().generate(rectify(photo, kind))
