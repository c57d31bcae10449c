"""This checkout as what `pip install pierglass` finds."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.project.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["settings_that_find_this_checkout"]


def settings_that_find_this_checkout(folder: Path) -> dict[str, str]:
    """Build the wheel, and return the settings with which pip takes it.

    The versions of everything else are those of ``constraints.txt``.
    """
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    command = [*build, str(folder / "wheel")]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return {
        "PIP_CONSTRAINT": str(ROOT / "constraints.txt"),
        "PIP_FIND_LINKS": str(folder / "wheel"),
    }
