"""What the services of the api process call of the augmentation server."""

from pathlib import Path
from typing import Any

from pierglass.server.errors import AugmentationUnavailableError
from pierglass.server.rpc.errors import RpcError, RpcUnavailableError, revived
from pierglass.server.rpc.sync_client import RpcClient
from pierglass.server.services.augmenter import Look, Photo, Views

__all__ = ["AugmentClient"]

_SPARE_S = 0.5
"""The augment process answers so much before its caller gives up."""


class AugmentClient:
    """The augmentation server, called from any thread.

    Args:
        path: Its socket.
    """

    def __init__(self, path: Path) -> None:
        self._rpc = RpcClient(path)

    def photo(self, image: bytes, item_id: str, deadline_s: float) -> Photo:
        """Try an item on in a photo.

        Raises:
            AugmentationUnavailableError: No answer came before the deadline.
            OverloadedError: Too many photos wait.
            PierglassError: The photo or the item cannot be used.
        """
        return Photo(
            **self._call("photo", {"image": image, "item_id": item_id}, deadline_s)
        )

    def look(
        self, image: bytes, kind: str, model: str, generate: bool, deadline_s: float
    ) -> Look:
        """Look for a garment in a photo, as `Augmenter.look` does."""
        args = {"image": image, "kind": kind, "model": model, "generate": generate}
        return Look(**self._call("look", args, deadline_s))

    def embed(self, item_id: str, model: str, deadline_s: float) -> Views:
        """Make an item's vectors, as `Augmenter.embed` does."""
        args = {"item_id": item_id, "model": model}
        return Views(**self._call("embed", args, deadline_s))

    def close(self) -> None:
        """Close the connections."""
        self._rpc.close()

    def _call(
        self, method: str, args: dict[str, Any], deadline_s: float
    ) -> dict[str, Any]:
        deadline_ms = max(1, int((deadline_s - _SPARE_S) * 1000))
        args = {**args, "deadline_ms": deadline_ms}
        try:
            reply: dict[str, Any] = self._rpc.call(method, args, deadline_s=deadline_s)
        except RpcUnavailableError as error:
            raise AugmentationUnavailableError(
                reason="its process does not answer", retry_after=1
            ) from error
        except RpcError as error:
            raise revived(error.body) from error
        return reply
