"""The page's modules that need no browser, under Node's own test runner."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="no Node: apt install nodejs")
@pytest.mark.parametrize("name", ["wire", "gateway"])
def test_module(name: str) -> None:
    assert NODE is not None
    run = subprocess.run(
        [
            NODE,
            "--import",
            str(HERE / "sdk_paths.mjs"),
            "--test",
            str(HERE / f"{name}.test.mjs"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
