"""A guide as a script: what its reader runs, writes, taps and sees, in order.

The page is written for people, and these parts of it are run:

=================================  ==================================================
a ``sh`` block                     commands, a line each
a ``text`` block                   lines that they printed; numbers may differ
a block with ``title=PATH``        a file; with ``<!-- docs: add=end -->`` above it,
                                   its last lines
``**Snap**``                       a tap on what is called so
``*Sent.*``                        words that can be seen then
*Ana's window*                     where this happens, from here on
``Delete `PATH```                  a file that goes
an image                           the window as it stands, which ``make guide`` keeps
=================================  ==================================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.docs.blocks import Block, read_blocks
from tests.project.repository import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "GUIDE",
    "QUICKSTART",
    "Event",
    "Step",
    "events_of",
    "pictures",
    "read_steps",
]

GUIDE = Path("docs/guide-lens.md")
QUICKSTART = Path("docs/quickstart-lens.md")

_STEP = re.compile(r"^## (\d+)\. (.+)$")
_PROSE = re.compile(
    r"!\[[^\]]*\]\((?P<picture>[^)]+)\)"
    r"|Delete `(?P<delete>[^`]+)`"
    r"|`[^`]*`"
    r"|\*\*(?P<tap>[^*]+)\*\*"
    r"|\*(?P<see>[^*]+)\*"
    r"|(?P<window>Ana|Ben)'s window",
)


@dataclass(frozen=True)
class Event:
    """One thing that the reader does or sees.

    Attributes:
        kind: `run`, `printed`, `write`, `add`, `delete`, `tap`, `see`, `window` or
            `picture`.
        what: A command, a label, a path, a name.
        text: Of a file or a print.
        fails: Whether the command is one that ends with 1.
    """

    kind: str
    what: str
    text: str = ""
    fails: bool = False


@dataclass(frozen=True)
class Step:
    """A numbered section of the guide."""

    number: int
    title: str
    events: tuple[Event, ...]


def read_steps(page: Path) -> list[Step]:
    """Return the numbered steps of *page*, a path within the repository."""
    return list(_steps(page, (ROOT / page).read_text("utf-8")))


def events_of(page: Path, text: str) -> list[Event]:
    """Return what happens in all numbered steps of a page."""
    return [event for step in _steps(page, text) for event in step.events]


def pictures(page: Path = GUIDE) -> list[Path]:
    """Return the pictures that the steps of *page* show, within the repository."""
    return [
        page.parent / event.what
        for step in read_steps(page)
        for event in step.events
        if event.kind == "picture"
    ]


def _steps(page: Path, text: str) -> Iterator[Step]:
    blocks = {block.line: block for block in read_blocks(page, text)}
    heading: re.Match[str] | None = None
    events: list[Event] = []
    prose: list[str] = []
    skipped = 0
    for number, line in enumerate(text.splitlines(), 1):
        if number <= skipped:
            continue
        if block := blocks.get(number):
            events += [*_prose(prose), *_block(block)]
            skipped = number + len(block.text.splitlines()) + 1
        elif line.startswith("## "):
            events += _prose(prose)
            if heading:
                yield Step(int(heading[1]), heading[2], tuple(events))
            heading, events = _STEP.match(line), []
        else:
            prose.append(line)
    if heading:
        yield Step(int(heading[1]), heading[2], (*events, *_prose(prose)))


def _prose(lines: list[str]) -> list[Event]:
    """Return what happens in *lines*, and take them."""
    # A table's cells name things; nothing happens in them.
    text = " ".join(line.strip() for line in lines if not line.startswith("|"))
    lines.clear()
    return [
        Event(found.lastgroup, found[found.lastgroup])
        for found in _PROSE.finditer(text)
        if found.lastgroup
    ]


def _block(block: Block) -> Iterator[Event]:
    if block.title:
        kind = "add" if "add" in block.said else "write"
        yield Event(kind, block.title, block.text)
    elif block.language == "sh":
        fails = block.said.get("exit") == "1"
        for line in block.text.splitlines():
            yield Event("run", line.split("  #")[0].strip(), fails=fails)
    elif block.language == "text":
        yield Event("printed", "", block.text)
