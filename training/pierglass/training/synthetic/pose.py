"""Poses: where the hands are, how the body is turned, how it stands.

Lengths are those of the trunk, from the middle of the shoulders to that of the hips. In
the body's own frame x goes to the wearer's left, y down, z away from the camera.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

__all__ = ["ARM_POSES", "ArmPose", "Pose", "Side", "draw_pose"]

Side = Literal["left", "right"]

_Where = tuple[float, float, float]


@dataclass(frozen=True)
class ArmPose:
    """One arm, as if it were the left one."""

    wrist: _Where
    spread: _Where
    """By how much the wrist is moved at random, on each axis."""
    elbow: _Where
    """Way to which the elbow points."""
    hand: _Where
    """Way of the hand from the wrist; zero for on along the forearm."""
    order: Literal["front", "side", "behind"] = "front"
    """Before the trunk, beside it, or behind it."""
    fingers: Literal["loose", "fist", "flat", "spread"] = "loose"
    face: bool = False
    """Whether the hand comes before the face."""
    bag: bool = False
    """Whether something may hang from the hand."""


_ON = (0.0, 0.0, 0.0)

ARM_POSES: dict[str, ArmPose] = {
    "down": ArmPose(
        (0.50, 0.98, 0.02), (0.08, 0.04, 0.05), (0.8, 0, 0.6), _ON, "side", bag=True
    ),
    "apart": ArmPose(
        (0.78, 0.86, -0.05), (0.12, 0.08, 0.1), (0.6, 0, 1), _ON, "side", bag=True
    ),
    "crossed": ArmPose(
        (-0.16, 0.40, -0.26), (0.08, 0.07, 0.03), (0.5, 1, -0.2), (-1, -0.15, 0),
        fingers="flat",
    ),
    "over_belly": ArmPose(
        (-0.02, 0.72, -0.26), (0.14, 0.10, 0.03), (1, 0.5, 0), (-1, 0.1, 0),
        fingers="flat",
    ),
    "clasped": ArmPose(
        (0.07, 1.02, -0.20), (0.04, 0.06, 0.02), (1, 0, 0.2), (-0.5, 0.8, 0)
    ),
    "raised": ArmPose(
        (0.48, -0.78, -0.05), (0.18, 0.2, 0.1), (1, 0.4, 0), _ON, "side", "spread"
    ),
    "waving": ArmPose(
        (0.62, -0.22, -0.18), (0.1, 0.12, 0.08), (0.6, 1, 0), (0.1, -1, 0), "side",
        "spread",
    ),
    "on_hip": ArmPose(
        (0.31, 0.86, -0.07), (0.04, 0.05, 0.02), (1, -0.1, 0.25), (-0.75, 0.55, 0),
        fingers="flat",
    ),
    "to_chin": ArmPose(
        (0.13, -0.06, -0.30), (0.05, 0.04, 0.03), (0.5, 1, 0), (-0.35, -0.9, 0),
        fingers="loose", face=True,
    ),
    "to_cheek": ArmPose(
        (0.24, -0.22, -0.24), (0.05, 0.06, 0.03), (0.8, 1, 0), (-0.3, -1, 0),
        fingers="flat", face=True,
    ),
    "to_hair": ArmPose(
        (0.28, -0.50, -0.12), (0.05, 0.06, 0.03), (1, 0.3, 0), (-0.7, -0.7, 0),
        fingers="spread", face=True,
    ),
    "on_chest": ArmPose(
        (0.06, 0.30, -0.28), (0.12, 0.12, 0.03), (1, 0.7, 0), (-0.8, -0.5, 0),
        fingers="flat",
    ),
    "phone": ArmPose(
        (0.20, 0.14, -0.42), (0.12, 0.22, 0.05), (0.5, 1, 0), (-0.3, -1, 0),
        fingers="loose", face=True,
    ),
    "pocket": ArmPose(
        (0.33, 0.92, -0.06), (0.03, 0.03, 0.02), (1, 0, 0.4), (-0.2, 1, 0)
    ),
    "behind": ArmPose(
        (0.06, 0.86, 0.26), (0.06, 0.08, 0.02), (1, 0, 0.4), (-1, 0.4, 0), "behind"
    ),
    "bag_arm": ArmPose(
        (0.36, 0.50, -0.30), (0.06, 0.08, 0.04), (0.3, 1, 0.2), (-0.4, -0.6, 0),
        fingers="fist",
    ),
}  # fmt: skip
"""Every pose of an arm by its name."""

_BOTH = {"crossed": 0.10, "clasped": 0.07, "raised": 0.05, "behind": 0.04, "down": 0.20}
"""Poses of both arms at once, and how often; else each arm for itself."""

_EACH = {
    "down": 5.0, "apart": 1.5, "over_belly": 1.5, "raised": 1.0, "waving": 1.0,
    "on_hip": 2.5, "to_chin": 1.2, "to_cheek": 1.0, "to_hair": 1.2, "on_chest": 1.3,
    "phone": 1.5, "pocket": 1.5, "behind": 0.7, "bag_arm": 1.2,
}  # fmt: skip


@dataclass(frozen=True)
class Pose:
    """How a figure holds itself; angles in radians."""

    yaw: float
    """Of the trunk; positive turns it to the picture's right."""
    lean: float
    head_yaw: float
    head_pitch: float
    head_roll: float
    hip_tilt: float
    """How much higher the left hip is, in lengths of the trunk."""
    arms: dict[Side, str]
    jitter: dict[Side, _Where]
    """Of the wrists, in [-1, 1] of each pose's spread."""
    feet: dict[Side, _Where]
    """Where the ankles are from their hips' height on the floor: x, length, z."""
    turnout: dict[Side, float]
    """Ways of the feet, outwards."""


def draw_pose(rng: np.random.Generator) -> Pose:
    """Return a pose: standing, turned up to 40 degrees, one leg forward or not."""
    yaw = 0.0 if rng.random() < 0.1 else float(rng.uniform(-1, 1) * np.deg2rad(40))
    both = list(_BOTH)
    draw = int(np.searchsorted(np.cumsum(list(_BOTH.values())), rng.random()))
    names, shares = list(_EACH), np.array(list(_EACH.values()))
    each = [str(name) for name in rng.choice(names, 2, p=shares / shares.sum())]
    left, right = (both[draw],) * 2 if draw < len(both) else each
    wide = float(rng.uniform(0.09, 0.24))
    step = float(rng.uniform(0, 0.5)) if rng.random() < 0.4 else 0.0
    ahead = 1.0 if rng.random() < 0.5 else -1.0
    cross = float(rng.uniform(0, 0.1)) if rng.random() < 0.15 else 0.0

    def three() -> _Where:
        x, y, z = rng.uniform(-1, 1, 3)
        return float(x), float(y), float(z)

    return Pose(
        yaw=yaw,
        lean=float(rng.normal(0, 0.035)),
        head_yaw=float(
            np.clip(yaw * rng.uniform(0, 1.3) + rng.normal(0, 0.2), -0.65, 0.65)
        ),
        head_pitch=float(rng.normal(0, 0.12)),
        head_roll=float(rng.normal(0, 0.1)),
        hip_tilt=float(rng.normal(0, 0.025)),
        arms={"left": left, "right": right},
        jitter={"left": three(), "right": three()},
        feet={
            "left": (wide - cross, 0.0, -ahead * step / 2),
            "right": (-wide + cross, 0.0, ahead * step / 2),
        },
        turnout={
            "left": float(rng.uniform(0.05, 0.6)),
            "right": float(rng.uniform(0.05, 0.6)),
        },
    )
