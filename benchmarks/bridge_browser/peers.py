"""The bridges beside which Pierglass is measured, as npm gives them."""

import gzip
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

__all__ = ["FLOOR", "NAMES", "OURS", "PEERS", "core_bytes", "fetch"]

OURS = "pierglass"
FLOOR = "port"
"""A bare MessagePort with a table of who waits: no bridge, what none can beat."""

PEERS = {
    "comlink": ("4.4.2", "dist/esm/comlink.min.mjs"),
    "penpal": ("7.0.6", "dist/penpal.min.js"),
    "post-robot": ("10.0.46", "dist/post-robot.min.js"),
}
"""Name to version, and the file that a page loads."""

NAMES = (OURS, *PEERS, FLOOR)

FOLDER = Path("var/bench/npm")


def fetch() -> Path:
    """Install the peers, once, into an ignored folder; return where they lie.

    Raises:
        RuntimeError: npm is not here, or could not install them.
    """
    packages = [f"{name}@{version}" for name, (version, _) in PEERS.items()]
    asked = FOLDER / "asked"
    modules = FOLDER / "node_modules"
    if asked.exists() and asked.read_text("utf-8") == " ".join(packages):
        return modules
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is not here; install Node 20 or newer")
    FOLDER.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts"]
    command = [npm, "install", "--prefix", str(FOLDER), *quiet, *packages]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"npm could not install {packages}: {done.stderr[-500:]}")
    asked.write_text(" ".join(packages), "utf-8")
    return modules


def core_bytes(modules: Path) -> dict[str, int]:
    """Return the gzipped size of the one file that a page loads of each.

    Args:
        modules: Where the peers lie.
    """
    sizes = {OURS: _gzipped(Path(str(files("pierglass.sdk") / "js/pierglass.js")))}
    for name, (_, file) in PEERS.items():
        sizes[name] = _gzipped(modules / name / file)
    return sizes


def _gzipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))
