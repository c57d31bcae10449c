"""Every attack on authorization and bridge has a test with its row in its name."""

import re
from collections.abc import Iterator

import pytest
from tests.project.repository import ROOT

ROWS = [*(f"o{n}" for n in range(1, 33)), *(f"b{n}" for n in range(1, 16))]
"""O1 to O32 against the authorization server, B1 to B15 against the bridge."""

_PYTHON = re.compile(r"^\s*(?:async )?def test_((?:[a-z]\d+_)+)", re.MULTILINE)
_JAVASCRIPT = re.compile(r"^test\(\"((?:[A-Z]\d+ )+)", re.MULTILINE)


def named() -> Iterator[str]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        for names in _PYTHON.findall(path.read_text("utf-8")):
            yield from names.strip("_").split("_")
    for path in (ROOT / "tests").rglob("*.test.mjs"):
        for names in _JAVASCRIPT.findall(path.read_text("utf-8")):
            yield from names.lower().split()


NAMED = set(named())


@pytest.mark.parametrize("row", ROWS)
def test_the_row_has_a_test_with_its_name(row: str) -> None:
    assert row in NAMED
