"""Blocks that look at pictures need the networks, which come with a release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.project.repository import ROOT

if TYPE_CHECKING:
    from tests.docs.blocks import Block

__all__ = ["need_weights"]

WEIGHTS = ROOT / "vision/pierglass/vision/weights"


def need_weights(block: Block) -> None:
    """Skip where *block* says `needs=weights` and the networks are absent."""
    if block.said.get("needs") != "weights":
        return
    for name in ("person", "occluder"):
        if not (WEIGHTS / f"{name}.onnx").is_file():
            pytest.skip(f"no trained weights of {name}: pierglass train")
