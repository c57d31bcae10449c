"""What a model process does with a picture."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pierglass.server.augment.searching import Searching
from pierglass.server.augment.translation import translated
from pierglass.server.errors import NotFoundError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pierglass.vision import Item, TryOn

__all__ = ["Engine", "UnavailableError", "VisionEngine"]

PHOTO_SIDE = 2048
"""The longer side of an augmented photo in pixels, at most."""
PHOTO_QUALITY = 92
FRAME_PIXELS = 1920 * 1080
FRAME_QUALITIES = (85, 60, 30)
FRAME_BYTES = 500 * 1024
"""An encoded frame, at most; a lower quality is tried until it fits."""
_ITEM_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_ITEMS = 32
_STREAMS = 32
"""Items and streams that one process remembers."""


class UnavailableError(Exception):
    """The models cannot be used here; the text says why."""


class Engine(Protocol):
    """Work on pictures; one process runs one engine, one call at a time."""

    def warm_up(self) -> None:
        """Load everything.

        Raises:
            UnavailableError: Something is missing or broken.
        """
        ...

    def photo(self, args: dict[str, Any]) -> dict[str, Any]:
        """Try an item on in a photo."""
        ...

    def frame(self, args: dict[str, Any]) -> dict[str, Any]:
        """Try an item on in the next frame of a stream."""
        ...

    def close(self, args: dict[str, Any]) -> dict[str, Any]:
        """Forget a stream."""
        ...

    def look(self, args: dict[str, Any]) -> dict[str, Any]:
        """Make what a search looks for of a photo."""
        ...

    def embed(self, args: dict[str, Any]) -> dict[str, Any]:
        """Make an item's vectors."""
        ...


