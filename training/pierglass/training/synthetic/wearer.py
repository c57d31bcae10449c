"""A whole person, painted back to front."""

import numpy as np

from pierglass.training.synthetic.bags import (
    paint_bag_in_hand,
    paint_bag_on_strap,
    paint_straps,
)
from pierglass.training.synthetic.bottoms import paint_bottom
from pierglass.training.synthetic.canvas import Canvas
from pierglass.training.synthetic.face import paint_face
from pierglass.training.synthetic.figure import SIDES, Figure
from pierglass.training.synthetic.hair import paint_cap, paint_hair_behind, paint_locks
from pierglass.training.synthetic.head import Head, paint_head
from pierglass.training.synthetic.headwear import paint_glasses, paint_hat
from pierglass.training.synthetic.held import paint_phone
from pierglass.training.synthetic.jackets import paint_jacket, paint_jacket_back
from pierglass.training.synthetic.jewelry import (
    paint_bracelet,
    paint_earrings,
    paint_necklace,
    paint_scarf,
)
from pierglass.training.synthetic.limbs import Arm, paint_arm, paint_leg
from pierglass.training.synthetic.outfit import Outfit
from pierglass.training.synthetic.pose import Side
from pierglass.training.synthetic.shapes import ellipse
from pierglass.training.synthetic.shoes import paint_shaft, paint_shoe
from pierglass.training.synthetic.sleeves import paint_sleeve
from pierglass.training.synthetic.tops import paint_skirt_of, paint_top
from pierglass.training.synthetic.trunk import paint_neck

__all__ = ["paint_wearer"]

_PHONE = 0.7
"""Share of the hands held up before the chest that hold a phone."""

_OVER_TROUSERS = 0.3
"""A boot's shaft longer than this share of the shin goes over trousers."""


def paint_wearer(
    canvas: Canvas, figure: Figure, outfit: Outfit, rng: np.random.Generator
) -> None:
    """Paint *figure* in *outfit* over the background."""
    _paint_floor_shadow(canvas, figure)
    paint_hair_behind(canvas, figure, outfit.hair)
    before = {side: figure.before_trunk(side) for side in SIDES}
    for side in SIDES:
        if not before[side]:
            _paint_whole_arm(canvas, figure, outfit, Arm(side, before=False), rng)
    if outfit.jacket is not None:
        paint_jacket_back(canvas, figure, outfit.jacket)
    _paint_trunk(canvas, figure, outfit)
    _paint_head_things(canvas, figure, outfit)
    bag = outfit.bag
    if bag is not None and not bag.before_arm:
        paint_bag_on_strap(canvas, figure, bag)
    arms = [side for side in SIDES if before[side]]
    for side in sorted(arms, key=lambda one: _nearness(figure, one)):
        if bag is not None and bag.side == side:
            paint_bag_in_hand(canvas, figure, bag)
        _paint_whole_arm(canvas, figure, outfit, Arm(side, before=True), rng)
    if bag is not None and bag.before_arm:
        paint_bag_on_strap(canvas, figure, bag)


def _nearness(figure: Figure, side: Side) -> float:
    """Return how near to the camera an arm is; the nearest is painted last."""
    return -float(figure.joints[f"{side}_wrist"][2] + figure.joints[f"{side}_elbow"][2])


def _paint_floor_shadow(canvas: Canvas, figure: Figure) -> None:
    feet = (figure.at("left_heel") + figure.at("right_heel")) / 2
    px = figure.px
    centre = feet + np.array([-canvas.light.x * 0.25 * px, 0.02 * px], np.float32)
    ring = ellipse(centre, (0.6 * px, 0.11 * px))
    canvas.fill(ring, (18, 18, 22), canvas.light.shadow, soft_px=int(0.12 * px) | 1)


def _paint_trunk(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paint legs and trunk and what covers them."""
    far = max(SIDES, key=lambda side: float(figure.joints[f"{side}_ankle"][2]))
    near: Side = "left" if far == "right" else "right"
    shoe = outfit.shoe
    high = shoe.shaft > _OVER_TROUSERS
    for side in (far, near):
        paint_leg(canvas, figure, side, outfit.skin)
        if outfit.stockings is not None:
            paint_leg(canvas, figure, side, outfit.stockings, 0.88)
        if not high:
            paint_shaft(canvas, figure, side, shoe)
        paint_shoe(canvas, figure, side, shoe)
    paint_neck(canvas, figure, outfit.skin)
    _paint_clothes(canvas, figure, outfit)
    if high:
        for side in (far, near):
            paint_shaft(canvas, figure, side, shoe)
    paint_necklace(canvas, figure, outfit.jewelry)
    if outfit.jacket is not None:
        paint_jacket(canvas, figure, outfit.jacket)
    if outfit.bag is not None:
        paint_straps(canvas, figure, outfit.bag)


def _paint_clothes(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    """Paint top and bottom, either over the other, or a dress."""
    top, bottom = outfit.top, outfit.bottom
    if bottom is None:
        paint_skirt_of(canvas, figure, top)
        paint_top(canvas, figure, top)
    elif top.tucked:
        paint_top(canvas, figure, top, bottom=bottom.waist + 0.05)
        paint_bottom(canvas, figure, bottom)
    else:
        paint_bottom(canvas, figure, bottom)
        paint_top(canvas, figure, top)


def _paint_head_things(canvas: Canvas, figure: Figure, outfit: Outfit) -> None:
    paint_locks(canvas, figure, outfit.hair, away=True)
    paint_head(canvas, figure, outfit.skin)
    paint_face(canvas, Head(figure), outfit.skin, outfit.face, outfit.hair.colour)
    paint_scarf(canvas, figure, outfit.jewelry)
    glasses = outfit.glasses
    if glasses is not None and not glasses.on_hair:
        paint_glasses(canvas, figure, glasses)
    paint_earrings(canvas, figure, outfit.jewelry)
    paint_cap(canvas, figure, outfit.hair, hat_line=outfit.hat is not None)
    paint_locks(canvas, figure, outfit.hair, away=False)
    if outfit.hat is not None:
        paint_hat(canvas, figure, outfit.hat)
    elif glasses is not None and glasses.on_hair:
        paint_glasses(canvas, figure, glasses)


def _paint_whole_arm(
    canvas: Canvas, figure: Figure, outfit: Outfit, arm: Arm, rng: np.random.Generator
) -> None:
    """Paint an arm with its sleeves, what is on the wrist and in the hand."""
    if figure.pose.arms[arm.side] == "phone" and rng.random() < _PHONE:
        paint_phone(canvas, figure, arm, rng)
    paint_arm(canvas, figure, arm, outfit.skin)
    paint_bracelet(canvas, figure, arm, outfit.jewelry)
    top, jacket = outfit.top, outfit.jacket
    covered = jacket is not None and jacket.sleeve >= top.sleeve
    if top.sleeve and not covered:
        paint_sleeve(
            canvas,
            figure,
            arm,
            top.cloth,
            top.group,
            length=top.sleeve,
            ease=0.7 * top.ease,
            rng=rng,
        )
    if jacket is not None and jacket.sleeve:
        paint_sleeve(
            canvas,
            figure,
            arm,
            jacket.cloth,
            "outer_garment",
            length=jacket.sleeve,
            ease=0.55 * jacket.ease,
            rng=rng,
        )
