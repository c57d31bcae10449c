"""A contact sheet of pairs, to look at before anything is trained on them."""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.garments.pairs import Pairs

__all__ = ["write_pairs_sheet"]

_TILE = 128


def write_pairs_sheet(pairs: Pairs, path: Path, count: int = 24) -> None:
    """Write photo, pre-processed garment and reference of the first *count* pairs.

    The sheet shows real people: keep it outside of the repository.
    """
    tiles = [
        np.hstack(
            [
                _tile(p)
                for p in (pair.street, pair.picture, pair.reference)
                if p is not None
            ]
        )
        for pair in (pairs.at(index) for index in range(count))
    ]
    rows = [np.hstack(tiles[i : i + 4]) for i in range(0, len(tiles) - 3, 4)]
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.vstack(rows)[:, :, ::-1])


def _tile(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    scale = _TILE / max(picture.shape[:2])
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    out = np.full((_TILE, _TILE, 3), 235, np.uint8)
    out[: small.shape[0], : small.shape[1]] = small[:_TILE, :_TILE]
    return out
