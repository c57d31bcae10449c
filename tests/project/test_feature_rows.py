"""`docs/feature-rows.md` names what there is: paths, tests, commands, all rows."""

import re

import pytest
from tests.project.repository import ROOT

from pierglass.sdk import cli

PAGE = (ROOT / "docs/feature-rows.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if re.match(r"\| \d+ \|", line)]
SHOWN = sorted({word for row in ROWS for word in re.findall(r"`([^`]+)`", row[3])})


def test_both_lists_are_whole() -> None:
    numbers = [int(row[0].strip("| ")) for row in ROWS]
    assert numbers == [*range(1, 21), *range(1, 15)]


def test_every_row_says_what_shows_it_and_what_is_weaker() -> None:
    for row in ROWS:
        assert len(row) == 5, row[:2]
        assert all(cell.strip(" |") for cell in row), row[:2]
        assert "`" in row[3], row[:2]


@pytest.mark.parametrize("word", SHOWN)
def test_what_shows_a_row_is_there(word: str, capsys: pytest.CaptureFixture[str]):
    if word.startswith("make "):
        assert re.search(rf"^{word.removeprefix('make ')}:", MAKEFILE, re.MULTILINE)
        return
    if word.startswith("pierglass "):
        assert cli.main([*word.split()[1:], "--help"]) == 0
        return
    path, _, test = word.partition("::")
    assert (ROOT / path).exists(), path
    if test:
        found = (ROOT / path).read_text("utf-8")
        assert re.search(rf"^(async )?def {re.escape(test)}\(", found, re.MULTILINE)
