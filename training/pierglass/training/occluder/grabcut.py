"""GrabCut as an occluder: what the colours alone can tell, given good seeds.

It runs on the overlay's surroundings. Its foreground is what hides the item, its
background what the item covers. Seeds are drawn about the wearer by key points, in the
frames of `FRAMES`: hair, face, shins, trunk, and the forearms of the truth table for
what hides a kind; the chest, the thigh, the cheeks for what the kind covers. A seed
outside of the overlay is certain; of those inside, the covered ones are certain and the
hiding ones likely. What the person network takes for background is always covered.
Everything else begins as covered: on validation photos that is better on both sides
than to begin as the nearer seed, outside of the overlay or everywhere.

So it gets the overlay, the kind, the person's segment and the key points: what the
network gets, but the label map's groups.

Source: Rother, Kolmogorov, Blake, "GrabCut", SIGGRAPH 2004.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.frames import FRAMES
from pierglass.vision.geometry import Box
from pierglass.vision.groups import GROUPS
from pierglass.vision.occlusion import body_in
from pierglass.vision.person import Person
from pierglass.vision.truth import HIDDEN_BY, arm_mask

__all__ = ["SEEDS", "Seeds", "Stroke", "cut_out"]

_SIDE = 128
"""Height and width of the picture that is cut."""

_ROUNDS = 3

_Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Stroke:
    """A line in a frame of the body; both of its sides where it has two."""

    frame: str
    start: tuple[float, float]
    end: tuple[float, float]
    half_width: float
    """In units of the frame."""


@dataclass(frozen=True)
class Seeds:
    """Where a kind is surely hidden, and where it surely covers what is there."""

    hiding: tuple[Stroke, ...]
    covered: tuple[Stroke, ...]
    margin: float = 0.3
    """How far beyond the overlay they may lie, in parts of its longer side."""


_HAIR = (
    Stroke("head", (-0.7, -1.35), (0.7, -1.35), 0.2),
    Stroke("head", (-1.3, -0.8), (-1.3, 0.1), 0.12),
    Stroke("head", (1.3, -0.8), (1.3, 0.1), 0.12),
)
_FACE = (Stroke("head", (-0.4, 0.4), (0.4, 0.4), 0.4),)
_CHEST = (
    Stroke("trunk", (-0.2, 0.35), (0.2, 0.35), 0.08),
    Stroke("trunk", (0.0, 0.35), (0.0, 0.75), 0.12),
)
_UPPER = Seeds((*_HAIR, *_FACE), _CHEST)
_LOWER = Seeds(
    (
        Stroke("trunk", (-0.2, 0.6), (0.2, 0.6), 0.1),
        Stroke("feet", (0.0, 0.3), (0.0, 0.9), 0.15),
    ),
    (
        Stroke("legs", (-0.4, 0.2), (-0.4, 0.4), 0.1),
        Stroke("legs", (0.4, 0.2), (0.4, 0.4), 0.1),
    ),
)
_CUFF = Seeds(
    (Stroke("forearms", (0.0, 0.4), (0.0, 0.8), 0.08),),
    (Stroke("forearms", (0.0, -0.25), (0.0, 0.05), 0.06),),
    margin=2.0,
)

SEEDS: dict[str, Seeds] = {
    "top": _UPPER,
    "jacket": _UPPER,
    "dress": _UPPER,
    "trousers": _LOWER,
    "shorts": _LOWER,
    "skirt": _LOWER,
    "shoe": Seeds(
        (Stroke("shins", (0.0, 0.08), (0.0, 0.4), 0.06),),
        (Stroke("feet", (0.0, 0.2), (0.0, 0.9), 0.15),),
        margin=0.5,
    ),
    "glasses": Seeds(
        _HAIR,
        (
            Stroke("head", (-0.8, 0.0), (0.8, 0.0), 0.2),
            Stroke("head", (0.0, 0.0), (0.0, 0.8), 0.35),
        ),
    ),
    "hat": Seeds(
        (*_FACE, Stroke("head", (-0.6, 0.0), (0.6, 0.0), 0.15)),
        (Stroke("head", (-0.7, -1.2), (0.7, -1.2), 0.4),),
    ),
    "watch": _CUFF,
    "bracelet": _CUFF,
    "necklace": Seeds(
        (*_HAIR, *_FACE),
        (
            Stroke("trunk", (-0.15, 0.08), (0.15, 0.08), 0.05),
            Stroke("trunk", (0.0, -0.12), (0.0, 0.08), 0.06),
        ),
        margin=1.2,
    ),
    "earring": Seeds(
        _HAIR,
        (
            Stroke("head", (-0.7, 0.7), (0.7, 0.7), 0.25),
            Stroke("head", (0.0, 2.3), (0.0, 2.5), 0.3),
        ),
    ),
}
"""Where to draw for each kind."""


def cut_out(case: Case) -> NDArray[np.float32]:
    """Return 1 where GrabCut shows the item and 0 where it hides it, (h, w)."""
    box = _grown(case.placed.box, SEEDS[case.kind].margin, case.person.shape)
    left, top, right, bottom = box
    size = (_SIDE, _SIDE)
    picture = cv2.resize(
        case.photo.rgb[top:bottom, left:right], size, interpolation=cv2.INTER_AREA
    )
    mask = _seeded(case, box)
    hidden = np.zeros((_SIDE, _SIDE), bool)
    if len(np.unique(mask & 1)) == 2:
        cv2.setRNGSeed(0)
        models = np.zeros((1, 65)), np.zeros((1, 65))
        cv2.grabCut(
            picture, mask, (0, 0, 1, 1), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK
        )
        hidden = (mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)
    shown = cv2.resize(
        1 - hidden.astype(np.float32), (right - left, bottom - top)
    ).reshape(bottom - top, right - left)
    inner = case.placed.box
    part = shown[inner[1] - top : inner[3] - top, inner[0] - left : inner[2] - left]
    return np.asarray(part >= 0.5, np.float32)


def _seeded(case: Case, box: Box) -> NDArray[np.uint8]:
    """Return GrabCut's mask of *box*, uint8 (S, S)."""
    seeds = SEEDS[case.kind]
    hiding, covered = (
        _drawn(strokes, case.person, box) for strokes in (seeds.hiding, seeds.covered)
    )
    over = _in_box(case.placed.patch[..., 3] > 32, case, box)
    own = _in_box(case.placed.sleeves > 0.5, case, box)
    arms = np.zeros_like(over)
    if "arm_skin" in HIDDEN_BY[case.kind]:
        arms = arm_mask((_SIDE, _SIDE), body_in(case.person, box, _SIDE)) & ~own
    covered &= ~arms
    hiding &= ~covered
    hiding |= arms
    out = np.full(over.shape, cv2.GC_PR_BGD, np.uint8)
    out[hiding & over] = cv2.GC_PR_FGD
    out[hiding & ~over] = cv2.GC_FGD
    out[covered] = cv2.GC_BGD
    (background,) = case.person.planes_in(box, (_SIDE, _SIDE), GROUPS[:1])
    out[background > 0.5] = cv2.GC_BGD
    return out


