"""The migration notes say what each protocol brought, and name what there is."""

import re

import pytest
from tests.project.repository import ROOT

from pierglass.bridge import METHODS, PROTOCOL_MAX, PROTOCOL_MIN
from pierglass.bridge.policy import NOTIFICATIONS

TEXT = (ROOT / "docs/migration.md").read_text("utf-8")
SDK = (ROOT / "sdk/pierglass/sdk/js/lens.js").read_text("utf-8")
PAGES = ("docs/migration.md", "docs/cookbook.md", "docs/guide-lens.md")
# Python has names of its own for the same.
PYTHON = re.compile(r"```python.*?```", re.DOTALL)
CALLS = {
    call
    for page in PAGES
    for call in re.findall(
        r"\blens\.((?:\w+\.)?\w+)\(",
        PYTHON.sub("", (ROOT / page).read_text("utf-8")),
    )
}


def brought(version: int) -> set[str]:
    """Return what the notes name in the table of a version."""
    table = TEXT.split(f"| since {version} | what it is |\n")[1].split("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[1:]]
    return {name for cell in cells for name in re.findall(r"`([\w.]+)`", cell)}


@pytest.mark.parametrize("version", range(PROTOCOL_MIN + 1, PROTOCOL_MAX + 1))
def test_the_notes_name_what_a_version_brought(version: int):
    declared = {**METHODS, **NOTIFICATIONS}
    new = {name for name, one in declared.items() if one.since == version}
    assert brought(version) == new


@pytest.mark.parametrize("call", sorted(CALLS))
def test_a_call_that_a_page_names_is_one_of_the_sdk(call: str):
    for name in call.split("."):
        assert re.search(rf"\b{name}\b(?::|\(| =)", SDK), call
