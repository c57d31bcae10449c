"""The documents say what the code does: settings, codes, links, commands, examples."""

import argparse
import ast
import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from tests.project.repository import ROOT, files

from pierglass.bridge.codes import CODES, DECODE_CODES
from pierglass.bridge.errors import ManifestError
from pierglass.client.close_codes import after_close
from pierglass.sdk import errors as sdk_errors
from pierglass.sdk.cli import GROUP
from pierglass.server import errors as server_errors
from pierglass.server.gateway.codes import Close
from pierglass.server.settings import Settings
from pierglass.vision.errors import VisionError

SETTINGS = (ROOT / "docs/settings.md").read_text("utf-8")
ERRORS = (ROOT / "docs/errors.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def family(base: type[Any]) -> Iterator[type[Any]]:
    yield base
    for kind in base.__subclasses__():
        yield from family(kind)


def section(title: str) -> str:
    """Return the part of docs/errors.md under one heading of the second level."""
    parts: dict[str, str] = {}
    for part in ERRORS.split("\n## ")[1:]:
        parts[part.split("\n", 1)[0]] = part
    return parts[title]


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of the tables in *text* by the code in their first cell."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            found[cells[0].strip("`")] = cells[1:]
    return found


SERVER_KINDS = {
    kind.code: kind
    for kind in reversed(list(family(server_errors.PierglassError)))
    if kind.__module__.startswith(f"{server_errors.__name__}.")
}


# --- settings -----------------------------------------------------------------


def headings() -> list[str]:
    return re.findall(r"^### `(PIERGLASS_\w+)`$", SETTINGS, re.MULTILINE)


def test_every_setting_has_its_heading_and_no_other_has():
    names = sorted(
        f"PIERGLASS_{name.upper()}" for name in Settings.__dataclass_fields__
    )
    assert sorted(headings()) == names


@pytest.mark.parametrize("name", Settings.__dataclass_fields__)
def test_the_default_that_is_written_is_the_default(name: str):
    default = str(Settings.__dataclass_fields__[name].default)
    part = SETTINGS.split(f"### `PIERGLASS_{name.upper()}`\n\nDefault: ")[1]
    written = part.split("`")[1] if part.startswith("`") else ""
    assert written == default


# --- errors -------------------------------------------------------------------


@pytest.mark.parametrize("code", SERVER_KINDS)
def test_every_code_of_the_server_is_described_with_its_status(code: str):
    kind = SERVER_KINDS[code]
    where = rows(section("API and gateway"))[code][0]
    assert where.startswith(str(kind.http_status))
    assert ("retryable" in where) == kind.retryable
    closes = f"closes {kind.close_code}" if kind.close_code else ""
    assert closes in where


def test_no_code_of_the_server_is_described_that_it_does_not_have():
    over_http = section("API and gateway").split("### On the gateway alone")[0]
    assert set(rows(over_http)) == set(SERVER_KINDS)


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_bridge_is_described_with_its_outcome(code: str):
    where = rows(section("Calls on the bridge"))[code][0]
    assert where.split(",")[0] == CODES[code].outcome
    assert ("retryable" in where) == CODES[code].retryable


def test_the_codes_of_unreadable_bytes_are_those_that_are_described():
    described = rows(section("Calls on the bridge").split("### Bytes")[1])
    assert set(described) == set(DECODE_CODES)


def test_the_code_of_a_manifest_is_described():
    assert f"`{ManifestError.code}`" in section("Calls on the bridge")


def test_the_codes_of_vision_are_those_that_are_described():
    assert set(rows(section("Vision"))) == {kind.code for kind in family(VisionError)}


def test_every_code_of_the_sdk_is_described():
    codes = {
        kind.code
        for kind in family(sdk_errors.PierglassError)
        if kind.__module__.startswith("pierglass.") and kind.code != "failed"
    }
    assert codes <= set(rows(section("Client and SDK")))


@pytest.mark.parametrize("code", Close)
def test_every_end_of_a_connection_is_described_with_what_the_client_does(code: Close):
    line = re.search(rf"^\| {int(code)} \|.*\| (.*) \|$", ERRORS, re.MULTILINE)
    assert line
    step = after_close(code).value
    words = {"resume": ("resumes", "connects again"), "identify": ("identifies",)}
    words |= {"renew": ("renews",), "stop": ("stops",)}
    assert any(word in line[1] for word in words[step])


# --- links, commands, code ------------------------------------------------------


def links(path: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", (ROOT / path).read_text("utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(path: Path) -> set[str]:
    """Return what each heading of a document is called in a link."""
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found
    }


@pytest.mark.parametrize("path", files(".md"), ids=str)
def test_every_link_leads_somewhere(path: Path):
    broken = []
    for link in links(path):
        target, _, anchor = link.partition("#")
        there = (ROOT / path.parent / target).resolve() if target else ROOT / path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(link)
    assert broken == []


def commands() -> set[str]:
    return {entry.name for entry in entry_points(group=GROUP)}


@pytest.mark.parametrize("path", files(".md"), ids=str)
def test_every_command_that_a_document_names_exists(path: Path):
    text = (ROOT / path).read_text("utf-8")
    inline = re.findall(r"`(?:[A-Z_]+=\S+ )*pierglass ([a-z][a-z-]*)", text)
    blocks = re.findall(r"^(?:[A-Z_]+=\S+ )*pierglass ([a-z][a-z-]*)", text, re.M)
    assert set(inline) | set(blocks) <= commands()


def test_every_command_of_the_readme_takes_the_options_that_it_is_shown_with():
    for line in re.findall(r"^pierglass (.+)$", README, re.MULTILINE):
        name, *words = line.split("#")[0].split()
        subparsers = argparse.ArgumentParser().add_subparsers()
        (entry,) = entry_points(group=GROUP, name=name)
        entry.load()(subparsers)
        known = subparsers.choices[name]._option_string_actions
        assert [w for w in words if w.startswith("--") and w not in known] == []


def test_every_target_of_make_that_a_document_names_exists():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    for path in files(".md"):
        named = re.findall(r"(?:`|^)make ([a-z-]+)", (ROOT / path).read_text(), re.M)
        assert set(named) <= targets, path


@pytest.mark.parametrize("path", files(".md"), ids=str)
def test_the_python_of_a_document_compiles(path: Path):
    text = (ROOT / path).read_text("utf-8")
    for number, block in enumerate(re.findall(r"```python\n(.*?)```", text, re.S)):
        compile(
            block,
            f"{path}, block {number}",
            "exec",
            flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT,
        )
