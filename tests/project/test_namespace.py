"""The namespace stays bare: one stray file makes the other packages unimportable."""

from importlib import import_module
from pathlib import Path

import pytest
from tests.project.repository import ROOT, packages, project, source_roots


@pytest.mark.parametrize("root", source_roots())
def test_no_file_lies_directly_in_a_namespace_folder(root: str):
    namespace = ROOT / root / "pierglass"
    assert [path.name for path in namespace.iterdir() if path.is_file()] == []


@pytest.mark.parametrize("folder", packages(), ids=str)
def test_every_package_is_one_and_says_that_it_is_typed(folder: Path):
    assert (ROOT / folder / "__init__.py").is_file()
    assert (ROOT / folder / "py.typed").is_file()


def test_the_namespace_is_a_namespace():
    assert import_module("pierglass").__file__ is None


def test_every_source_root_reaches_the_wheel():
    wheel = project()["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert sorted(wheel["sources"]) == sorted(source_roots())
    assert sorted(wheel["only-include"]) == [
        f"{root}/pierglass" for root in sorted(source_roots())
    ]


def test_every_source_root_is_seen_by_the_type_checker():
    tools = project()["tool"]
    assert tools["mypy"]["mypy_path"].split(":") == sorted(source_roots())
    assert sorted(tools["ruff"]["src"]) == sorted(source_roots())
