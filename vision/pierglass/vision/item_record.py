"""The record of an item, ``item.json``, parsed strictly.

Every refusal names the exact key path, so that a merchant can mend the file.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from pierglass.vision.errors import InvalidItemError
from pierglass.vision.kinds import KINDS

__all__ = ["FORMAT_VERSION", "ItemPart", "ItemRecord", "parse_record"]

FORMAT_VERSION: Final = 1

LARGEST_RECORD_BYTES: Final = 65536
LONGEST_TEXT: Final = 200

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{2,59}")
# A bare name: the picture lies beside its record, never elsewhere on the disk.
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}")
_REQUIRED: Final = ("id", "kind", "name", "maker", "version", "image", "anchors")
_OPTIONAL: Final = ("parts", "static_occlusion", "licence")


@dataclass(frozen=True, slots=True)
class ItemPart:
    """A part of an item that lies at its own depth."""

    name: str
    """What it is, such as ``"collar_back"``."""

    depth: float
    """Against the body's front in item units: 0 in front, below 0 behind the body."""

    polygon: tuple[tuple[float, float], ...] = ()
    """Outline (x, y) in pixels of the item's picture; empty when it is not told."""


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What ``item.json`` says."""

    id: str
    kind: str
    name: str
    maker: str
    version: int
    image: str
    anchors: Mapping[str, tuple[float, float]]
    parts: tuple[ItemPart, ...]
    static_occlusion: Mapping[str, object] | None
    licence: str


def parse_record(text: bytes, item_id: str) -> ItemRecord:
    """Parse ``item.json``.

    Args:
        text: The file's bytes, UTF-8 JSON of at most 64 KiB.
        item_id: Name for error messages; the folder's name.

    Raises:
        InvalidItemError: With the key path of the first fault.
    """
    return _Parser(item_id).record(text)


class _Parser:
    def __init__(self, item_id: str) -> None:
        self.item_id = item_id

    def fail(self, path: str, found: object, expected: str) -> NoReturn:
        shown = found if isinstance(found, str) else json.dumps(found)
        raise InvalidItemError(self.item_id, path, shown[:80], expected)

    def record(self, text: bytes) -> ItemRecord:
        raw = self.mapping(self.json(text), "item.json")
        for key in _REQUIRED:
            if key not in raw:
                self.fail(key, "nothing", "a value")
        for key in raw:
            if key not in _REQUIRED + _OPTIONAL:
                self.fail(key, "an unknown key", f"one of {_names(_OPTIONAL)}")
        if type(raw["version"]) is not int or raw["version"] != FORMAT_VERSION:
            self.fail("version", raw["version"], str(FORMAT_VERSION))
        kind = self.text(raw["kind"], "kind")
        if kind not in KINDS:
            self.fail("kind", f"the unknown kind {kind!r}", f"one of {_names(KINDS)}")
        return ItemRecord(
            id=self.matching(raw["id"], "id", _ID),
            kind=kind,
            name=self.text(raw["name"], "name"),
            maker=self.text(raw["maker"], "maker"),
            version=FORMAT_VERSION,
            image=self.matching(raw["image"], "image", _FILE_NAME),
            anchors=self.anchors(raw["anchors"], kind),
            parts=self.parts(raw.get("parts", [])),
            static_occlusion=self.static_occlusion(raw.get("static_occlusion")),
            licence=self.text(raw["licence"], "licence") if "licence" in raw else "",
        )

    def json(self, text: bytes) -> object:
        if len(text) > LARGEST_RECORD_BYTES:
            expected = f"at most {LARGEST_RECORD_BYTES}"
            self.fail("item.json", f"{len(text)} bytes", expected)
        try:
            value: object = json.loads(text.decode("utf-8"))
        except (ValueError, RecursionError) as exc:
            raise InvalidItemError(
                self.item_id, "item.json", f"no JSON ({exc})"[:80], "a JSON object"
            ) from exc
        return value

    def mapping(self, value: object, path: str) -> dict[str, object]:
        if not isinstance(value, dict):
            self.fail(path, value, "an object")
        return value

    def text(self, value: object, path: str) -> str:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= LONGEST_TEXT:
            self.fail(path, value, f"a text of 1 to {LONGEST_TEXT} characters")
        return value

    def matching(self, value: object, path: str, pattern: re.Pattern[str]) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            self.fail(path, value, f"a text like {pattern.pattern}")
        return value

    def number(self, value: object, path: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(path, value, "a finite number")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.fail(path, "a number that is not finite", "a finite number")
        return number

    def point(self, value: object, path: str) -> tuple[float, float]:
        if not isinstance(value, list) or len(value) != 2:
            self.fail(path, value, "two numbers [x, y]")
        return self.number(value[0], f"{path}[0]"), self.number(value[1], f"{path}[1]")

    def anchors(self, value: object, kind: str) -> dict[str, tuple[float, float]]:
        raw = self.mapping(value, "anchors")
        for name in sorted(KINDS[kind].required):
            if name not in raw:
                self.fail(f"anchors.{name}", "nothing", f"a point, for every {kind}")
        for name in raw:
            if name not in KINDS[kind].known:
                known = _names(sorted(KINDS[kind].known))
                self.fail(f"anchors.{name}", "an unknown anchor", f"one of {known}")
        return {name: self.point(p, f"anchors.{name}") for name, p in raw.items()}

    def parts(self, value: object) -> tuple[ItemPart, ...]:
        if not isinstance(value, list):
            self.fail("parts", value, "a list")
        return tuple(self.part(part, f"parts[{n}]") for n, part in enumerate(value))

    def part(self, value: object, path: str) -> ItemPart:
        raw = self.mapping(value, path)
        for key in ("name", "depth"):
            if key not in raw:
                self.fail(f"{path}.{key}", "nothing", "a value")
        polygon = raw.get("polygon", [])
        if not isinstance(polygon, list) or len(polygon) in (1, 2):
            self.fail(f"{path}.polygon", polygon, "a list of three points or more")
        points = enumerate(polygon)
        return ItemPart(
            name=self.text(raw["name"], f"{path}.name"),
            depth=self.number(raw["depth"], f"{path}.depth"),
            polygon=tuple(self.point(p, f"{path}.polygon[{n}]") for n, p in points),
        )

    def static_occlusion(self, value: object) -> Mapping[str, object] | None:
        if value is None:
            return None
        raw = self.mapping(value, "static_occlusion")
        if raw.get("image") is not None:
            self.matching(raw["image"], "static_occlusion.image", _FILE_NAME)
        return raw


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)
