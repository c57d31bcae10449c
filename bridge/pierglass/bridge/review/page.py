"""Reads a lens's first page, and whether everybody can use it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pierglass.bridge.review.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["MAX_PAGE_BYTES", "Element", "Page", "check_page", "read_page"]

MAX_PAGE_BYTES = 128 * 1024
"""A first page is small; what comes later its scripts add."""
MAX_ELEMENTS = 5000
MAX_DEPTH = 100

# Enough to know whether something is said.
_TEXT_CHARS = 200

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta"}
    | {"source", "track", "wbr"}
)
_SILENT_INPUTS = frozenset({"hidden", "submit", "reset", "button", "image"})
_LOADING = {"script": "src", "img": "src", "iframe": "src", "link": "href"}
_LOADING |= {"source": "src", "audio": "src", "video": "src", "object": "data"}


@dataclass
class Element:
    """One element of the page.

    Attributes:
        text: How what it and its children say begins, `alt` texts included.
        parent: The element around it.
    """

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    text: str = ""

    def get(self, name: str) -> str:
        """Return an attribute without surrounding space; empty if it is absent."""
        return self.attributes.get(name, "").strip()

    def is_inside(self, tag: str) -> bool:
        """Return whether an element called *tag* is around it."""
        around = self.parent
        while around is not None and around.tag != tag:
            around = around.parent
        return around is not None


@dataclass
class Page:
    """What a page consists of.

    Attributes:
        loads: Tag and address of everything that it loads.
        inline: What it tries to run or style without a file.
        is_too_large: Whether only a part of it was read.
    """

    elements: list[Element] = field(default_factory=list)
    loads: list[tuple[str, str]] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    is_too_large: bool = False

    def all(self, *tags: str) -> list[Element]:
        """Return the elements of these tags."""
        return [each for each in self.elements if each.tag in tags]


def read_page(html: str) -> Page:
    """Return the page that *html* describes."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.page


def check_page(path: str, page: Page) -> Iterator[Finding]:
    """Yield what keeps somebody from using the page at *path*."""
    for message, refuses in (
        *_document(page),
        *_names(page),
        *_structure(page),
    ):
        yield Finding("accessibility", path, message, refuses)


def _document(page: Page) -> Iterator[tuple[str, bool]]:
    if page.is_too_large:
        yield (
            f"over {MAX_ELEMENTS} elements, or over {MAX_DEPTH} inside each other; "
            "nobody reads that far. Make the first page smaller",
            True,
        )
    if not any(each.get("lang") for each in page.all("html")):
        yield (
            '<html> has no lang; a screen reader guesses. Write <html lang="en">',
            True,
        )
    if not any(each.text.strip() for each in page.all("title")):
        yield "the page has no <title>; say what it is in a few words", True
    viewport = next(
        (m for m in page.all("meta") if m.get("name").lower() == "viewport"), None
    )
    if viewport is None:
        yield "no viewport: a phone shows it tiny. Add <meta name=viewport …>", False
    elif any(
        word in viewport.get("content").replace(" ", "")
        for word in ("user-scalable=no", "maximum-scale=1")
    ):
        yield "the viewport forbids zooming; leave user-scalable out", True


def _names(page: Page) -> Iterator[tuple[str, bool]]:
    yield from _labels(page)
    for image in page.all("img"):
        if "alt" not in image.attributes:
            address = image.get("src")
            yield f'<img src="{address}"> has no alt; describe it, or alt=""', True
    for control in page.all("button", "a"):
        if control.tag == "a" and not control.get("href"):
            continue
        if not control.text.strip() and not _is_named(control):
            yield f"<{control.tag}> says nothing; give it text or aria-label", True
    for drawing in page.all("svg", "canvas"):
        if drawing.get("role") == "img" and not _is_named(drawing):
            yield f'<{drawing.tag} role="img"> has no aria-label', True


def _labels(page: Page) -> Iterator[tuple[str, bool]]:
    labelled = {each.get("for") for each in page.all("label") if each.text.strip()}
    for control in page.all("input", "select", "textarea"):
        if control.get("type").lower() in _SILENT_INPUTS or _is_named(control):
            continue
        if control.get("id") in labelled - {""} or control.is_inside("label"):
            continue
        yield f"<{control.tag}> has no label; add <label for=…>", True


def _structure(page: Page) -> Iterator[tuple[str, bool]]:
    ids = [each.get("id") for each in page.elements if each.get("id")]
    for name in sorted(one for one, count in Counter(ids).items() if count > 1):
        yield f"the id {name!r} is there twice; an id names one element", True
    for each in page.elements:
        if each.get("tabindex").isdigit() and int(each.get("tabindex")) > 0:
            yield f"<{each.tag}> has a tabindex above 0, which reorders the page", True
    clickable = [e for e in page.all("div", "span") if e.get("role") == "button"]
    if any("tabindex" not in each.attributes for each in clickable):
        yield (
            'role="button" without tabindex: no keyboard reaches it. Use <button>',
            True,
        )
    if not page.all("main") and not page.all("h1"):
        yield "neither <main> nor <h1>: readers cannot jump to what matters", False


def _is_named(element: Element) -> bool:
    return bool(
        element.get("aria-label")
        or element.get("aria-labelledby")
        or element.get("title")
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        around = self._open[-1] if self._open else None
        element = Element(tag, attributes, around)
        if len(self.page.elements) >= MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            self.page.is_too_large = True
            return
        self.page.elements.append(element)
        self._note(element)
        if tag == "img":
            self._say(element.get("alt"))
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].tag == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1].tag in ("script", "style"):
            if data.strip():
                self.page.inline.append(f"an inline <{self._open[-1].tag}>")
            return
        self._say(data)

    def _say(self, text: str) -> None:
        for element in self._open:
            if len(element.text) < _TEXT_CHARS:
                element.text += text[:_TEXT_CHARS]

    def _note(self, element: Element) -> None:
        address = element.get(_LOADING.get(element.tag, ""))
        if address and not (
            element.tag == "link" and element.get("rel") == "canonical"
        ):
            self.page.loads.append((element.tag, address))
        for name in element.attributes:
            if name.startswith("on"):
                self.page.inline.append(f"{name}=… on <{element.tag}>")
        if "style" in element.attributes:
            self.page.inline.append(f"style=… on <{element.tag}>")
