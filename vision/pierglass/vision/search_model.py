"""The embedding network of one exact file, known by its hash.

A search compares vectors of one file alone, so the file is named and not chosen by
speed: its int8 twin would be another model.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.errors import ModelMissingError
from pierglass.vision.weights import Model, weights_folder

__all__ = ["SearchModel", "file_hash", "installed_path"]


class SearchModel:
    """An embedding network.

    Args:
        path: Its ``.onnx`` file.

    Raises:
        ModelMissingError: If the file is absent or cannot be loaded.
    """

    def __init__(self, path: Path) -> None:
        try:
            self.hash = file_hash(path)
            self._model = Model(path)
        except Exception as exc:  # onnxruntime's errors have no common public class
            raise ModelMissingError("embedding", str(path)) from exc
        self.side = self._model.side
        """Height and width of the pictures that it takes, in pixels."""

    @classmethod
    def of_hash(cls, wanted: str, places: Iterable[Path]) -> "SearchModel":
        """Return the network with the hash *wanted*, in the first place that has it.

        Raises:
            ModelMissingError: If none of *places* has it.
        """
        for path in places:
            if path.is_file() and file_hash(path) == wanted:
                return cls(path)
        raise ModelMissingError("embedding", str(installed_path()))

    def embed(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Return the vector of a garment on white.

        Args:
            picture: uint8 (side, side, 3) RGB.

        Returns:
            float32 (D,) of length one.

        Raises:
            ValueError: If *picture* is of another shape or type.
        """
        expected = (self.side, self.side, 3)
        if picture.shape != expected or picture.dtype != np.uint8:
            raise ValueError(
                f"found {picture.dtype} {picture.shape}; expected uint8 {expected}"
            )
        values = np.asarray(self._model(picture=picture[None])[0], np.float32)[0]
        return np.asarray(
            values / max(float(np.linalg.norm(values)), 1e-12), np.float32
        )


def installed_path() -> Path:
    """Return where the embedding network that ships with the package lies."""
    return weights_folder() / "embedding.onnx"


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hex; one that has not changed is read once."""
    about = path.stat()
    return _hash(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=32)
def _hash(path: Path, mtime_ns: int, size: int) -> str:
    del mtime_ns, size  # of the key alone: another file at the same path is read again
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
