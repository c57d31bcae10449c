"""Reads an SVG picture and writes it anew with nothing but drawing in it.

Scripts, links, styles, foreign content and everything fetched from elsewhere are
faults: a picture that is shown in everybody's tray does nothing. What is written is
made from what was understood, so that no byte of the original is served.
"""

import re
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

__all__ = ["MAX_ELEMENTS", "SvgError", "read_svg"]

MAX_ELEMENTS = 4000
MAX_DEPTH = 32

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"

ELEMENTS = frozenset(
    {
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "use",
        "symbol",
        "filter",
        "feGaussianBlur",
        "feOffset",
        "feMerge",
        "feMergeNode",
        "feBlend",
        "feColorMatrix",
        "feFlood",
        "feComposite",
        "feDropShadow",
    }
)
"""What a picture may be drawn with."""


# A reference to anything but an id of the drawing; a backslash could hide the word.
_FETCHES = re.compile(
    r"url\(\s{0,8}['\"]?\s{0,8}(?!#)|\\|@import|image-set", re.IGNORECASE
)


class SvgError(ValueError):
    """What makes a file no picture that may be shown."""


def read_svg(content: bytes) -> tuple[bytes, float, float]:
    """Return the picture written anew, with its width and height in its own units.

    Raises:
        SvgError: Saying what was found and what is expected.
    """
    reader = _Reader()
    reader.read(content)
    if reader.size is None:
        raise SvgError("holds no <svg>, expected a drawing")
    return "".join(reader.out).encode(), *reader.size


class _Reader:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.size: tuple[float, float] | None = None
        self._open: list[str] = []
        self._count = 0

    def read(self, content: bytes) -> None:
        # One encoding alone: in another, a declaration could hide from the checks.
        parser = expat.ParserCreate("utf-8", " ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = self._instruction
        parser.buffer_text = True
        try:
            parser.Parse(content, True)
        except expat.ExpatError as exc:
            said = expat.ErrorString(exc.code)
            raise SvgError(f"is no well-formed XML in UTF-8: {said}") from exc

    def _doctype(self, *_: object) -> None:
        raise SvgError("declares a document type, which can hide things; leave it out")

    def _instruction(self, target: str, _: str) -> None:
        raise SvgError(f"holds the instruction <?{target}?>; leave it out")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        self._count += 1
        if namespace != _SVG or tag not in ELEMENTS:
            raise SvgError(f"holds <{tag[:40]}>, which no picture needs; take it out")
        if self._count > MAX_ELEMENTS or len(self._open) >= MAX_DEPTH:
            raise SvgError(
                f"has over {MAX_ELEMENTS} elements or is over {MAX_DEPTH} deep; "
                "draw it more simply"
            )
        if not self._open:
            if tag != "svg":
                raise SvgError(f"begins with <{tag}>, expected <svg>")
            self.size = _size(attributes)
        root = "" if self._open else f' xmlns="{_SVG}"'
        self._open.append(tag)
        written = "".join(_attribute(key, value) for key, value in attributes.items())
        self.out.append(f"<{tag}{root}{written}>")

    def _end(self, _: str) -> None:
        self.out.append(f"</{self._open.pop()}>")

    def _text(self, text: str) -> None:
        self.out.append(escape(text))


def _attribute(key: str, value: str) -> str:
    namespace, _, name = key.rpartition(" ")
    if namespace == _XML:
        return f" xml:{name}={quoteattr(value)}"
    if name.lower().startswith("on") or name == "style":
        raise SvgError(f"has the attribute {name[:40]}=; say it with plain attributes")
    if name == "href":
        if namespace not in ("", _XLINK) or not value.startswith("#"):
            raise SvgError(f"links to {value[:60]!r}; refer to ids of its own alone")
        return f" href={quoteattr(value)}"
    if namespace:
        # What an editor notes for itself draws nothing.
        return ""
    if _FETCHES.search(value):
        raise SvgError(f"takes {name} from {value[:60]!r}; refer to ids of its own")
    return f" {name}={quoteattr(value)}"


def _size(attributes: dict[str, str]) -> tuple[float, float]:
    parts = attributes.get("viewBox", "").replace(",", " ").split()
    try:
        _, _, width, height = (float(part) for part in parts)
    except ValueError as exc:
        raise SvgError('has no viewBox; write <svg viewBox="0 0 512 512">') from exc
    return width, height
