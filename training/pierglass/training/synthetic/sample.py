"""From a seed to a picture with its truth, in the shape of a street photo.

Source: US 2025/0259399, [0104], claims 12 and 13.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pierglass.training.data.streetwear import StreetPhoto
from pierglass.training.synthetic.camera import SUPERSAMPLED, photographed
from pierglass.training.synthetic.canvas import Canvas
from pierglass.training.synthetic.figure import Figure, draw_build
from pierglass.training.synthetic.key_points import key_points
from pierglass.training.synthetic.light import draw_light
from pierglass.training.synthetic.outfit import draw_outfit
from pierglass.training.synthetic.pose import draw_pose
from pierglass.training.synthetic.scene import draw_scene
from pierglass.training.synthetic.shapes import moved
from pierglass.training.synthetic.wearer import paint_wearer

__all__ = ["synthetic_photo"]

_TALL = 3.5
"""A body's height in lengths of its trunk."""

_FRAMES = {
    # How often, (height, width) in pixels, lengths of the trunk in that height, and
    # where in it the eyes are.
    "body": (0.46, ((600, 400), (600, 360), (560, 420)), (3.5, 4.5), (0.06, 0.16)),
    "half": (0.22, ((560, 400), (480, 480)), (1.8, 3.0), (0.12, 0.25)),
    "selfie": (0.32, ((480, 360), (360, 480), (420, 420)), (0.95, 1.7), (0.28, 0.50)),
}


@dataclass(frozen=True)
class _Framing:
    shape: tuple[int, int]
    px: float
    eyes: tuple[float, float]


def synthetic_photo(
    seed: int,
    *,
    framing: str | None = None,
    empties: Sequence[NDArray[np.uint8]] = (),
    fabrics: Sequence[NDArray[np.uint8]] = (),
) -> StreetPhoto:
    """Return a drawn person with exact truth.

    Args:
        seed: Says everything in the picture.
        framing: ``body``, ``half`` or ``selfie``; drawn by default.
        empties: Pictures without people, uint8 (H, W, 3), for half of the backgrounds.
        fabrics: Photos of cloth, uint8 (H, W, 3), for half of the garments.

    Returns:
        A photo of about 400×600 whose groups, key points and arms are known exactly;
        its number is ``drawn-`` and the seed.
    """
    rng = np.random.default_rng((seed, 20250259))
    frame = _draw_framing(rng, framing)
    height, width = (SUPERSAMPLED * side for side in frame.shape)
    px = SUPERSAMPLED * frame.px
    pose, build = draw_pose(rng), draw_build(rng)
    eyes = np.array(frame.eyes, np.float32) * (width, height)
    origin = moved(eyes, 0.0, 0.46 * px)
    figure = Figure(build, pose, origin, px)
    floor = float(max(figure.at("left_heel")[1], figure.at("right_heel")[1]))
    picture = draw_scene((height, width), floor, rng, empties)
    canvas = Canvas(picture, draw_light(rng), px)
    paint_wearer(canvas, figure, draw_outfit(rng, figure, fabrics), rng)
    step = SUPERSAMPLED
    return StreetPhoto(
        number=f"drawn-{seed}",
        rgb=photographed(canvas.rgb, rng),
        groups=canvas.groups(step),
        labels=None,
        points=key_points(canvas, figure),
        arms=canvas.arms(step),
    )


def _draw_framing(rng: np.random.Generator, name: str | None) -> _Framing:
    if name is None:
        names = list(_FRAMES)
        name = str(rng.choice(names, p=[_FRAMES[one][0] for one in names]))
    _, shapes, lengths, eyes = _FRAMES[name]
    shape = shapes[int(rng.integers(len(shapes)))]
    px = shape[0] / float(rng.uniform(*lengths))
    across = 0.5 + float(rng.normal(0, 0.05))
    down = float(rng.uniform(*eyes))
    # The crown is in the picture, with rare exceptions that a selfie may be.
    down = max(down, 0.22 * px / shape[0])
    return _Framing(shape, px, (across, down))
