"""Looks at this machine: what a lens developer lacks here, and the cure."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Symptom", "examine"]

_PYTHON = (3, 11)
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
_PORTS = (8700, 8701, 8702)


@dataclass(frozen=True)
class Symptom:
    """What one look found.

    Attributes:
        name: What was looked at.
        found: What is there.
        cure: What to do; empty when nothing is missing.
        needed_for: The commands that do not run without it.
        required: Whether a lens cannot be built without it.
    """

    name: str
    found: str
    cure: str = ""
    needed_for: str = ""
    required: bool = True

    @property
    def is_well(self) -> bool:
        """Whether nothing is missing."""
        return not self.cure

    def line(self) -> str:
        """Return it for people."""
        mark = "ok" if self.is_well else "MISSING" if self.required else "absent"
        text = f"{mark:8} {self.name}: {self.found}"
        if self.is_well:
            return text
        return f"{text}\n         for {self.needed_for}; cure: {self.cure}"


def examine(
    *,
    find_module: Callable[[str], object] = importlib.util.find_spec,
    find_program: Callable[[str], str | None] = shutil.which,
    is_free: Callable[[int], bool] | None = None,
) -> list[Symptom]:
    """Return what was found on this machine, in the order in which it is needed.

    Args:
        find_module: Finds a module without importing it.
        find_program: Finds a program.
        is_free: Whether nobody listens on a port of loopback.
    """
    return [
        _python(),
        _pierglass(),
        *_extras(find_module),
        _pytest(find_module),
        _browser(find_program),
        _node(find_program),
        *_ports(is_free or _is_free),
    ]


def _python() -> Symptom:
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] >= _PYTHON:
        return Symptom("Python", found)
    return Symptom("Python", found, "install Python 3.11 or newer", "everything")


def _pierglass() -> Symptom:
    try:
        return Symptom("Pierglass", version("pierglass"))
    except PackageNotFoundError:
        return Symptom("Pierglass", "not installed", "pip install pierglass", "all")


def _extras(find_module: Callable[[str], object]) -> Iterator[Symptom]:
    for extra, probe, use in (
        ("server", "granian", "`pierglass lens dev`: the local platform"),
        ("vision", "onnxruntime", "`pierglass lens dev`: try-on"),
    ):
        if find_module(probe) is not None:
            yield Symptom(f"extra {extra}", "installed")
        else:
            cure = f"pip install 'pierglass[{extra}]'"
            yield Symptom(f"extra {extra}", "not installed", cure, use)


def _pytest(find_module: Callable[[str], object]) -> Symptom:
    missing = [n for n in ("pytest", "pytest_asyncio") if find_module(n) is None]
    if not missing:
        return Symptom("pytest", "installed")
    cure = "pip install pytest pytest-asyncio"
    return Symptom("pytest", f"no {', '.join(missing)}", cure, "`pierglass lens test`")


def _browser(find_program: Callable[[str], str | None]) -> Symptom:
    found = next(filter(None, map(find_program, _BROWSERS)), None)
    if found:
        return Symptom("browser", found)
    cure = "open the address in a browser of yours, on this machine"
    return Symptom("browser", "none in the path", cure, "seeing it", required=False)


def _node(find_program: Callable[[str], str | None]) -> Symptom:
    found = find_program("node")
    if found:
        return Symptom("Node", found)
    cure = "install Node 20 or newer"
    use = "type-checking your scripts against the SDK"
    return Symptom("Node", "not in the path", cure, use, required=False)


def _ports(is_free: Callable[[int], bool]) -> Iterator[Symptom]:
    taken = [port for port in _PORTS if not is_free(port)]
    if not taken:
        yield Symptom("ports", f"{_PORTS[0]} to {_PORTS[-1]} are free")
        return
    shown = ", ".join(str(port) for port in taken)
    cure = "stop what listens there, or `pierglass lens dev --port 9700`"
    yield Symptom(
        "ports", f"{shown} taken", cure, "the usual addresses", required=False
    )


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
