"""What a vector index takes and gives; one contract for every adapter.

A search is exact and filtered inside: the caller names the items among which it looks,
and the best of those come back, however few they are among all.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

__all__ = ["Entry", "Hit", "Query", "VectorIndex", "checked"]


@dataclass(frozen=True, eq=False)
class Entry:
    """One view of an item in one model's space."""

    item_id: str
    view: str
    """Which of the item's pictures, such as ``stock``."""
    model: str
    """Whose space: a model file's SHA-256, or a method's name and version."""
    source: str
    """The SHA-256 of the picture that it was made from."""
    numbers: NDArray[np.float32]
    """(D,) of length one."""


@dataclass(frozen=True, eq=False)
class Query:
    """A vector to look for, and how much it counts."""

    numbers: NDArray[np.float32]
    """(D,) of length one."""
    weight: float = 1.0


@dataclass(frozen=True)
class Hit:
    """An item that was found."""

    item_id: str
    score: float
    """The item's head start and the weighted sum of *similarities*."""
    similarities: tuple[float, ...]
    """To each query: the inner product with the item's nearest view."""


class VectorIndex(Protocol):
    """Vectors by item, view and model."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Store *entries*, durable on return; those of the same key are replaced.

        Raises:
            ValueError: If one is not a finite vector of its model's size.
            StoreFailedError: If the database refuses.
        """
        ...

    def search(
        self, model: str, queries: Sequence[Query], among: Mapping[str, float], top: int
    ) -> list[Hit]:
        """Return the best *top* of the items *among* that have vectors of *model*.

        Args:
            model: Whose vectors are looked at; no other's are.
            queries: At least one.
            among: Head start by item id; an item that is not in it is never found.
            top: 1 or more.

        Returns:
            The best first; equal scores in the order of the ids.

        Raises:
            ValueError: If a query is not a finite vector of the model's size.
            StoreFailedError: If the database refuses.
        """
        ...

    def sources(self, model: str) -> dict[str, str]:
        """Return the SHA-256 of the picture behind each item's vectors of *model*."""
        ...

    def vectors(self, model: str, item_id: str) -> dict[str, NDArray[np.float32]]:
        """Return an item's vectors of *model* by view; none for one it does not have.

        Raises:
            StoreFailedError: If the database refuses.
        """
        ...

    def models(self) -> dict[str, int]:
        """Return how many vectors each model has."""
        ...

    def remove_models(self, models: Collection[str]) -> None:
        """Remove every vector of *models*."""
        ...

    def remove_items(self, item_ids: Collection[str]) -> None:
        """Remove every vector of *item_ids*."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def checked(numbers: NDArray[np.float32], size: int | None) -> NDArray[np.float32]:
    """Return *numbers* as an index keeps them.

    Args:
        numbers: What is to be kept or looked for.
        size: The model's, None before its first vector.

    Raises:
        ValueError: If they are no finite vector of that size.
    """
    vector = np.ascontiguousarray(numbers, np.float32)
    if vector.ndim != 1 or not vector.size or not np.isfinite(vector).all():
        raise ValueError(f"found {vector.shape}; expected one finite vector")
    if size is not None and vector.size != size:
        raise ValueError(f"found {vector.size} numbers; the model has {size}")
    return vector
