"""Colours that several kinds share."""

from typing import Final

from pierglass.training.items.svg import Stop

__all__ = ["CLEAR_GLASS", "DARK_GOLD", "GOLD"]

GOLD: Final = ("#6e4a17", "#d2a04a", "#fff2c8")


CLEAR_GLASS: Final[list[Stop]] = [(0, "#e9f2f7", 0.13), (1, "#e9f2f7", 0.08)]

# Of jewellery, deeper than that of frames.
DARK_GOLD: Final = ("#5c3c10", "#d3a24c", "#fff4d2")
