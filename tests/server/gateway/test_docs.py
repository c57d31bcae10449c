"""docs/gateway.md says what the code does."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pierglass.bridge.codec import MAX_DEPTH
from pierglass.server.gateway.codes import Close
from pierglass.server.gateway.limits import Limits
from pierglass.server.gateway.ops import CHAT, LIVE, Ops

TEXT = (Path(__file__).parents[3] / "docs/gateway.md").read_text("utf-8")


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of the tables in *text* by their first cell."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("|---")
    ]
    return {row[0].strip("`"): row[1:] for row in cells}


def operations(text: str) -> dict[str, list[str]]:
    table = text.split("| you send |")[1].split("\n\n")[0]
    return {name: row for name, row in rows(table).items() if name in {**CHAT, **LIVE}}


def test_every_close_code_is_listed_and_no_other():
    listed = {int(code) for code in rows(section("Close codes")) if code.isdigit()}
    assert listed == set(map(int, Close))


@pytest.mark.parametrize("code", Close)
def test_every_close_code_has_a_cause_and_a_cure(code: Close):
    reason, cause, cure = rows(section("Close codes"))[str(int(code))]
    assert reason
    assert cause
    assert cure


@pytest.mark.parametrize(("title", "ops"), [("Chat", CHAT), ("Live", LIVE)])
def test_every_operation_is_listed_with_its_fields(title: str, ops: Ops):
    listed = operations(section(title))
    assert set(listed) == set(ops)
    for name, declared in ops.items():
        said = dict(re.findall(r"`(\w+)`(\??)", listed[name][0]))
        assert set(said) == set(declared)
        optional = {key for key, mark in said.items() if mark}
        assert optional == {key for key, one in declared.items() if not one.required}


def test_every_limit_is_listed_with_its_value():
    listed = rows(section("Limits"))
    assert set(listed) - {"limit"} == {one.name for one in fields(Limits)}
    for name, row in listed.items():
        if name != "limit":
            assert float(row[0]) == getattr(Limits(), name)


def test_the_depth_of_a_message_is_the_codecs():
    assert f"at most {MAX_DEPTH} containers deep" in TEXT
