"""A contact sheet of one search: what was looked for, and what was found."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["draw_sheet"]

_SIDE = 192
_LABEL = 34
_INK = (40, 30, 50)


def draw_sheet(
    shown: Sequence[tuple[str, NDArray[np.uint8]]],
    found: Sequence[tuple[str, NDArray[np.uint8]]],
    columns: int = 5,
) -> NDArray[np.uint8]:
    """Return labelled pictures: what was looked for above, what was found below.

    Args:
        shown: Label and picture, uint8 (H, W, 3) RGB of any size.
        found: The same, the best first.
        columns: Pictures in a row.

    Returns:
        uint8 (H, W, 3) RGB.
    """
    rows = [shown, *(found[i : i + columns] for i in range(0, len(found), columns))]
    width = max(columns, len(shown))
    lines = []
    for row in rows:
        cells = [_cell(label, picture) for label, picture in row]
        cells += [np.full_like(cells[0], 255)] * (width - len(cells))
        lines.append(np.concatenate(cells, 1))
    return np.concatenate(lines, 0)


def _cell(label: str, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    scale = _SIDE / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    cell = np.full((_SIDE + _LABEL, _SIDE, 3), 255, np.uint8)
    top, left = (_SIDE - size[1]) // 2, (_SIDE - size[0]) // 2
    cell[top : top + size[1], left : left + size[0]] = small
    for line, text in enumerate(label.split("\n")[:2]):
        at = (4, _SIDE + 12 + 14 * line)
        cv2.putText(cell, text[:30], at, cv2.FONT_HERSHEY_SIMPLEX, 0.36, _INK, 1)
    return cell
