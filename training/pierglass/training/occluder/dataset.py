"""Real photos with items placed on them and automatic ground truth.

Every sample: a training photo, an item (drawn in other cloth, or cut out of another
training photo) placed by key points with tracking error, and where the truth table says
that the camera's pixel stays in front.

Source: US 2025/0259399, [0100]–[0104], claims 11–13.
"""

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import IterableDataset

from pierglass.training.data.augment import photometric
from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.items import person_of, worn_item
from pierglass.training.occluder.paste import Pasted, paste_occluder
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.geometry import Box
from pierglass.vision.groups import group_index
from pierglass.vision.item import Item
from pierglass.vision.occlusion import grown_box, kind_index, network_input
from pierglass.vision.person import Person
from pierglass.vision.placement import Placed, place
from pierglass.vision.truth import Body, hidden

__all__ = ["KIND_SHARES", "Composites", "Seen", "truth_in_box"]

KIND_SHARES = {
    "top": 0.20,
    "jacket": 0.10,
    "dress": 0.06,
    "glasses": 0.17,
    "hat": 0.15,
    "shoe": 0.18,
    "trousers": 0.04,
    "skirt": 0.02,
    "necklace": 0.03,
    "earring": 0.02,
    "watch": 0.03,
}
"""How often each kind is drawn."""

_DRAWN_SHARE = 0.12
"""How often the wearer is drawn: exact truth, but no photo."""

_WORN_SHARE = 0.4
_WORN_KINDS = frozenset(
    {"top", "jacket", "dress", "trousers", "glasses", "hat", "shoe"}
)


@dataclass(frozen=True, eq=False)
class Seen:
    """A photo with what the person network makes of it, in one or more versions."""

    photo: StreetPhoto
    people: Sequence[Person]


def truth_in_box(photo: StreetPhoto, placed: Placed, kind: str) -> NDArray[np.bool_]:
    """Return where the photo's pixels hide the placed item, in its box."""
    if photo.groups is None:
        raise ValueError(f"photo {photo.number} has no label map")
    left, top, right, bottom = placed.box
    body = Body(
        (photo.points[:, :2] - (left, top)).astype(np.float32),
        photo.points[:, 2],
        photo.points[:, 3],
    )
    return hidden(
        kind,
        photo.groups[top:bottom, left:right],
        body,
        placed.sleeves,
        placed.behind > 0.5,
        None if photo.arms is None else photo.arms[top:bottom, left:right],
    )


class Composites(IterableDataset[dict[str, torch.Tensor]]):
    """Endless random composites.

    Args:
        seen: Training photos with label maps.
        drawn: Items by kind, as drawn and in other cloth.
        side: The network's input size.
        seed: Of the whole stream; with *start* it says every sample.
        start: Index of the first sample.
        synthetic: Returns the drawn photo of a seed, for an eighth of the samples.
    """

    def __init__(
        self,
        seen: list[Seen],
        drawn: dict[str, list[Item]],
        side: int,
        seed: int,
        start: int,
        synthetic: Callable[[int], Seen] | None = None,
    ) -> None:
        self.seen = seen
        self.drawn = drawn
        self.side = side
        self.seed = seed
        self.start = start
        self.synthetic = synthetic
        kinds = [k for k in KIND_SHARES if k in drawn or k in _WORN_KINDS]
        shares = np.array([KIND_SHARES[k] for k in kinds])
        self.kinds, self.shares = kinds, shares / shares.sum()

    def __iter__(self) -> Iterator[dict[str, torch.Tensor]]:
        worker = torch.utils.data.get_worker_info()
        step = worker.num_workers if worker else 1
        index = self.start + (worker.id if worker else 0)
        while True:
            rng = np.random.default_rng((self.seed, index))
            while (sample := self.sample(rng)) is None:
                pass
            yield sample
            index += step

    def sample(self, rng: np.random.Generator) -> dict[str, torch.Tensor] | None:
        """Return one sample drawn with *rng*; None when the item has no place."""
        kind = str(rng.choice(self.kinds, p=self.shares))
        if self.synthetic is not None and rng.random() < _DRAWN_SHARE:
            seen = self.synthetic(int(rng.integers(1 << 31)))
        else:
            seen = self.seen[rng.integers(len(self.seen))]
        item = self._item(kind, rng)
        if item is None:
            return None
        try:
            person = shaken(person_of(seen.photo), rng)
            placed = place(item, person, person.shape)
        except CannotPlaceError:
            return None
        if (placed.patch[..., 3] > 128).sum() < 60:
            return None
        out = truth_in_box(seen.photo, placed, kind)
        shown = np.where(out, 0.0, 1.0).astype(np.float32)
        wide = grown_box(placed.box, person.shape)
        frame = seen.photo.rgb
        pasted: Pasted | None = None
        if rng.random() < 0.25:
            other = self.seen[rng.integers(len(self.seen))].photo
            pasted = paste_occluder(frame, placed, other, rng)
        if pasted is not None:
            frame = pasted.frame
            shown = shown * (1 - pasted.cover)
        planes = self._planes(frame, placed, wide, seen, pasted, rng)
        truth, inside = _targets(placed, shown, wide, self.side)
        if rng.random() < 0.5:
            planes = planes[:, ::-1]
            truth, inside = truth[:, ::-1], inside[:, ::-1]
        number = 0 if rng.random() < 0.15 else kind_index(kind)
        return {
            "planes": torch.from_numpy(planes.transpose(2, 0, 1).copy()),
            "kind": torch.tensor(number),
            "truth": torch.from_numpy(truth.copy()),
            "inside": torch.from_numpy(inside.copy()),
        }

    def _item(self, kind: str, rng: np.random.Generator) -> Item | None:
        worn = kind in _WORN_KINDS and rng.random() < _WORN_SHARE
        if worn or kind not in self.drawn:
            return worn_item(self.seen[rng.integers(len(self.seen))].photo, kind)
        choices = self.drawn[kind]
        return choices[rng.integers(len(choices))]

    def _planes(
        self,
        frame: NDArray[np.uint8],
        placed: Placed,
        wide: Box,
        seen: Seen,
        pasted: Pasted | None,
        rng: np.random.Generator,
    ) -> NDArray[np.uint8]:
        left, top, right, bottom = wide
        frame = frame.copy()
        frame[top:bottom, left:right] = photometric(frame[top:bottom, left:right], rng)
        patch = placed.patch.copy()
        patch[..., :3] = photometric(np.ascontiguousarray(patch[..., :3]), rng)
        person = None
        if rng.random() < 0.8:
            person = seen.people[int(rng.integers(len(seen.people)))]
        sleeves = placed.sleeves if rng.random() < 0.6 else None
        planes = network_input(
            frame, patch, placed.box, wide, self.side, person, sleeves
        )
        if person is not None:
            groups = planes[..., 7:-2]
            if pasted is not None and rng.random() < 0.7:
                _show_paste(groups, placed, wide, pasted)
            _blur_groups(groups, rng)
        return planes


