"""The kinds of items and the anchors that each of them has.

Anchors are points of the item's picture, in its pixels. Left and right are the
wearer's: the item is seen from the front, so the wearer's left is on the picture's
right.
"""

from dataclasses import dataclass

__all__ = ["KINDS", "Kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """The anchors of one kind of item."""

    required: frozenset[str]
    """Anchors without which an item of this kind cannot be placed."""

    optional: frozenset[str] = frozenset()
    """Anchors that make the placement better."""

    @property
    def known(self) -> frozenset[str]:
        """Every anchor name that this kind may have."""
        return self.required | self.optional


def _pairs(*names: str) -> frozenset[str]:
    return frozenset(f"{side}_{name}" for side in ("left", "right") for name in names)


_UPPER_BODY = Kind(
    required=_pairs("shoulder", "hip", "hem") | {"neck"},
    # A sleeveless garment has no elbow, and only long sleeves reach the wrist.
    optional=_pairs("elbow", "wrist", "armpit"),
)
_TROUSERS = Kind(_pairs("hip", "knee", "ankle") | {"crotch"}, _pairs("hem"))
_WRIST = Kind(_pairs("edge") | {"centre", "up"})

KINDS: dict[str, Kind] = {
    "top": _UPPER_BODY,
    "jacket": _UPPER_BODY,
    "dress": _UPPER_BODY,
    "trousers": _TROUSERS,
    "shorts": Kind(_pairs("hip") | {"crotch"}, _pairs("knee", "hem")),
    "skirt": Kind(_pairs("hip"), _pairs("knee", "hem")),
    "shoe": Kind(frozenset({"heel", "toe", "ankle", "sole_inner", "sole_outer"})),
    "glasses": Kind(_pairs("eye"), _pairs("temple")),
    "hat": Kind(frozenset({"brow_left", "brow_right", "crown"})),
    "watch": _WRIST,
    "bracelet": _WRIST,
    "necklace": Kind(_pairs("neck") | {"pendant"}),
    "earring": Kind(frozenset({"lobe", "bottom"})),
}
"""Every kind of item by its name."""
