"""From artwork to an item's folder: ``item.svg``, ``item.png``, ``item.json``."""

import json
import re
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import resvg_py
from numpy.typing import NDArray

from pierglass.training.items.artwork import Artwork

__all__ = ["render", "write_item"]

# Transparent pixels kept around the item, so that resampling never cuts an edge.
MARGIN: Final = 4
LARGEST_PNG_BYTES: Final = 250_000
# Coarser than 8 of 255, bands begin to show.
_COLOUR_STEPS: Final = (1, 2, 3, 4, 5, 6, 8)


# A point that ``json`` spread over four lines.
_SPREAD_POINT: Final = re.compile(r"\[\s+([-\d.]+),\s+([-\d.]+)\s+\]")


def render(artwork: Artwork) -> tuple[NDArray[np.uint8], tuple[int, int]]:
    """Return the picture, cropped to the item, and the crop's upper left corner.

    Args:
        artwork: What to draw.

    Returns:
        uint8 (H, W, 4), RGB order with straight alpha, and (x, y) in canvas pixels.

    Raises:
        ValueError: If the drawing shows nothing, or is cut by its canvas.
    """
    png = resvg_py.svg_to_bytes(
        svg_string=artwork.drawing.text(), skip_system_fonts=True
    )
    bgra = cv2.imdecode(np.frombuffer(bytes(png), np.uint8), cv2.IMREAD_UNCHANGED)
    if bgra is None or bgra.ndim != 3:
        raise ValueError(f"{artwork.id}: the drawing shows nothing")
    rgba = _coarser(np.asarray(cv2.cvtColor(bgra, cv2.COLOR_BGRA2RGBA), np.uint8), 1)
    rows = np.flatnonzero(rgba[..., 3].any(axis=1))
    columns = np.flatnonzero(rgba[..., 3].any(axis=0))
    if not rows.size:
        raise ValueError(f"{artwork.id}: the drawing shows nothing")
    left, right = int(columns[0]) - MARGIN, int(columns[-1]) + MARGIN + 1
    top, bottom = int(rows[0]) - MARGIN, int(rows[-1]) + MARGIN + 1
    height, width = rgba.shape[:2]
    if left < 0 or top < 0 or right > width or bottom > height:
        raise ValueError(f"{artwork.id}: the drawing is cut by its canvas")
    return np.ascontiguousarray(rgba[top:bottom, left:right]), (left, top)


def write_item(artwork: Artwork, root: Path) -> Path:
    """Write an item's folder under *root* and return it.

    Raises:
        ValueError: If the drawing shows nothing, or is cut by its canvas.
        OSError: If the folder cannot be written.
    """
    picture, corner = render(artwork)
    folder = root / artwork.id
    folder.mkdir(parents=True, exist_ok=True)
    height, width = picture.shape[:2]
    svg = artwork.drawing.text((*corner, width, height))
    (folder / "item.svg").write_text(svg, encoding="utf-8")
    (folder / "item.png").write_bytes(_encode(picture))
    record = json.dumps(_record(artwork, corner), indent=2, ensure_ascii=False)
    record = _SPREAD_POINT.sub(r"[\1, \2]", record)
    (folder / "item.json").write_text(record + "\n", encoding="utf-8")
    return folder


def _coarser(rgba: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Return colours in steps of *step*, and nothing where all is transparent."""
    wide = rgba[..., :3].astype(np.uint16)
    colours = np.minimum((wide + step // 2) // step * step, 255)
    shown = rgba[..., 3:] > 0
    return np.dstack([colours * shown, rgba[..., 3:]]).astype(np.uint8)


def _record(artwork: Artwork, corner: tuple[int, int]) -> dict[str, object]:
    def moved(point: tuple[float, float]) -> list[float]:
        return [round(point[0] - corner[0], 1), round(point[1] - corner[1], 1)]

    parts: list[dict[str, object]] = []
    for part in artwork.parts:
        entry: dict[str, object] = {"name": part.name, "depth": part.depth}
        if part.polygon:
            entry["polygon"] = [moved(point) for point in part.polygon]
        parts.append(entry)
    return {
        "id": artwork.id,
        "kind": artwork.kind,
        "name": artwork.name,
        "maker": artwork.maker,
        "version": 1,
        "image": "item.png",
        "anchors": {name: moved(point) for name, point in artwork.anchors.items()},
        "parts": parts,
        "static_occlusion": {"image": None},
        "licence": "Apache-2.0",
    }


def _encode(rgba: NDArray[np.uint8]) -> bytes:
    """Return a PNG that is small enough for a catalogue.

    Noise in the low bits is most of a cloth's bytes: they are dropped until it fits.
    """
    best = [
        cv2.IMWRITE_PNG_COMPRESSION,
        9,
        cv2.IMWRITE_PNG_FILTER,
        cv2.IMWRITE_PNG_ALL_FILTERS,
    ]
    for step in _COLOUR_STEPS:
        bgra = cv2.cvtColor(_coarser(rgba, step), cv2.COLOR_RGBA2BGRA)
        done, data = cv2.imencode(".png", bgra, best)
        if done and data.size <= LARGEST_PNG_BYTES:
            return data.tobytes()
    raise ValueError(f"{rgba.shape} needs more than {LARGEST_PNG_BYTES} bytes as PNG")
