"""Cases to measure an occluder on: held-out photos with held-out items, fixed by seed.

An item is placed by the person network's own key points, as it is for a shopper; the
truth comes from the label map and the teacher's key points.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.occluder.dataset import truth_in_box
from pierglass.vision.errors import CannotPlaceError
from pierglass.vision.item import Item
from pierglass.vision.occlusion import grown_box, network_input
from pierglass.vision.person import Person
from pierglass.vision.placement import Placed, place

__all__ = ["Case", "case_planes", "make_cases"]


@dataclass(frozen=True, eq=False)
class Case:
    """One item on one photo, with the truth."""

    photo: StreetPhoto
    person: Person
    """As the person network sees the photo."""

    kind: str
    item_id: str
    placed: Placed
    hidden: NDArray[np.bool_]
    """(h, w) in the placement's box."""

    @property
    def inside(self) -> NDArray[np.bool_]:
        """(h, w): where the item is."""
        return np.asarray(self.placed.patch[..., 3] > 32, np.bool_)


def make_cases(
    seen: list[tuple[StreetPhoto, Person]],
    items: dict[str, list[Item]],
    seed: int = 0,
) -> list[Case]:
    """Return one case a photo and kind; the item of a kind is drawn by *seed*.

    Photos without a label map, and kinds that cannot be placed on a photo, are left
    out.
    """
    rng = np.random.default_rng(seed)
    cases = []
    for photo, person in seen:
        for kind, choices in items.items():
            item = choices[rng.integers(len(choices))]
            if photo.groups is None:
                continue
            try:
                placed = place(item, person, person.shape)
            except CannotPlaceError:
                continue
            if (placed.patch[..., 3] > 32).sum() < 60:
                continue
            out = truth_in_box(photo, placed, kind)
            cases.append(Case(photo, person, kind, item.id, placed, out))
    return cases


def case_planes(case: Case, side: int) -> NDArray[np.uint8]:
    """Return the network's input for *case*, uint8 (side, side, C)."""
    placed = case.placed
    wide = grown_box(placed.box, case.person.shape)
    return network_input(
        case.photo.rgb,
        placed.patch,
        placed.box,
        wide,
        side,
        case.person,
        placed.sleeves,
    )
