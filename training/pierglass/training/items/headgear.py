"""The head that hats are drawn on, and what hats have in common: light, ribbon."""

from typing import Final

from pierglass.training.items.artwork import Artwork, Part
from pierglass.training.items.fabric import cylinder
from pierglass.training.items.geometry import smooth
from pierglass.training.items.svg import Drawing

__all__ = ["HEAD", "MIDDLE_X", "brim_light", "dome_light", "hat_artwork", "ribbon"]

MIDDLE_X: Final = 600.0


# Half the head's width at brow height; a head is 155 mm wide there, 2.6 pixels a mm.
HEAD: Final = 200.0


def dome_light(drawing: Drawing, shape: str, dark: str, half: float) -> None:
    """Shade what goes round the head, *half* as wide on each side."""
    left, right = (MIDDLE_X - half, 0.0), (MIDDLE_X + half, 0.0)
    cylinder(drawing, shape, left, right, dark, 0.66)


def brim_light(drawing: Drawing, shape: str, half: float, dark: str) -> None:
    """Shade a brim, *half* as wide on each side."""
    left, right = (MIDDLE_X - half, 0.0), (MIDDLE_X + half, 0.0)
    cylinder(drawing, shape, left, right, dark, 0.5)


def ribbon(drawing: Drawing, shape: str, colour: str, half: float) -> None:
    """Draw a grosgrain ribbon round a crown."""
    drawing.path(shape, fill=colour)
    stops = [
        (0, "#000", 0.5),
        (0.3, "#fff", 0.18),
        (0.45, "#fff", 0.04),
        (0.7, "#000", 0.1),
        (1, "#000", 0.6),
    ]
    with drawing.group(clip_path=drawing.clip(shape)):
        drawing.cover(
            fill=drawing.linear((MIDDLE_X - half, 0), (MIDDLE_X + half, 0), stops)
        )
        drawing.line(shape, "#000", 6, soft=2, stroke_opacity=0.5)
        for x in range(int(MIDDLE_X - half), int(MIDDLE_X + half), 5):
            drawing.line(smooth([(x, 500), (x, 620)]), "#fff", 1, opacity=0.05)


def hat_artwork(
    drawing: Drawing, item_id: str, name: str, maker: str, brow_y: float, crown_y: float
) -> Artwork:
    """Return the finished hat.

    Args:
        drawing: The hat.
        item_id: Its id.
        name: What a shopper reads.
        maker: Who makes it.
        brow_y: Where its lower edge meets the sides of the head, in canvas pixels.
        crown_y: Its top.
    """
    anchors = {
        "brow_right": (MIDDLE_X - HEAD, brow_y),
        "brow_left": (MIDDLE_X + HEAD, brow_y),
        "crown": (MIDDLE_X, crown_y),
    }
    return Artwork(item_id, "hat", name, maker, drawing, anchors, (Part("crown", 0.0),))
