"""The skeleton: proportions and a pose become joints in the picture."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pierglass.training.synthetic.pose import ARM_POSES, Pose, Side
from pierglass.training.synthetic.shapes import Outline, outline

__all__ = ["SIDES", "Build", "Figure", "draw_build", "sign"]

SIDES: tuple[Side, Side] = ("right", "left")

_Point = NDArray[np.float32]

_FALL = 0.52
"""How far down the picture a foot's length goes: cameras look down at feet."""

_TRUNK_Y = (-0.08, 0.0, 0.12, 0.26, 0.42, 0.62, 0.80, 1.0, 1.12, 1.22)
_TRUNK_WIDE = (0.20, 0.32, 0.315, 0.285, 0.265, 0.225, 0.25, 0.295, 0.31, 0.30)
_TRUNK_DEEP = (0.10, 0.13, 0.165, 0.185, 0.18, 0.155, 0.165, 0.20, 0.205, 0.19)
"""Half width and half depth of the trunk at heights below the shoulders."""


def sign(side: Side) -> float:
    """Return 1 for the wearer's left, which is on the picture's right, else -1."""
    return 1.0 if side == "left" else -1.0


@dataclass(frozen=True)
class Build:
    """Proportions in lengths of the trunk, and ratios to an average body."""

    shoulder: float
    """Half the distance between the shoulder joints."""
    hip: float
    upper_arm: float
    forearm: float
    thigh: float
    shin: float
    girth: float
    """Ratio of all widths."""
    waist: float
    hips: float
    limbs: float
    """Ratio of the limbs' thickness."""
    head: float
    jaw: float
    woman: bool


def draw_build(rng: np.random.Generator) -> Build:
    """Return a body: tall or short, slim or heavy, woman or man."""
    woman = bool(rng.random() < 0.6)
    girth = float(np.clip(np.exp(rng.normal(-0.02, 0.15)), 0.78, 1.45))
    long = float(np.exp(rng.normal(0, 0.05)))
    return Build(
        shoulder=float(rng.normal(0.315 if woman else 0.345, 0.015)),
        hip=float(rng.normal(0.175, 0.01)) * (0.6 + 0.4 * girth),
        upper_arm=float(rng.normal(0.555, 0.02)) * long,
        forearm=float(rng.normal(0.46, 0.015)) * long,
        thigh=float(rng.normal(0.765, 0.035)) * long,
        shin=float(rng.normal(0.735, 0.035)) * long,
        girth=girth,
        waist=float(rng.normal(0.95 if woman else 1.1, 0.05)),
        hips=float(rng.normal(1.04 if woman else 0.92, 0.05)),
        limbs=(0.45 + 0.55 * girth) * (0.92 if woman else 1.06),
        head=float(rng.normal(1.06, 0.05)),
        jaw=float(rng.uniform(0.86, 1.0) if woman else rng.uniform(0.95, 1.12)),
        woman=woman,
    )


