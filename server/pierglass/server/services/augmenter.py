"""What try-ons need from the augmentation server; ``rpc`` supplies the client."""

from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["Augmenter", "NoAugmenter", "Photo"]

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


class NoAugmenter:
    """Stands where no augmentation server runs: every try-on says so."""

    def photo(self, image: bytes, item_id: str, deadline_s: float) -> Photo:
        """Raise: there is nothing to answer.

        Raises:
            AugmentationUnavailableError: Always.
        """
        raise AugmentationUnavailableError(reason="it is not running", retry_after=5)
