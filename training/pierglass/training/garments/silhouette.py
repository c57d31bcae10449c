"""Anchors and sleeves of a cut-out garment, from its outline alone."""

from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from pierglass.vision.item import Item
from pierglass.vision.item_record import ItemPart

__all__ = ["item_of"]

_Point = tuple[float, float]

_LONG = 0.95
"""A sleeve that reaches this far from the shoulder, in trunk widths, is a long one."""

_SLEEVE = 0.14
"""Less cloth beyond the trunk than this, in trunk widths, is no sleeve."""


def item_of(name: str, kind: str, rgba: NDArray[np.uint8]) -> Item:
    """Return a cut-out as an item that placement can put on a person.

    Args:
        name: Becomes the item's id.
        kind: One of the six kinds of clothes.
        rgba: uint8 (h, w, 4), cut to its bounds.
    """
    mask = rgba[..., 3] > 127
    upper = kind in ("top", "jacket", "dress")
    anchors, parts = _upper(mask, kind) if upper else (_lower(mask, kind), ())
    return Item(
        id=name,
        kind=kind,
        name=name,
        maker="",
        image=rgba,
        anchors=MappingProxyType(anchors),
        parts=parts,
        static_occlusion=None,
        folder=Path(),
    )


def _upper(
    mask: NDArray[np.bool_], kind: str
) -> tuple[dict[str, _Point], tuple[ItemPart, ...]]:
    height, width = mask.shape
    middle, trunk = _trunk(mask)
    half = 0.36 * trunk
    anchors: dict[str, _Point] = {"neck": (middle, float(_top(mask, middle)))}
    parts = []
    for side, sign in (("right", -1), ("left", 1)):
        x = float(np.clip(middle + sign * half, 0, width - 1))
        y = float(_top(mask, x)) + 0.02 * height
        # A usual top ends at the hips; a dress's waist is at the same distance.
        hip_y = min(y + 1.02 * trunk * (0.9 if kind == "dress" else 1.0), height - 2.0)
        anchors[f"{side}_shoulder"] = (x, y)
        anchors[f"{side}_hip"] = (middle + sign * 0.25 * trunk, hip_y)
        anchors[f"{side}_hem"] = (middle + sign * 0.30 * trunk, height - 1.0)
        sleeve = _sleeve(mask, middle + sign * 0.5 * trunk, (x, y), sign, trunk)
        if sleeve is not None:
            end, outline = sleeve
            reach = float(np.hypot(end[0] - x, end[1] - y))
            long = reach > _LONG * trunk
            part = 0.5 if long else 0.9
            elbow = (x + (end[0] - x) * part, y + (end[1] - y) * part)
            if not long:  # a short sleeve ends half way to the elbow
                elbow = (x + (end[0] - x) * 1.8, y + (end[1] - y) * 1.8)
            anchors[f"{side}_elbow"] = elbow
            if long:
                anchors[f"{side}_wrist"] = end
            parts.append(ItemPart(f"{side}_sleeve", 0.0, outline))
    # Placement asks for both sleeves or none.
    return anchors, tuple(parts) if len(parts) == 2 else ()


def _trunk(mask: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the trunk's middle and width: the narrowest third of its lower rows."""
    height = mask.shape[0]
    spans = []
    for row in mask[round(0.3 * height) : round(0.8 * height)]:
        run = _run(row, int(np.median(np.nonzero(row)[0]))) if row.any() else None
        if run is not None:
            spans.append(run)
    if not spans:
        return mask.shape[1] / 2, 0.6 * mask.shape[1]
    ends = np.array(spans, np.float64)
    widths = ends[:, 1] - ends[:, 0]
    narrow = widths <= np.quantile(widths, 0.34)
    return float(ends[narrow].mean()), max(float(widths[narrow].mean()), 8.0)


def _run(row: NDArray[np.bool_], x: int) -> tuple[int, int] | None:
    if not row[x]:
        return None
    gaps = np.nonzero(~row)[0]
    left = gaps[gaps < x].max() + 1 if (gaps < x).any() else 0
    right = gaps[gaps > x].min() if (gaps > x).any() else len(row)
    return int(left), int(right)


def _top(mask: NDArray[np.bool_], x: float) -> int:
    column = mask[:, int(np.clip(round(x), 0, mask.shape[1] - 1))]
    return int(column.argmax()) if column.any() else 0


def _sleeve(
    mask: NDArray[np.bool_], edge: float, shoulder: _Point, sign: int, trunk: float
) -> tuple[_Point, tuple[_Point, ...]] | None:
    """Return a sleeve's end and an outline about it; None where there is no sleeve."""
    xs = np.arange(mask.shape[1])[None, :]
    ys, beyond = np.nonzero(mask & ((xs - edge) * sign > 0))
    if len(ys) < 30 or np.abs(beyond - edge).max() < _SLEEVE * trunk:
        return None
    far = np.hypot(beyond - shoulder[0], ys - shoulder[1])
    tip = far >= np.quantile(far, 0.97)
    end = (float(beyond[tip].mean()), float(ys[tip].mean()))
    limit = 0.0 if sign < 0 else float(mask.shape[1] - 1)
    low = float(ys.max())
    outline = ((edge, 0.0), (limit, 0.0), (limit, low), (edge, low))
    return end, outline


def _lower(mask: NDArray[np.bool_], kind: str) -> dict[str, _Point]:
    height, width = mask.shape
    rows = [np.nonzero(row)[0] for row in mask[: max(2, height // 12)]]
    found = [row for row in rows if len(row)]
    waist = np.array([(row[0], row[-1]) for row in found], np.float64).mean(0)
    middle, gap = float(waist.mean()), float(waist[1] - waist[0])
    shares = {"trousers": (0.17, 0.55, 0.97), "shorts": (0.38, 0.95, 1.8)}
    hip, knee, ankle = shares.get(kind, (0.32, 0.97, 1.8))
    out: dict[str, _Point] = {}
    for side, sign in (("right", -1), ("left", 1)):
        out[f"{side}_hip"] = (middle + sign * 0.42 * gap, hip * height)
        out[f"{side}_knee"] = (_leg(mask, middle, sign, knee), knee * height)
        if kind == "trousers":
            out[f"{side}_ankle"] = (_leg(mask, middle, sign, ankle), ankle * height)
    if kind != "skirt":
        out["crotch"] = (middle, min(hip + 0.12, 0.9) * height)
    return {name: (min(max(x, 0.0), width - 1.0), y) for name, (x, y) in out.items()}


def _leg(mask: NDArray[np.bool_], middle: float, sign: int, share: float) -> float:
    """Return the middle of a leg at a share of the height."""
    row = mask[min(round(share * mask.shape[0]), mask.shape[0] - 2)]
    xs = np.nonzero(row)[0]
    own = xs[(xs - middle) * sign > 0]
    return float(own.mean()) if len(own) else middle + sign * 4.0
