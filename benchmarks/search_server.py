"""The server's search in one process: catalogue, index, networks, HTTP application.

A server runs its networks in processes of their own. Here all is in one, so that its
CPU time and its memory are those of the whole.
"""

import colorsys
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import cv2
import numpy as np

from pierglass.server.app import open_context
from pierglass.server.augment.engine import VisionEngine
from pierglass.server.augment.process import item_folders
from pierglass.server.services.augmenter import Look, Views
from pierglass.server.services.context import Context
from pierglass.server.services.search_kinds import FAMILIES
from pierglass.server.settings import Settings
from pierglass.vision.item import list_items, load_item
from pierglass.vision.weights import load_model, weights_folder

__all__ = ["InProcess", "draw_garments", "running"]

ITEMS = "pierglass.vision:items"
NETWORKS = ("embedding", "stock_g1", "stock_g2")


class InProcess:
    """The model processes' engine, without a process.

    Args:
        settings: Where items and kept networks lie.
    """

    def __init__(self, settings: Settings) -> None:
        models = settings.data_dir / "models"
        self._engine = VisionEngine(item_folders(settings), models)
        self._engine.warm_up()

    def look(
        self, image: bytes, kind: str, model: str, generate: bool, deadline_s: float
    ) -> Look:
        """Return what to search for."""
        del deadline_s
        args = {"image": image, "kind": kind, "model": model, "generate": generate}
        return Look(**self._engine.look(args))

    def embed(self, item_id: str, model: str, deadline_s: float) -> Views:
        """Return what an item is found by."""
        del deadline_s
        return Views(**self._engine.embed({"item_id": item_id, "model": model}))


@contextmanager
def running(
    garments: int = 0, *, generated: str = "auto"
) -> Iterator[tuple[Context, list[str]]]:
    """Open a server's parts over the shipped items.

    Args:
        garments: How many drawn ones there are besides.
        generated: As the setting ``search_generated``.

    Yields:
        The parts, and which networks are untrained because none is installed.
    """
    with tempfile.TemporaryDirectory() as place, _networks(Path(place)) as untrained:
        draw_garments(Path(place) / "var" / "items", garments)
        settings = Settings(
            data_dir=Path(place) / "var",
            items=ITEMS,
            weights="weights_of_benchmark:",
            search_generated=generated,
        )
        engine = InProcess(settings)
        ctx = open_context(settings, augment=engine)  # type: ignore[arg-type]
        try:
            yield ctx, untrained
        finally:
            ctx.vectors.close()
            ctx.store.close()


def draw_garments(folder: Path, count: int) -> None:
    """Write *count* items: the shipped garments, each in a colour of its own."""
    shipped = Path(__file__).parents[1] / "vision/pierglass/vision/items"
    worn = [one for one in list_items(shipped) if one.kind in FAMILIES]
    for number in range(count):
        summary = worn[number % len(worn)]
        item = load_item(summary.folder)
        hue = (number * 0.618034) % 1
        dye = np.array(colorsys.hsv_to_rgb(hue, 0.5, 1.0))
        picture = item.image.copy()
        picture[..., :3] = (picture[..., :3] * dye).astype(np.uint8)
        place = folder / f"{summary.id}-{number:04}"
        place.mkdir(parents=True)
        cv2.imwrite(
            str(place / "item.png"),
            cv2.cvtColor(picture, cv2.COLOR_RGBA2BGRA),
            [cv2.IMWRITE_PNG_COMPRESSION, 1],
        )
        declared = json.loads((summary.folder / "item.json").read_text("utf-8"))
        declared |= {"id": place.name, "image": "item.png"}
        (place / "item.json").write_text(json.dumps(declared))


@contextmanager
def _networks(place: Path) -> Iterator[list[str]]:
    """Have a folder of networks serve in which none is missing."""
    folder = place / "importable" / "weights_of_benchmark"
    folder.mkdir(parents=True)
    for path in weights_folder().iterdir():
        (folder / path.name).symlink_to(path)
    absent = [one for one in NETWORKS if not (folder / f"{one}.onnx").exists()]
    if absent:
        made = [sys.executable, "-m", "benchmarks.untrained", str(folder), *absent]
        subprocess.run(made, check=True)  # noqa: S603
    load_model.cache_clear()
    with (
        patch("pierglass.vision.weights.weights_folder", lambda: folder),
        patch("pierglass.vision.search_model.weights_folder", lambda: folder),
        patch.object(sys, "path", [str(folder.parent), *sys.path]),
    ):
        yield absent
    load_model.cache_clear()
