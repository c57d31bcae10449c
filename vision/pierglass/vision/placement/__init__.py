"""Placing items: from key points to an overlay in the frame.

Each kind has its own rule in a module of its own (`head`, `upper`, `lower`, `feet`,
`wrist`); a rule says which points of the item go where, and `render` draws them.
"""

from pierglass.vision.placement.place import Placed, place, place_item

__all__ = ["Placed", "place", "place_item"]
