"""What ``pip install pierglass`` without extras puts on a machine, and what it costs.

``python -m benchmarks.install --json`` builds the wheel from this tree, installs it
into a fresh virtual environment with the versions of constraints.txt, and prints
``installed_mb`` of every distribution and ``ours_mb`` of every package of our own,
bytecode included; CPU milliseconds, medians over cold processes, of ``import
pierglass.sdk`` (``import_ms``), of that with every public name of it used
(``every_name_ms``) and of the interpreter's own start (``python_ms``); and the heavy
modules that were found loaded or installed, of which there should be none. It needs an
index to install from and the extra ``dev``.
"""

import argparse
import importlib.metadata
import json
import statistics
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["HEAVY", "measure"]

ROOT = Path(__file__).parents[1]
HEAVY = (
    *("numpy", "flask", "torch", "cv2", "onnxruntime", "PIL", "scipy"),
    *("sqlalchemy", "authlib", "granian"),
)
"""Modules that the SDK alone has no use for."""

# What a cold process does, in the CPU milliseconds that it prints.
TIMED = """
import time
began = time.process_time()
{work}
print((time.process_time() - began) * 1e3)
"""
WORK: Mapping[str, str] = {
    "import_ms": "import pierglass.sdk",
    "every_name_ms": (
        "import pierglass.sdk as sdk\nfor name in sdk.__all__: getattr(sdk, name)"
    ),
}
START = "import time; print(time.process_time() * 1e3)"
LOADED = WORK["every_name_ms"] + "\nimport sys, json; print(json.dumps([*sys.modules]))"
INSTALLED = f"""
import importlib.util, json
print(json.dumps([name for name in {HEAVY} if importlib.util.find_spec(name)]))
"""


def run(*command: str | Path) -> str:
    """Run a program and return what it printed.

    Raises:
        RuntimeError: It failed.
    """
    done = subprocess.run(  # noqa: S603 - our own commands
        [str(part) for part in command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[:4]} failed: {done.stderr[-2000:]}")
    return done.stdout


def install(folder: Path) -> Path:
    """Install the tree's own wheel, and what it needs, into a fresh environment.

    Returns:
        The environment's interpreter.
    """
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    # Without pip of its own, so that everything in it is what was asked for.
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv/bin/python"
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "--python", python, "install", "-c", ROOT / "constraints.txt", wheel)
    return python


def installed_mb(python: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Return the megabytes of each distribution beside *python*, largest first.

    Returns:
        All of them by name, and our own packages by name.
    """
    (site,) = python.parents[1].glob("lib/python*/site-packages")
    all_of_them: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    for found in importlib.metadata.distributions(path=[str(site)]):
        for file in found.files or ():
            path = Path(str(found.locate_file(file)))
            size = path.stat().st_size if path.is_file() else 0
            all_of_them[found.metadata["Name"]] += size
            if file.parts[0] == "pierglass":
                ours[file.parts[1]] += size
    return _megabytes(all_of_them), _megabytes(ours)


def _megabytes(sizes: Counter[str]) -> dict[str, float]:
    return {name: round(size / 1e6, 2) for name, size in sizes.most_common()}


def measure(runs: int) -> dict[str, Any]:
    """Return the report.

    Args:
        runs: Cold processes for each time, in turn.
    """
    with tempfile.TemporaryDirectory() as folder:
        python = install(Path(folder))
        sizes, ours = installed_mb(python)
        loaded = json.loads(run(python, "-I", "-c", LOADED))
        installed = json.loads(run(python, "-I", "-c", INSTALLED))
        programs = {name: TIMED.format(work=work) for name, work in WORK.items()}
        programs["python_ms"] = START
        times: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(runs):
            for name, program in programs.items():
                times[name].append(float(run(python, "-I", "-c", program)))
    return {
        "installed_mb": {"all": round(sum(sizes.values()), 2), **sizes},
        "ours_mb": ours,
        **{name: round(statistics.median(each), 1) for name, each in times.items()},
        "heavy_loaded": sorted(
            {name.partition(".")[0] for name in loaded} & set(HEAVY)
        ),
        "heavy_installed": installed,
        "runs": runs,
    }


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    arguments = parser.parse_args()
    report = measure(arguments.runs)
    print(json.dumps(report, indent=None if arguments.json else 2))


if __name__ == "__main__":
    main()
