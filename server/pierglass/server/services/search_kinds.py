"""Which kinds of items a garment in a photo is compared with."""

from collections.abc import Mapping

__all__ = ["FAMILIES"]

_UPPER = ("top", "jacket", "dress")
_LOWER = ("trousers", "skirt", "shorts")

FAMILIES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_UPPER, _UPPER),
    **dict.fromkeys(_LOWER, _LOWER),
    "shoe": ("shoe",),
    "hat": ("hat",),
}
"""The kinds that a photo can be searched for, each with those that it is taken for: the
person network calls many a jacket a top, and one leg of wide shorts is a skirt's."""