def _drawn(strokes: tuple[Stroke, ...], person: Person, box: Box) -> _Mask:
    """Return *strokes* drawn in *box*, (S, S)."""
    canvas = np.zeros((_SIDE, _SIDE), np.uint8)
    scale = np.array([_SIDE / (box[2] - box[0]), _SIDE / (box[3] - box[1])])
    for stroke in strokes:
        for frame in FRAMES[stroke.frame](person):
            a, b = (
                np.clip((frame.point(*at) - box[:2]) * scale, -4096, 4096).round()
                for at in (stroke.start, stroke.end)
            )
            width = 2 * stroke.half_width * frame.unit * float(np.sqrt(scale.prod()))
            thick = int(np.clip(round(width), 1, _SIDE))
            cv2.line(canvas, (int(a[0]), int(a[1])), (int(b[0]), int(b[1])), 1, thick)
    return np.asarray(canvas > 0)


def _in_box(mask: _Mask, case: Case, box: Box) -> _Mask:
    """Return a mask of the placement's box as one of *box*, (S, S)."""
    left, top, right, bottom = box
    canvas = np.zeros((bottom - top, right - left), np.uint8)
    inner = case.placed.box
    canvas[inner[1] - top : inner[3] - top, inner[0] - left : inner[2] - left] = mask
    size = (_SIDE, _SIDE)
    return np.asarray(cv2.resize(canvas, size, interpolation=cv2.INTER_NEAREST) > 0)


def _grown(box: Box, margin: float, shape: tuple[int, int]) -> Box:
    left, top, right, bottom = box
    more = round(max(right - left, bottom - top) * margin) + 4
    return (
        max(0, left - more),
        max(0, top - more),
        min(shape[1], right + more),
        min(shape[0], bottom + more),
    )
