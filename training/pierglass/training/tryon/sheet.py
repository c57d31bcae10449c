"""A contact sheet of held-out try-ons, spread over the kinds and chosen by a seed."""

import textwrap
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.vision.command import find_item
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.tryon import Stopwatch, check_shows, dress

__all__ = ["SheetPlaceError", "check_place", "choose", "write_sheet"]

_COUNT = 60
_ACROSS = 10
_TILE = (220, 300)
"""Width and height of a picture on the sheet."""


class SheetPlaceError(ValueError):
    """A place for a sheet where it could be committed."""


def check_place(path: Path) -> None:
    """Check that a sheet may be written at *path*.

    Raises:
        SheetPlaceError: If it is inside of a git repository: the people are real.
    """
    folder = path.resolve().parent
    if any((one / ".git").exists() for one in (folder, *folder.parents)):
        raise SheetPlaceError(
            f"found the sheet's folder {folder} inside of a git repository; expected "
            "one outside: the photos show real people"
        )


def choose(kinds: list[str], count: int = _COUNT, seed: int = 0) -> list[int]:
    """Return the indices of *count* cases, each kind in turn, drawn by *seed*.

    Args:
        kinds: The kind of each case.
        count: How many; fewer where there are fewer.
        seed: Of the order within a kind.
    """
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(kinds))
    rows = {
        kind: [int(i) for i in order if kinds[i] == kind] for kind in sorted(set(kinds))
    }
    out: list[int] = []
    for turn in range(len(kinds)):
        out += [row[turn] for row in rows.values() if turn < len(row)]
    return out[:count]


def write_sheet(cases: list[Case], path: Path) -> list[dict[str, str]]:
    """Write the sheet; return what is on it, row by row.

    Raises:
        SheetPlaceError: If *path* is inside of a git repository.
    """
    check_place(path)
    chosen = [cases[i] for i in choose([case.kind for case in cases])]
    tiles = [_tile(case) for case in chosen]
    blank = np.full((_TILE[1], _TILE[0], 3), 255, np.uint8)
    tiles += [blank] * (-len(tiles) % _ACROSS)
    rows = [np.hstack(tiles[i : i + _ACROSS]) for i in range(0, len(tiles), _ACROSS)]
    path.parent.mkdir(parents=True, exist_ok=True)
    if rows:
        cv2.imwrite(str(path), np.vstack(rows)[:, :, ::-1])
    return [
        {"kind": case.kind, "item": case.item_id, "photo": case.photo.number}
        for case in chosen
    ]


def _said(photo: NDArray[np.uint8], refusal: str) -> NDArray[np.uint8]:
    """Return the whole photo, and why the item is not on it."""
    high = _TILE[1] - 60
    wide = min(_TILE[0], round(photo.shape[1] * high / photo.shape[0]))
    tile = np.full((_TILE[1], _TILE[0], 3), 255, np.uint8)
    left = (_TILE[0] - wide) // 2
    tile[:high, left : left + wide] = cv2.resize(
        photo, (wide, high), interpolation=cv2.INTER_AREA
    )
    for index, line in enumerate(textwrap.wrap(refusal, 38)[:4]):
        place = (4, high + 13 + 14 * index)
        cv2.putText(
            tile, line, place, cv2.FONT_HERSHEY_SIMPLEX, 0.33, (0, 0, 0), 1, cv2.LINE_AA
        )
    return tile


def _tile(case: Case) -> NDArray[np.uint8]:
    """Return the surroundings of the item, as large as a tile."""
    item = find_item(case.item_id)
    result = dress(case.photo.rgb, item, case.person, Stopwatch())
    try:
        check_shows(result)
    except CannotPlaceError as refusal:
        return _said(case.photo.rgb, str(refusal))
    height, width = result.frame.shape[:2]
    left, top, right, bottom = result.placed.box
    side = max(1.6 * (right - left), 1.6 * (bottom - top) * _TILE[0] / _TILE[1], 80)
    wide = min(side, width, height * _TILE[0] / _TILE[1])
    high = wide * _TILE[1] / _TILE[0]
    x = np.clip((left + right - wide) / 2, 0, width - wide)
    y = np.clip((top + bottom - high) / 2, 0, height - high)
    part = result.frame[int(y) : int(y + high), int(x) : int(x + wide)]
    return np.asarray(cv2.resize(part, _TILE, interpolation=cv2.INTER_AREA), np.uint8)
