"""The page for reviewers has every row; the files and tests that it names exist."""

import re

import pytest
from tests.project.repository import ROOT
from tests.project.test_attacks import ROWS

PAGE = ROOT / "docs/security-review.md"
TABLE = {
    line.split("|")[1].strip().lower(): line
    for line in PAGE.read_text("utf-8").splitlines()
    if re.match(r"\| [BO]\d+ \|", line)
}


def defined(name: str, path: str) -> bool:
    """Whether the file at *path*, as the page links it, holds a test called *name*."""
    text = (PAGE.parent / path).read_text("utf-8")
    if path.endswith(".py"):
        return re.search(rf"^\s*(async )?def {name}\(", text, re.MULTILINE) is not None
    return f'test("{name}"' in text


def test_every_row_is_on_the_page():
    assert sorted(TABLE) == sorted(ROWS)


@pytest.mark.parametrize("row", ROWS)
def test_the_tests_of_a_row_exist_and_carry_its_name(row: str):
    named = re.findall(r"\[`([^`]+)`\]\(([^)]+)\)", TABLE[row])
    assert named
    assert [one for one in named if not defined(*one)] == []
    words = [re.split(r"[_ ]", name.removeprefix("test_").lower()) for name, _ in named]
    assert all(row in each for each in words)


@pytest.mark.parametrize("row", ROWS)
def test_a_defence_is_in_a_file_that_is_there(row: str):
    cell = TABLE[row].split(" | ")[3]
    files = re.findall(r"\[([^]`]+)\]\(([^)]+)\)", cell)
    assert files
    assert all((PAGE.parent / path).is_file() for _, path in files)
    assert all(path.endswith(f"/{name}") for name, path in files)
