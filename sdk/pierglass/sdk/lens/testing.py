"""`pierglass lens test`: the lens's own tests, with the kit's fixtures."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from typing import TYPE_CHECKING

from pierglass.sdk.errors import LensFolderError, ToolMissingError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["run_tests"]

_NEEDED = ("pytest", "pytest_asyncio")


def run_tests(folder: Path, more: Sequence[str], faults: int | None) -> int:
    """Run the tests of the lens in *folder*; return pytest's exit code.

    Args:
        folder: The lens.
        more: Further arguments for pytest.
        faults: Number of the one fault schedule that is replayed; all when None.

    Raises:
        LensFolderError: The lens has no tests.
        ToolMissingError: pytest is not installed.
    """
    for name in _NEEDED:
        if importlib.util.find_spec(name) is None:
            raise ToolMissingError(name, "pip install pytest pytest-asyncio")
    tests = folder / "tests"
    if not tests.is_dir():
        raise LensFolderError(
            f"{folder} has no tests/. `pierglass lens new` writes some; copy those."
        )
    # Where the lens is, not where the shell stands: no foreign configuration applies.
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["--rootdir", str(folder), "-c", "/dev/null", "-o", "asyncio_mode=auto"]
    command += ["-o", "asyncio_default_fixture_loop_scope=function"]
    command += ["--import-mode=importlib", "--lens", str(folder.resolve())]
    if faults is not None:
        command += ["--faults", str(faults)]
    command += [str(tests), *more]
    # Our own interpreter, on a folder that the developer named.
    return subprocess.run(command, check=False).returncode  # noqa: S603