def shaken(person: Person, rng: np.random.Generator) -> Person:
    """Return *person* with the error of a tracker on the key points."""
    points = person.points.copy()
    trunk = float(np.linalg.norm(person.at["left_shoulder"] - person.at["left_hip"]))
    middle = points[:, :2].mean(0)
    small = 0.01 * trunk
    points[:, :2] += rng.normal(0, small, 2) + rng.normal(0, 0.6 * small, (23, 2))
    points[:, :2] = middle + (points[:, :2] - middle) * rng.normal(1, 0.01)
    return dataclasses.replace(person, points=points.astype(np.float32))


def _targets(
    placed: Placed, shown: NDArray[np.float32], wide: Box, side: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return truth and the item's alpha at the network's size."""
    left, top, right, bottom = wide
    canvas = np.zeros((bottom - top, right - left, 2), np.float32)
    box = placed.box
    inner = canvas[box[1] - top : box[3] - top, box[0] - left : box[2] - left]
    inner[..., 0] = shown
    inner[..., 1] = placed.patch[..., 3] > 32
    small = cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(small[..., 0], np.float32), np.asarray(small[..., 1], np.float32)


def _show_paste(
    groups: NDArray[np.uint8], placed: Placed, wide: Box, pasted: Pasted
) -> None:
    """Write the pasted thing into the person's planes, as the network would see it."""
    left, top, right, bottom = wide
    canvas = np.zeros((bottom - top, right - left), np.float32)
    box = placed.box
    canvas[box[1] - top : box[3] - top, box[0] - left : box[2] - left] = pasted.cover
    small = cv2.resize(canvas, groups.shape[1::-1], interpolation=cv2.INTER_AREA)
    keep = (1 - small)[..., None]
    groups[:] = (groups * keep).astype(np.uint8)
    channel = group_index(pasted.group) - 1
    groups[..., channel] = np.maximum(
        groups[..., channel], (small * 230).astype(np.uint8)
    )


def _blur_groups(groups: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Make the person's planes as unsure as they are on photos never trained on."""
    if rng.random() < 0.4:
        groups[:] = cv2.blur(groups, (int(rng.integers(2, 9)),) * 2)
    if rng.random() < 0.4:
        shift = rng.integers(-4, 5, 2)
        groups[:] = np.roll(groups, (int(shift[0]), int(shift[1])), (0, 1))
    if rng.random() < 0.2:
        groups[..., rng.integers(groups.shape[2])] = 0