class VisionEngine:
    """The engine of ``pierglass.vision``, which only the model processes import.

    Args:
        item_folders: Where items lie, one folder each, named by id.
        models: Folder of embedding networks that served before.
    """

    def __init__(
        self, item_folders: Sequence[Path], models: Path | None = None
    ) -> None:
        self._folders = item_folders
        self._searching = Searching(models)
        self._items: OrderedDict[str, Item] = OrderedDict()
        self._streams: OrderedDict[str, TryOn] = OrderedDict()

    def warm_up(self) -> None:
        """Load the networks by running each on an empty picture.

        Raises:
            UnavailableError: A network is missing or broken.
        """
        import cv2
        import numpy as np

        from pierglass.vision import VisionError, estimate_person, predict_occlusion
        from pierglass.vision.errors import ModelMissingError

        # One process, one core: more threads make every process slower.
        cv2.setNumThreads(1)
        frame = np.full((128, 128, 3), 127, np.uint8)
        overlay = np.zeros((128, 128, 4), np.uint8)
        overlay[40:80, 40:80] = 255
        for run in (
            lambda: estimate_person(frame),
            lambda: predict_occlusion(frame, overlay, kind="glasses"),
        ):
            try:
                run()
            except ModelMissingError as error:
                # The reason reaches clients: the model's name, not the server's path.
                raise UnavailableError(
                    f"the weights of {error.name!r} are missing or broken"
                ) from error
            except VisionError:
                continue  # a grey picture shows nobody; the models have run

    def photo(self, args: dict[str, Any]) -> dict[str, Any]:
        """Try an item on in a photo.

        Args:
            args: ``image`` (a JPEG, PNG or WebP file) and ``item_id``.

        Returns:
            ``image`` (JPEG), ``kind``, ``placement``, ``hidden_share``, ``stages_ms``.

        Raises:
            PierglassError: The photo or the item cannot be used.
        """
        from pierglass.vision import VisionError, decode_image, encode_jpeg, tryon

        watch = _Watch()
        try:
            item = self._item(args["item_id"])
            frame = decode_image(args["image"], longest=PHOTO_SIDE)
            watch.lap("decode")
            result = tryon(frame, item)
        except VisionError as error:
            raise translated(error) from error
        watch.skip()
        image = encode_jpeg(result.frame, PHOTO_QUALITY)
        watch.lap("encode")
        return {
            "image": image,
            "kind": result.kind,
            "placement": _plain(result.placement),
            "hidden_share": float(result.hidden_share),
            "stages_ms": {
                "decode": watch.laps_ms["decode"],
                **{name: float(ms) for name, ms in result.stages_ms.items()},
                "encode": watch.laps_ms["encode"],
            },
        }

    def frame(self, args: dict[str, Any]) -> dict[str, Any]:
        """Try an item on in the next frame of a stream.

        Args:
            args: ``stream``, ``n``, ``image`` (JPEG) and ``item_id``.

        Returns:
            ``n``, ``image`` (JPEG), ``placed``, ``hidden_share``, ``mask_age`` (None
            for the static map), ``ms`` and, where it is not placed, ``reason``: the
            frame comes back as it was.

        Raises:
            PierglassError: The frame or the item cannot be used.
        """
        from pierglass.vision import VisionError, decode_image, encode_jpeg

        watch = _Watch()
        reply: dict[str, Any] = {"n": args["n"]}
        try:
            stream = self._stream(args["stream"], args["item_id"])
            frame = decode_image(args["image"], most_pixels=FRAME_PIXELS)
            result = stream.step(frame)
        except VisionError as error:
            if error.code not in ("no_person", "cannot_place"):
                raise translated(error) from error
            reply |= {
                "image": args["image"],
                "placed": False,
                "reason": getattr(error, "reason", error.code),
                "hidden_share": 0.0,
                "mask_age": 0,
            }
        else:
            reply |= {
                "image": _fitting(encode_jpeg, result.frame),
                "placed": True,
                "hidden_share": float(result.hidden_share),
                "mask_age": result.mask_age,
            }
        return reply | {"ms": watch.total_ms()}

    def close(self, args: dict[str, Any]) -> dict[str, Any]:
        """Forget a stream."""
        self._streams.pop(args["stream"], None)
        return {}

    def look(self, args: dict[str, Any]) -> dict[str, Any]:
        """Make what a search looks for of a photo, as `Searching.look` does."""
        return self._searching.look(args)

    def embed(self, args: dict[str, Any]) -> dict[str, Any]:
        """Make an item's vectors: ``item_id`` and ``model``, as `Searching.embed`.

        Raises:
            PierglassError: The item cannot be used, or the model is not here.
        """
        from pierglass.vision import VisionError

        try:
            item = self._item(args["item_id"])
        except VisionError as error:
            raise translated(error) from error
        return self._searching.embed(item, args["model"])

    def _stream(self, name: str, item_id: str) -> "TryOn":
        from pierglass.vision import TryOn

        item = self._item(item_id)
        stream = self._streams.pop(name, None)
        if stream is None:
            stream = TryOn(item)
        elif stream.item.id != item.id:
            stream.change(item)
        self._streams[name] = stream
        if len(self._streams) > _STREAMS:
            self._streams.popitem(last=False)
        return stream

    def _item(self, item_id: str) -> "Item":
        from pierglass.vision import load_item

        item = self._items.pop(item_id, None)
        if item is None:
            item = load_item(self._folder(item_id))
        self._items[item_id] = item
        if len(self._items) > _ITEMS:
            self._items.popitem(last=False)
        return item

    def _folder(self, item_id: str) -> Path:
        # An id is a name, never a path.
        if _ITEM_ID.fullmatch(item_id):
            for folder in self._folders:
                if (folder / item_id / "item.json").is_file():
                    return folder / item_id
        raise NotFoundError(what="item", field="item_id")


def _fitting(
    encode: "Callable[[NDArray[np.uint8], int], bytes]", frame: "NDArray[np.uint8]"
) -> bytes:
    """Encode a frame so that it fits a message of the live socket."""
    for quality in FRAME_QUALITIES:
        image = encode(frame, quality)
        if len(image) <= FRAME_BYTES:
            break
    return image


class _Watch:
    def __init__(self) -> None:
        self._start_s = self._lap_s = time.perf_counter()
        self.laps_ms: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now_s = time.perf_counter()
        self.laps_ms[name] = round((now_s - self._lap_s) * 1000, 2)
        self._lap_s = now_s

    def skip(self) -> None:
        self._lap_s = time.perf_counter()

    def total_ms(self) -> float:
        return round((time.perf_counter() - self._start_s) * 1000, 2)


def _plain(value: Any) -> Any:
    """Give numbers of numpy as Python's own, which every encoder takes."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "tolist"):
        return value.tolist()
    return value
