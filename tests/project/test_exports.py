"""What each module exports is there, and is listed once, in order."""

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest
from tests.project.repository import ROOT, files, packages

# Packages whose extra `make test` may lack, and the module that shows it.
EXTRAS = {"training": "torch"}


def modules() -> list[Path]:
    return [
        path
        for path in files(".py")
        if any(path.is_relative_to(folder) for folder in packages())
    ]


def listed(path: Path) -> list[str]:
    """Return the ``__all__`` of a module, read and not run."""
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(t, ast.Name) and t.id == "__all__" for t in targets):
            names: list[str] = ast.literal_eval(node.value)  # type: ignore[attr-defined]
            return names
    return []


def order(name: str) -> tuple[int, str]:
    """Return where a name stands: constants, then classes, then the rest."""
    if name.isupper():
        return 0, name
    return (1 if name[0].isupper() else 2), name


def dotted(path: Path) -> str:
    """Return the name under which a module is imported."""
    parts = path.with_suffix("").parts[1:]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_exports_of_every_module_are_sorted_and_each_once():
    wrong = [
        str(path)
        for path in modules()
        if listed(path) != sorted(set(listed(path)), key=order)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "path", [path for path in modules() if listed(path)], ids=dotted
)
def test_what_a_module_exports_is_there(path: Path):
    package = path.parts[2]
    if package in EXTRAS:
        pytest.importorskip(EXTRAS[package], reason=f"[{package}] is not installed")
    module = importlib.import_module(dotted(path))
    assert [name for name in listed(path) if not hasattr(module, name)] == []
