"""The documents as a list of code blocks.

A line such as ``<!-- docs: scene=share_card -->`` right above a fence says how its
block is run; readers of the page do not see it. The words are ``name=value``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.project.repository import ROOT, files

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Block", "as_file", "blocks", "of_language", "pages", "read_blocks"]

TEMPLATES = ROOT / "sdk/pierglass/sdk/lens/templates"

_FENCE = re.compile(r"^( *)(`{3,})([^`]*)$")
_DELETE = re.compile(r"\bDelete `([^`]+)`")
_SAID = re.compile(r"<!-- docs: (.*) -->")


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        page: Relative to the repository's root.
        line: Of the opening fence, from 1.
        language: The first word behind the fence; empty if there is none.
        title: The file that it is the content of, from `title=NAME`.
        said: What the comment above it says.
        removes: Files that the words above it say to delete.
    """

    page: Path
    line: int
    language: str
    text: str
    title: str = ""
    said: dict[str, str] = field(default_factory=dict)
    removes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return where it stands, as a test's id."""
        return f"{self.page}:{self.line}"

    def __hash__(self) -> int:
        return hash((self.page, self.line))


def pages() -> list[Path]:
    """Return the documents whose blocks run."""
    wanted = []
    for path in files(".md"):
        folder = path.parent
        example = folder.parent == Path("examples") and path.name == "README.md"
        if path == Path("README.md") or folder == Path("docs") or example:
            wanted.append(path)
    return wanted


def read_blocks(page: Path, text: str) -> Iterator[Block]:
    """Yield the blocks of a page.

    Raises:
        ValueError: A fence is never closed.
    """
    lines = iter(enumerate(text.splitlines(), 1))
    before: list[str] = []
    for number, line in lines:
        opened = _FENCE.match(line)
        if opened is None:
            before += [line] if line else []
            continue
        indent, ticks, info = opened.groups()
        content = []
        for _, inner in lines:
            if inner.strip() == ticks:
                break
            content.append(inner.removeprefix(indent))
        else:
            raise ValueError(f"{page}:{number}: this fence is never closed")
        language, _, more = info.strip().partition(" ")
        title = re.search(r"title=(\S+)", more)
        said = _SAID.search(before[-1] if before else "")
        words = (word.partition("=") for word in said[1].split()) if said else ()
        yield Block(
            page,
            number,
            language,
            "".join(f"{one}\n" for one in content),
            title[1] if title else "",
            {name: value for name, _, value in words},
            tuple(_DELETE.findall(" ".join(before))),
        )
        before = []


@cache
def blocks() -> tuple[Block, ...]:
    """Return every block of every page, in order."""
    return tuple(
        block
        for page in pages()
        for block in read_blocks(page, (ROOT / page).read_text("utf-8"))
    )


def as_file(block: Block) -> str:
    """Return what the block's file holds once the page has come to it.

    A block is its file's content. One with `add=end` goes on where the page's earlier
    blocks of this title stopped, or at the file of the template that the page began
    with (`pierglass lens new NAME --template T`).
    """
    if block.said.get("add") != "end":
        return block.text
    before = [
        one
        for one in blocks()
        if (one.page, one.title) == (block.page, block.title) and one.line < block.line
    ]
    if before:
        return f"{as_file(before[-1])}\n{block.text}"
    name, _, path = block.title.partition("/")
    page = "".join(one.text for one in blocks() if one.page == block.page)
    begun = re.search(rf"lens new {name} --template (\S+)", page)
    assert begun, f"{block.name}: the page does not say where {block.title} begins"
    return f"{(TEMPLATES / begun[1] / path).read_text('utf-8')}\n{block.text}"


def of_language(*languages: str) -> list[Block]:
    """Return the blocks that are written in one of *languages*."""
    return [block for block in blocks() if block.language in languages]