@dataclass(frozen=True, eq=False)
class Figure:
    """A body in a pose, in canvas pixels.

    Args:
        build: Its proportions.
        pose: How it stands.
        origin: Middle of the shoulders.
        px: Pixels in a length of the trunk.
    """

    build: Build
    pose: Pose
    origin: _Point
    px: float

    def turned(self, x: float, y: float, z: float) -> NDArray[np.float32]:
        """Return a point of the trunk's frame, turned and leaned; trunk lengths."""
        cos, sin = math.cos(self.pose.yaw), math.sin(self.pose.yaw)
        right, away = x * cos - z * sin, x * sin + z * cos
        cos, sin = math.cos(self.pose.lean), math.sin(self.pose.lean)
        return np.array(
            (right * cos - y * sin, right * sin + y * cos, away), np.float32
        )

    def trunk(self, x: float, y: float, z: float = 0.0) -> _Point:
        """Return where a point of the trunk's frame is in the picture."""
        return np.asarray(self.origin + self.px * self.turned(x, y, z)[:2], np.float32)

    def level(self, y: float, ease: float = 0.0) -> tuple[_Point, _Point]:
        """Return the right and left rim of the trunk at height *y*, with *ease*."""
        build, yaw = self.build, self.pose.yaw
        wide = float(np.interp(y, _TRUNK_Y, _TRUNK_WIDE)) * build.girth
        deep = float(np.interp(y, _TRUNK_Y, _TRUNK_DEEP)) * build.girth
        wide *= float(
            np.interp(y, (0.3, 0.62, 0.9, 1.1), (1, build.waist, 1, build.hips))
        )
        if y < 0.3:
            wide *= float(
                np.interp(y, (0, 0.3), (build.shoulder / 0.33 / build.girth, 1))
            )
        half = float(np.hypot(wide * np.cos(yaw), deep * np.sin(yaw))) + ease
        middle = self.axis(y)
        tilt = np.clip(y, 0, 1) * self.pose.hip_tilt / 0.6
        away = np.array([half, -half * tilt], np.float32) * self.px
        return middle - away, middle + away

    def axis(self, y: float) -> _Point:
        """Return the trunk's middle at height *y*."""
        return self.trunk(0.0, y, 0.02)

    @cached_property
    def joints(self) -> dict[str, NDArray[np.float32]]:
        """Joints of the trunk and limbs: (x, y, z) turned, in lengths of the trunk."""
        out: dict[str, NDArray[np.float32]] = {}
        build, pose = self.build, self.pose
        for side in SIDES:
            way = sign(side)
            out[f"{side}_shoulder"] = self.turned(way * build.shoulder, 0, 0)
            hip = self.turned(way * build.hip, 1 - way * pose.hip_tilt / 2, 0)
            out[f"{side}_hip"] = hip
            self._arm(out, side, way)
            self._leg(out, side, way, hip)
        return out

    def _arm(self, out: dict[str, NDArray[np.float32]], side: Side, way: float) -> None:
        build, pose = self.build, self.pose
        arm = ARM_POSES[pose.arms[side]]
        place = np.array(arm.wrist) + np.array(arm.spread) * pose.jitter[side]
        if "hip" in pose.arms[side] or "pocket" in pose.arms[side]:
            place[0] *= 0.35 + 0.65 * build.girth
        wrist = self.turned(way * float(place[0]), float(place[1]), float(place[2]))
        pole = self.turned(way * arm.elbow[0], arm.elbow[1], arm.elbow[2])
        shoulder = out[f"{side}_shoulder"]
        elbow, wrist = _bent(shoulder, wrist, pole, build.upper_arm, build.forearm)
        out[f"{side}_elbow"], out[f"{side}_wrist"] = elbow, wrist
        hand = self.turned(way * arm.hand[0], arm.hand[1], arm.hand[2])
        if not any(arm.hand):
            hand = (wrist - elbow) / build.forearm
        hand = hand / max(float(np.linalg.norm(hand)), 1e-3)
        out[f"{side}_hand"] = (wrist + 0.15 * hand).astype(np.float32)

    def _leg(
        self,
        out: dict[str, NDArray[np.float32]],
        side: Side,
        way: float,
        hip: NDArray[np.float32],
    ) -> None:
        build, pose = self.build, self.pose
        x, _, z = pose.feet[side]
        long = build.thigh + build.shin
        ankle = self.turned(x, 1.0, z)
        ankle[1] = hip[1] + np.sqrt(max(0.96 * long**2 - z**2, 0.5))
        # What is nearer to a camera at breast height stands lower in the picture.
        ankle[1] -= 0.22 * ankle[2]
        pole = self.turned(way * 0.25, 0, -1.0)
        knee, ankle = _bent(hip, ankle, pole, build.thigh, build.shin)
        out[f"{side}_knee"], out[f"{side}_ankle"] = knee, ankle
        angle = pose.yaw + way * pose.turnout[side]
        out[f"{side}_toe"] = (
            ankle
            + np.array(
                [0.30 * np.sin(angle), 0.075 + 0.34 * np.cos(angle) * _FALL, -0.2]
            )
        ).astype(np.float32)
        out[f"{side}_heel"] = (
            ankle
            + np.array([-0.07 * np.sin(angle), 0.075 - 0.02 * np.cos(angle), 0.04])
        ).astype(np.float32)

    def at(self, joint: str) -> _Point:
        """Return a joint in the picture."""
        return np.asarray(self.origin + self.px * self.joints[joint][:2], np.float32)

    def chain(self, side: Side, *joints: str) -> Outline:
        """Return joints of one side, in the picture."""
        return outline(*(self.at(f"{side}_{joint}") for joint in joints))

    @property
    def far(self) -> Side:
        """The side that is turned away."""
        return "left" if self.pose.yaw > 0 else "right"

    def before_trunk(self, side: Side) -> bool:
        """Return whether an arm is painted over the trunk."""
        order = ARM_POSES[self.pose.arms[side]].order
        if order == "side":
            return not (side == self.far and abs(self.pose.yaw) > 0.3)
        return order == "front"


def _bent(
    start: NDArray[np.float32],
    end: NDArray[np.float32],
    pole: NDArray[np.float32],
    first: float,
    second: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the middle joint of two bones, and their end where it is in reach."""
    way = end - start
    gap = float(np.linalg.norm(way))
    reach = float(
        np.clip(gap, 1.05 * abs(first - second) + 0.08, 0.995 * (first + second))
    )
    ahead = way / max(gap, 1e-3)
    end = start + ahead * reach
    aside = pole - ahead * float(pole @ ahead)
    aside = aside / max(float(np.linalg.norm(aside)), 1e-3)
    near = (first**2 - second**2 + reach**2) / (2 * reach)
    high = np.sqrt(max(first**2 - near**2, 0.0))
    middle = start + ahead * near + aside * high
    return middle.astype(np.float32), end.astype(np.float32)
