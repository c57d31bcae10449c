"""A wheel serves and loads everything that the checkout does."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.project.repository import ROOT, packages, source_roots

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

WEIGHTS = ROOT / "vision/pierglass/vision/weights"
NETWORKS = ("person", "occluder")

# One file of everything that the running program opens beside its own Python.
CARRIED = (
    "pierglass/client/web/index.html",
    "pierglass/client/web/app.js",
    "pierglass/client/demo/portrait.jpg",
    "pierglass/lenses/fitting-room/manifest.json",
    "pierglass/lenses/fitting-room/index.html",
    "pierglass/sdk/js/pierglass.js",
    "pierglass/sdk/js/bridge/policy.js",
    "pierglass/server/http/oauth_pages/consent.html",
    "pierglass/server/migrations/script.py.mako",
    "pierglass/server/migrations/versions/0001_people.py",
    "pierglass/vision/items/glasses-round-gold/item.json",
    "pierglass/vision/items/glasses-round-gold/item.png",
)

WHERE_FROM = """
import importlib, sys
from pathlib import Path
target = Path(sys.argv[1]).resolve()
for name in sys.argv[2:]:
    found = Path(importlib.import_module(f"pierglass.{name}").__file__).resolve()
    assert found.is_relative_to(target), found
"""


def run(*command: str, target: Path | None = None, cwd: Path) -> str:
    """Run a program of this Python; *target* comes before what is installed."""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(cwd)}
    if target is not None:
        env["PYTHONPATH"] = str(target)
    done = subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a folder of its own."""
    target = tmp_path_factory.mktemp("site")
    options = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    pip = ("-m", "pip", "install", *options, "--target", str(target), str(wheel))
    run(*pip, cwd=target)
    return target


@pytest.mark.parametrize("path", CARRIED)
def test_the_wheel_carries_what_the_program_opens(wheel: Path, path: str):
    assert path in zipfile.ZipFile(wheel).namelist()


@pytest.mark.parametrize("root", source_roots())
def test_the_wheel_holds_what_the_checkout_holds(wheel: Path, root: str):
    carried = set(zipfile.ZipFile(wheel).namelist())
    here = {
        str(path.relative_to(ROOT / root))
        for path in (ROOT / root / "pierglass").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here - carried == set()


def test_the_wheel_holds_nothing_outside_of_the_namespace(wheel: Path):
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pierglass"}


def test_every_package_is_imported_from_the_wheel(installed: Path, tmp_path: Path):
    names = [folder.name for folder in packages() if folder.name != "training"]
    run("-c", WHERE_FROM, str(installed), *names, target=installed, cwd=tmp_path)


def test_the_main_job_runs_from_the_wheel(installed: Path, tmp_path: Path):
    absent = [name for name in NETWORKS if not (WEIGHTS / f"{name}.onnx").is_file()]
    if absent:
        pytest.skip(f"no trained weights of {', '.join(absent)}: pierglass train")
    program = "import sys; from pierglass.sdk.cli import main; sys.exit(main())"
    out = tmp_path / "out"
    command = ("demo", "--once", "--out", str(out))
    said = run("-c", program, *command, target=installed, cwd=tmp_path)
    assert "The pictures and the transcript are in" in said
    record = json.loads((out / "transcript.json").read_text("utf-8"))
    assert record["ok"]
    assert len(list(out.glob("*.jpg"))) >= 7
