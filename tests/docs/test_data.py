"""Data and pages in the documents are what they say they are."""

import json
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from tests.docs.blocks import TEMPLATES, Block, of_language

from pierglass.bridge.manifest import parse_manifest

MANIFEST = json.loads((TEMPLATES / "blank/manifest.json").read_text("utf-8"))
MANIFEST |= {"id": "a-lens", "name": "A lens"}
VOID = {"link", "meta", "input", "img", "br"}


def whole_manifest(text: str) -> None:
    parse_manifest(json.loads(text))


def part_of_a_manifest(text: str) -> None:
    """Some fields of a manifest, as they stand between its braces."""
    parse_manifest(MANIFEST | json.loads(f"{{{text}}}"))


# What a block of JSON may be: `schema=NAME` above it, or the name of its file.
SCHEMAS: dict[str, Callable[[str], None]] = {
    "manifest.json": whole_manifest,
    "manifest": whole_manifest,
    "manifest_part": part_of_a_manifest,
}


class Balanced(HTMLParser):
    """Notes elements that are closed in another order than they were opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check_json(block: Block) -> None:
    name = block.said.get("schema", Path(block.title).name)
    assert name in SCHEMAS, (
        f"{block.name}: found schema {name!r}, expected one of {', '.join(SCHEMAS)}; "
        "say it above the fence"
    )
    SCHEMAS[name](block.text)


def check_toml(block: Block) -> None:
    tomllib.loads(block.text)


def check_html(block: Block) -> None:
    parser = Balanced()
    parser.feed(block.text)
    parser.close()
    assert parser.open == []


def check_svg(block: Block) -> None:
    assert ET.fromstring(block.text).tag.endswith("}svg")  # noqa: S314


def check_css(block: Block) -> None:
    assert block.text.count("{") == block.text.count("}") > 0


CHECKS: dict[str, Callable[[Block], None]] = {
    "css": check_css,
    "html": check_html,
    "json": check_json,
    "svg": check_svg,
    "toml": check_toml,
}


@pytest.mark.parametrize("block", of_language(*CHECKS), ids=lambda block: block.name)
def test_a_block_is_what_it_says(block: Block):
    CHECKS[block.language](block)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("css", "p { color: red;"),
        ("html", "<p><b>a</p></b>"),
        ("json", "{}"),
        ("svg", "<p/>"),
        ("toml", "a ="),
    ],
)
def test_a_block_that_is_not_is_found(language: str, text: str):
    with pytest.raises((AssertionError, ValueError)):
        CHECKS[language](Block(Path("a.md"), 1, language, text))
