"""What the evaluation measures: the network, and every baseline that it has to beat."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pierglass.training.occluder.cases import Case
from pierglass.training.occluder.grabcut import cut_out
from pierglass.training.occluder.pose_mean import PoseMean
from pierglass.vision.occlusion import predict_in_box, tuck_in
from pierglass.vision.static_map import static_map
from pierglass.vision.truth import Body, hidden

__all__ = ["Method", "Network", "baselines"]

_Map = NDArray[np.float32]


class Method(Protocol):
    """One way to say where an item shows."""

    @property
    def soft(self) -> bool:
        """Whether its maps are probabilities."""

    def shown(self, case: Case) -> _Map:
        """Return the map of *case*, float32 (h, w) in [0, 1], 1 = the item shows."""


@dataclass(frozen=True)
class Network:
    """The occluder as it serves."""

    soft: bool = True

    def shown(self, case: Case) -> _Map:
        """Return the network's map, the item's own back parts tucked in."""
        placed = case.placed
        shown = predict_in_box(
            case.photo.rgb,
            placed.patch,
            placed.box,
            case.kind,
            case.person,
            placed.sleeves,
        )
        return tuck_in(shown, placed, case.person)


@dataclass(frozen=True)
class _Bare:
    """The network with what a bare call gives it: frame and overlay alone."""

    soft: bool = True

    def shown(self, case: Case) -> _Map:
        placed = case.placed
        return predict_in_box(
            case.photo.rgb, placed.patch, placed.box, None, case.person, None
        )


@dataclass(frozen=True)
class _OnTop:
    """The item hides whatever is there."""

    soft: bool = False

    def shown(self, case: Case) -> _Map:
        return np.ones(case.hidden.shape, np.float32)


@dataclass(frozen=True)
class _Static:
    """The static map that ships, stretched over the item's box."""

    soft: bool = True

    def shown(self, case: Case) -> _Map:
        return static_map(case.kind, case.placed.box)


@dataclass(frozen=True, eq=False)
class _PoseMean:
    """The mean map aligned to the pose, by the person network's key points."""

    means: Mapping[str, PoseMean]
    soft: bool = True

    def shown(self, case: Case) -> _Map:
        return self.means[case.kind].over(case.person, case.placed.box)


@dataclass(frozen=True)
class _LabelRule:
    """The person network's label map, put through the truth table."""

    soft: bool = False

    def shown(self, case: Case) -> _Map:
        left, top, right, bottom = case.placed.box
        size = (right - left, bottom - top)
        groups = case.person.groups_in(case.placed.box, size).argmax(2)
        points = (case.person.points[:, :2] - (left, top)).astype(np.float32)
        out = hidden(
            case.kind,
            groups.astype(np.uint8),
            Body(points, case.person.points[:, 2]),
            case.placed.sleeves,
            case.placed.behind > 0.5,
        )
        return 1 - out.astype(np.float32)


@dataclass(frozen=True)
class _GrabCut:
    """Colours alone, seeded about the wearer."""

    soft: bool = False

    def shown(self, case: Case) -> _Map:
        return cut_out(case)


def baselines(means: Mapping[str, PoseMean]) -> dict[str, Method]:
    """Return the baselines by name.

    Args:
        means: The pose-aligned mean map of each kind, of training photos.
    """
    return {
        "item_on_top": _OnTop(),
        "static_map": _Static(),
        "pose_mean_map": _PoseMean(means),
        "label_map_rule": _LabelRule(),
        "grabcut": _GrabCut(),
        "occluder_without_hints": _Bare(),
    }
