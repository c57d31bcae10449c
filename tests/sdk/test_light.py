"""The SDK is light: what it imports, and what it does not."""

import importlib.metadata
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterable

import pytest
from packaging.requirements import Requirement
from tests.project.repository import ROOT

# None in sys.modules is how Python says "not there" for a module that is.
MASK = """
import sys
for name in ("torch", "numpy", "flask", "onnxruntime", "cv2", "sqlalchemy", "authlib",
             "granian", "PIL"):
    sys.modules[name] = None
"""


def _run(code: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def _brought(lines: Iterable[str]) -> set[str]:
    """Return what these requirements install, and what those bring along."""
    found: set[str] = set()
    for needed in map(Requirement, lines):
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            found.add(needed.name.lower())
            found |= _brought(importlib.metadata.requires(needed.name) or ())
    return found


@pytest.fixture(scope="module")
def bare() -> set[str]:
    """Return what an installation without extras brings, by this tree's own list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return _brought(project["dependencies"])


@pytest.fixture(scope="module")
def loaded() -> frozenset[str]:
    """Return the top-level modules that every public name of the SDK loads."""
    out = _run(
        "import json, sys, pierglass.sdk as s; [getattr(s, n) for n in s.__all__]; "
        "print(json.dumps([name.partition('.')[0] for name in sys.modules]))"
    )
    return frozenset(json.loads(out))


def test_every_public_name_imports_without_the_extras():
    _run(MASK + "import pierglass.sdk as s; [getattr(s, n) for n in s.__all__]")


@pytest.mark.parametrize("heavy", ["numpy", "flask", "torch", "cv2", "sqlalchemy"])
def test_every_public_name_loads_nothing_heavy(heavy: str, loaded: frozenset[str]):
    assert heavy not in loaded


@pytest.mark.parametrize("heavy", ["numpy", "flask", "torch", "opencv", "sqlalchemy"])
def test_the_bare_installation_brings_nothing_heavy(heavy: str, bare: set[str]):
    assert [name for name in bare if name.startswith(heavy)] == []


def test_the_bare_installation_brings_what_the_sdk_stands_on(bare: set[str]):
    assert {"httpx", "msgpack", "websockets"} <= bare


def test_the_client_imports_without_the_extras():
    _run(
        MASK + "import pierglass.client.client, pierglass.client.applet, "
        "pierglass.client.host.listener, pierglass.client.demo.command"
    )


def test_the_command_line_runs_without_the_extras():
    out = _run(MASK + "from pierglass.sdk.cli import main; main(['--help'])")
    assert "pip install 'pierglass[vision]'" in out


def test_importing_the_sdk_loads_no_http_client():
    loaded = _run(
        "import sys, pierglass.sdk as s; [getattr(s, n) for n in s.__all__]; "
        "print('httpx' in sys.modules)"
    )
    assert loaded.strip() == "False"


def test_importing_the_package_alone_loads_none_of_its_modules():
    loaded = _run(
        "import sys, pierglass.sdk; "
        "print([n for n in sys.modules if n.startswith('pierglass.client')])"
    )
    assert loaded.strip() == "[]"
