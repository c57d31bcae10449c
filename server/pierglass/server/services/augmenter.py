"""What services need from the augmentation server; ``rpc`` supplies the client."""

from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Augmenter", "Look", "NoAugmenter", "Photo", "Views"]

from pierglass.server.errors import AugmentationUnavailableError


@dataclass(frozen=True)
class Photo:
    """An augmented photo."""

    image: bytes
    """JPEG."""
    kind: str
    placement: dict[str, Any]
    hidden_share: float
    """Share of the item's pixels that the camera's pixels hide, 0 to 1."""
    stages_ms: dict[str, float]


@dataclass(frozen=True)
class Look:
    """What a search looks for in a photo."""

    kind: str
    vectors: dict[str, bytes]
    """float32 by picture: ``photo``, and ``generated`` where one was made."""
    weights: dict[str, float]
    """What each picture counts; together 1."""
    colour: bytes
    """float32: what `COLOUR` compares."""
    picture: bytes
    """JPEG: the generated picture, else the garment as pre-processed."""
    generated: bool
    """Whether *picture* is a generated one."""
    notes: list[dict[str, str]]
    """What makes the search weaker: a code and a message with the cure."""
    stages_ms: dict[str, float]


@dataclass(frozen=True)
class Views:
    """What an item's picture is found by."""

    numbers: bytes
    """float32, in the space of the model that was asked for."""
    colour: bytes
    """float32: what `COLOUR` compares."""


class Augmenter(Protocol):
    """The augmentation server, as services see it."""

    def photo(self, image: bytes, item_id: str, deadline_s: float) -> Photo:
        """Return *image* (JPEG) with the item on.

        Raises:
            AugmentationUnavailableError: If no answer comes before the deadline.
            OverloadedError: If its queue is full.
            TryOnError: If the item cannot be tried on in this photo.
        """
        ...

    def look(
        self, image: bytes, kind: str, model: str, generate: bool, deadline_s: float
    ) -> Look:
        """Return what to search for: the garment in *image* (JPEG).

        Args:
            image: The photo.
            kind: Of the garment; empty for the largest.
            model: The hash of the network whose vectors are made.
            generate: Whether to make a stock picture as well.
            deadline_s: When the answer is of no use any more.

        Raises:
            AugmentationUnavailableError: If no answer comes before the deadline.
            OverloadedError: If its queue is full.
            SearchError: If there is nothing to look for in this photo.
            ModelMissingError: If a network is not there.
        """
        ...

    def embed(self, item_id: str, model: str, deadline_s: float) -> Views:
        """Return what an item is found by in the space of *model*.

        Raises:
            AugmentationUnavailableError: If no answer comes before the deadline.
            ModelMissingError: If the network is not there.
            PierglassError: If the item's folder cannot be used.
        """
        ...


class NoAugmenter:
    """Stands where no augmentation server runs: every call says so."""

    def photo(self, image: bytes, item_id: str, deadline_s: float) -> Photo:
        """Raise: there is nothing to answer.

        Raises:
            AugmentationUnavailableError: Always.
        """
        raise AugmentationUnavailableError(reason="it is not running", retry_after=5)

    def look(
        self, image: bytes, kind: str, model: str, generate: bool, deadline_s: float
    ) -> Look:
        """Raise: there is nothing to answer.

        Raises:
            AugmentationUnavailableError: Always.
        """
        raise AugmentationUnavailableError(reason="it is not running", retry_after=5)

    def embed(self, item_id: str, model: str, deadline_s: float) -> Views:
        """Raise: there is nothing to answer.

        Raises:
            AugmentationUnavailableError: Always.
        """
        raise AugmentationUnavailableError(reason="it is not running", retry_after=5)
