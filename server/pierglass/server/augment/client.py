"""What the services of the api process call to have a photo augmented."""

from pathlib import Path

from pierglass.server.errors import AugmentationUnavailableError
from pierglass.server.rpc.errors import RpcError, RpcUnavailableError, revived
from pierglass.server.rpc.sync_client import RpcClient
from pierglass.server.services.augmenter import Photo

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
        args = {
            "image": image,
            "item_id": item_id,
            "deadline_ms": max(1, int((deadline_s - _SPARE_S) * 1000)),
        }
        try:
            return Photo(**self._rpc.call("photo", args, deadline_s=deadline_s))
        except RpcUnavailableError as error:
            raise AugmentationUnavailableError(
                reason="its process does not answer", retry_after=1
            ) from error
        except RpcError as error:
            raise revived(error.body) from error

    def close(self) -> None:
        """Close the connections."""
        self._rpc.close()
