"""What a figure wears, drawn at random."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.bags import Bag, draw_bag
from pierglass.training.synthetic.bottoms import Bottom, draw_bottom
from pierglass.training.synthetic.cloth import Cloth, draw_cloth, plain
from pierglass.training.synthetic.face import Face, draw_face
from pierglass.training.synthetic.figure import Figure
from pierglass.training.synthetic.hair import Hair, draw_hair
from pierglass.training.synthetic.headwear import Glasses, Hat, draw_glasses, draw_hat
from pierglass.training.synthetic.jackets import Jacket, draw_jacket
from pierglass.training.synthetic.jewelry import Jewelry, draw_jewelry
from pierglass.training.synthetic.palette import skin_colour
from pierglass.training.synthetic.shoes import Shoe, draw_shoe
from pierglass.training.synthetic.tops import Top, draw_top

__all__ = ["Outfit", "draw_outfit"]


@dataclass(frozen=True, eq=False)
class Outfit:
    """Skin, hair and everything worn."""

    skin: Cloth
    face: Face
    hair: Hair
    top: Top
    bottom: Bottom | None
    """None with a dress."""
    jacket: Jacket | None
    stockings: Cloth | None
    shoe: Shoe
    hat: Hat | None
    glasses: Glasses | None
    jewelry: Jewelry
    bag: Bag | None


def draw_outfit(
    rng: np.random.Generator,
    figure: Figure,
    fabrics: Sequence[NDArray[np.uint8]] = (),
) -> Outfit:
    """Return what *figure* looks like; *fabrics* are photos of cloth."""
    cloth = partial(draw_cloth, rng, fabrics=fabrics)
    woman = figure.build.woman
    skin = plain(skin_colour(rng))
    dress = bool(woman and rng.random() < 0.28)
    top = draw_top(rng, cloth(), dress=dress, woman=woman)
    bottom = None if dress else draw_bottom(rng, cloth(lower=True), woman=woman)
    jacket = draw_jacket(rng, cloth()) if rng.random() < 0.42 else None
    bare = dress or (
        bottom is not None and (bottom.cut == "skirt" or bottom.length < 0.6)
    )
    stockings = None
    if bare and woman and rng.random() < 0.3:
        stockings = plain((24, 22, 26) if rng.random() < 0.7 else (96, 70, 56))
    return Outfit(
        skin=skin,
        face=draw_face(rng, skin.colour, woman=woman),
        hair=draw_hair(rng, woman=woman),
        top=top,
        bottom=bottom,
        jacket=jacket,
        stockings=stockings,
        shoe=draw_shoe(rng, woman=woman),
        hat=draw_hat(rng) if rng.random() < 0.18 else None,
        glasses=draw_glasses(rng) if rng.random() < 0.3 else None,
        jewelry=draw_jewelry(rng, woman=woman),
        bag=draw_bag(rng, figure) if rng.random() < 0.42 else None,
    )
