"""Shapes of lenses and their releases, for more than one module of routes."""

from dataclasses import dataclass
from typing import Any

from pierglass.server.errors import WrongTypeError
from pierglass.server.services.lens_packages import MAX_PACKAGE_BYTES
from pierglass.server.services.shapes import (
    AnyJson,
    Choice,
    Fields,
    Flag,
    Integer,
    Line,
    Listed,
    Nullable,
    Shape,
    Text,
)

__all__ = [
    "BASE64",
    "DECISION",
    "FINDING",
    "KEY",
    "LENS",
    "MANIFEST_BYTES",
    "PACKAGE_FILES",
    "PERCENT",
    "PUBLISH_BYTES",
    "REASON",
    "RELEASE",
    "SIGNATURE",
    "STANDING",
    "VERSION",
]

# Base64 is a third longer; the manifest and the paths are small.
PUBLISH_BYTES = MAX_PACKAGE_BYTES * 4 // 3 + 256 * 1024
MANIFEST_BYTES = 64 * 1024


@dataclass(frozen=True)
class _PackageFiles(Shape):
    """Path to base64 text; the package's own rules judge both."""

    def check(self, value: object, path: str) -> dict[str, str]:
        """Return the files."""
        if not isinstance(value, dict):
            raise WrongTypeError(field=path, found="no object", expected="an object")
        return value

    def describe(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        return {
            "type": "object",
            "additionalProperties": {"type": "string", "contentEncoding": "base64"},
        }


PACKAGE_FILES = _PackageFiles()
BASE64 = Text(1, 88, pattern=r"[A-Za-z0-9+/]+={0,2}")
"""A key or a signature."""
VERSION = Text(5, 20, pattern=r"\d{1,6}\.\d{1,6}\.\d{1,6}")
PERCENT = Integer(0, 100)
_HASH = Text(64, 64, pattern=r"[0-9a-f]{64}")
SIGNATURE = Fields({"key_id": _HASH, "value": BASE64}, title="LensSignature")

_SCOPE = Fields(
    {"scope": Text(), "reason": Text(0, 200), "optional": Flag()}, title="LensScope"
)
LENS = Fields(
    {
        "id": Text(),
        "name": Text(),
        "version": Text(),
        "kind": Choice(("applet",)),
        "summary": Text(0, 200),
        "box_art_url": Text(1, 1024),
        "entry_url": Text(1, 1024),
        "landing": Fields({"title": Text(), "subtitle": Text(0, 200)}),
        "scopes": Listed(_SCOPE),
        "contexts": Listed(Text(), high=8),
        "origin": Text(1, 512),
        "content_hash": Text(64, 64),
    },
    title="Lens",
)
STANDING = Fields(
    {
        "id": Text(),
        "name": Text(),
        "state": Choice(("available", "withdrawn", "blocked")),
        "reason": Text(0, 10_000),
        "box_art_url": Nullable(Text(1, 1024)),
    },
    title="LensStanding",
)
REASON = Fields({"rule": Text(1, 40), "reason": Line(1, 500)}, title="ReviewReason")
FINDING = Fields(
    {
        "rule": Text(1, 40),
        "where": Text(0, 400),
        "message": Text(0, 2000),
        "refuses": Flag(),
    },
    title="ReviewFinding",
)
RELEASE = Fields(
    {
        "lens_id": Text(),
        "version": Text(),
        "state": Choice(("in_review", "approved", "blocked", "withdrawn")),
        "percent": PERCENT,
        "reasons": Listed(REASON, high=20),
        "findings": Listed(FINDING, high=10_000),
        "content_hash": Text(64, 64),
        "key_id": Nullable(Text()),
        "submitted_at_ms": Integer(),
        "decided_at_ms": Nullable(Integer()),
    },
    title="LensRelease",
)
DECISION = Fields(
    {
        "version": Nullable(Text()),
        "action": Text(),
        "detail": AnyJson(),
        "at_ms": Integer(),
    },
    title="LensDecision",
)
KEY = Fields(
    {
        "id": Text(64, 64),
        "public_key": Text(),
        "created_at_ms": Integer(),
        "retired_at_ms": Nullable(Integer()),
    },
    title="PublisherKey",
)
