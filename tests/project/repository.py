"""The repository as a list of files: what git has, or would take."""

import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@cache
def files(*endings: str) -> tuple[Path, ...]:
    """Return every file that belongs to the repository, relative to its root.

    Args:
        *endings: Such as ``".py"``; all files when none is given.
    """
    listed = subprocess.run(
        [
            shutil.which("git") or "git",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    paths = sorted(Path(name) for name in listed.split("\0") if name)
    return tuple(
        path
        for path in paths
        if (not endings or path.suffix in endings) and (ROOT / path).is_file()
    )


@cache
def project() -> dict[str, Any]:
    """Return ``pyproject.toml``."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def source_roots() -> list[str]:
    """Return the folders that each hold a piece of the ``pierglass`` namespace."""
    roots: list[str] = project()["tool"]["hatch"]["build"]["dev-mode-dirs"]
    return roots


def packages() -> list[Path]:
    """Return the folder of each package, such as ``bridge/pierglass/bridge``."""
    return [
        folder.relative_to(ROOT)
        for root in source_roots()
        for folder in sorted((ROOT / root / "pierglass").iterdir())
        if folder.is_dir() and folder.name != "__pycache__"
    ]
