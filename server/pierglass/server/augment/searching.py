"""What a model process does for a search."""

import time
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pierglass.server.augment.translation import translated

if TYPE_CHECKING:
    from pierglass.vision import Item
    from pierglass.vision.search_model import SearchModel
    from pierglass.vision.stock import StockGenerator

__all__ = ["Searching"]

_SIDE = 832
"""The longer side of a photo that is searched with, as in the photos of training; the
garment is made 128 wide."""
_MODELS = 2
"""Networks in memory: the one that serves and the one that comes after it."""
_QUALITY = 95


class Searching:
    """Looks for garments in photos, and at items' pictures.

    Args:
        models: Folder of embedding networks that served before, each
            ``embedding-HASH.onnx``; beside the one that is installed.
    """

    def __init__(self, models: Path | None = None) -> None:
        self._folder = models
        self._models: OrderedDict[str, SearchModel] = OrderedDict()
        self._generator: StockGenerator | None = None

    def look(self, args: dict[str, Any]) -> dict[str, Any]:
        """Make what a search looks for of a photo.

        Args:
            args: ``image`` (a JPEG, PNG or WebP file), ``kind`` (empty for the largest
                garment's), ``model`` (its vectors are made) and ``generate``.

        Returns:
            ``kind``, ``vectors`` (float32 bytes by picture), ``weights`` (by picture),
            ``colour``, ``picture`` (JPEG), ``generated`` (whether that picture is),
            ``notes`` (each a code and a message) and ``stages_ms``.

        Raises:
            PierglassError: The photo cannot be used, or a model is not here.
        """
        from pierglass.vision import VisionError, decode_image, encode_jpeg
        from pierglass.vision.image import shrunk
        from pierglass.vision.search import NOTES, look

        start_s = time.perf_counter()
        try:
            # A missing network is said before any work, and whatever the photo shows.
            model = self._model(args["model"])
            generator = self._generating() if args["generate"] else None
            photo = shrunk(decode_image(args["image"]), _SIDE)
            decoded_s = time.perf_counter()
            found = look(photo, args["kind"] or None, generator=generator)
            looked_s = time.perf_counter()
            pictures = found.pictures()
            vectors = {
                name: model.embed(picture).tobytes()
                for name, picture in pictures.items()
            }
        except VisionError as error:
            raise translated(error, searching=True) from error
        embedded_s = time.perf_counter()
        shown = pictures.get("generated", pictures["photo"])
        return {
            "kind": found.rectified.kind,
            "vectors": vectors,
            "weights": found.weights(),
            "colour": found.colour().tobytes(),
            "picture": encode_jpeg(shown, _QUALITY),
            "generated": "generated" in pictures,
            "notes": [{"code": code, "message": NOTES[code]} for code in found.notes],
            "stages_ms": {
                "decode": _ms(decoded_s - start_s),
                "look": _ms(looked_s - decoded_s),
                "embed": _ms(embedded_s - looked_s),
            },
        }

    def embed(self, item: "Item", wanted: str) -> dict[str, Any]:
        """Make an item's vectors.

        Args:
            item: Whose picture is looked at.
            wanted: The hash of the model that looks.

        Returns:
            ``numbers`` and ``colour``, float32 bytes.

        Raises:
            PierglassError: The model is not here.
        """
        from pierglass.vision import VisionError
        from pierglass.vision.search import stock_view
        from pierglass.vision.search_colour import colour_vector

        try:
            model = self._model(wanted)
        except VisionError as error:
            raise translated(error, searching=True) from error
        picture, cloth = stock_view(item.image, model.side)
        return {
            "numbers": model.embed(picture).tobytes(),
            "colour": colour_vector(picture, cloth).tobytes(),
        }

    def _model(self, wanted: str) -> "SearchModel":
        from pierglass.vision.search_model import SearchModel, installed_path

        model = self._models.pop(wanted, None)
        if model is None:
            places = [installed_path()]
            if self._folder is not None:
                places.append(self._folder / f"embedding-{wanted}.onnx")
            model = SearchModel.of_hash(wanted, places)
        self._models[wanted] = model
        if len(self._models) > _MODELS:
            self._models.popitem(last=False)
        return model

    def _generating(self) -> "StockGenerator":
        from pierglass.vision.stock import StockGenerator

        if self._generator is None:
            self._generator = StockGenerator()
        return self._generator


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
