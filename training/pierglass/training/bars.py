"""Which of the mission's bars a report reaches."""

from collections.abc import Mapping
from typing import Any

__all__ = ["occluder_bars", "person_bars"]

_HIDDEN_BAR = {"top": 0.55}
_OTHER_HIDDEN_BAR = 0.45
_FALSE_BAR = 0.02

_LEAST_CASES = 15
"""A kind that fewer photos show has no bar."""

_MAY_TIE = frozenset({"label_map_rule"})
"""Baselines against which a tie within the interval is enough."""

_BOTH_SIDES = ("hidden_iou", "visible_iou")

_NO_BASELINE = frozenset({"occluder_without_hints"})
"""Measured beside the baselines, but the network itself."""

_PERSON_BARS = {
    "mean_iou": 0.65,
    "person_iou": 0.93,
    "torso_pck@0.1": 0.95,
    "torso_pck@0.05": 0.85,
}


def occluder_bars(
    ours: Mapping[str, Mapping[str, Any]],
    against: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> dict[str, dict[str, object]]:
    """Return which bars each kind reaches.

    Args:
        ours: The occluder's figures by kind.
        against: By baseline, kind and measure, how the occluder stands.

    Returns:
        For each kind with enough cases: the bars, whether they are reached, and the
        baselines that it does not beat on both sides.
    """
    out: dict[str, dict[str, object]] = {}
    for kind, figures in ours.items():
        if kind == "overall" or figures["samples"] < _LEAST_CASES:
            continue
        bar = _HIDDEN_BAR.get(kind, _OTHER_HIDDEN_BAR)
        out[kind] = {
            "hidden_iou": {"bar": bar, "reached": bool(figures["hidden_iou"] >= bar)},
            "false_occlusion": {
                "bar": _FALSE_BAR,
                "reached": bool(figures["false_occlusion"] <= _FALSE_BAR),
            },
            "not_beaten": [
                name
                for name, gaps in against.items()
                if name not in _NO_BASELINE and not _beaten(name, gaps[kind])
            ],
        }
    return out


def person_bars(figures: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    """Return each bar of the person network, and whether *figures* reach it."""
    return {
        name: {"bar": bar, "reached": bool(figures[name] >= bar)}
        for name, bar in _PERSON_BARS.items()
        if name in figures
    }


def _beaten(name: str, gaps: Mapping[str, Mapping[str, Any]]) -> bool:
    """Return whether the occluder is better on both sides, or ties if it may."""
    if name in _MAY_TIE:
        return all(gaps[side]["verdict"] != "worse" for side in _BOTH_SIDES)
    return all(gaps[side]["gap"] > 0 for side in _BOTH_SIDES)
