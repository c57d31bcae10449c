"""A lens as it is sent for publication: which files it may hold, and how large.

With :mod:`pierglass.bridge.manifest` this is the whole of what publishing judges;
lint and the server read the same rules, so that they cannot disagree.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from pierglass.bridge.errors import Problem

__all__ = [
    "CONTENT_TYPES",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MAX_PACKAGE_BYTES",
    "MAX_PATH_CHARS",
    "check_contents",
    "content_hash",
    "content_type_of",
    "is_legal_path",
]

MAX_FILES: Final = 200
MAX_FILE_BYTES: Final = 1024 * 1024
MAX_PACKAGE_BYTES: Final = 4 * 1024 * 1024
MAX_PATH_CHARS: Final = 200

CONTENT_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "css": "text/css; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json",
        "mjs": "text/javascript; charset=utf-8",
        "png": "image/png",
        "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8",
        "webp": "image/webp",
    }
)
"""Ending to the only type that a file is ever served as."""

# Segments start with a letter, digit, "_" or "-": no hidden file, no "..".
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_PATH = re.compile(rf"(?:{_SEGMENT}/)*{_SEGMENT}")


def content_type_of(path: str) -> str | None:
    """Return the type that a file of this name is served as, or None."""
    return CONTENT_TYPES.get(path.rpartition(".")[2])


def is_legal_path(path: str) -> bool:
    """Return whether a file of a lens may be called *path*."""
    return len(path) <= MAX_PATH_CHARS and _PATH.fullmatch(path) is not None


def check_contents(files: Mapping[str, bytes]) -> tuple[Problem, ...]:
    """Return what is wrong with a lens's files, by path; nothing if they may be sent.

    Args:
        files: Path to content, without ``manifest.json``.
    """
    problems = [problem for path in sorted(files) for problem in _file(path, files)]
    if not 1 <= len(files) <= MAX_FILES:
        found = f"{len(files)} files, expected 1 to {MAX_FILES}"
        problems.append(Problem("files", "file_count", found))
    total = sum(len(content) for content in files.values())
    if total > MAX_PACKAGE_BYTES:
        found = (
            f"{total} bytes together, at most {MAX_PACKAGE_BYTES}; make images small"
        )
        problems.append(Problem("files", "package_size", found))
    return tuple(problems)


def content_hash(manifest: Mapping[str, object], sha256: Mapping[str, str]) -> str:
    """Return the hash that names a version's content: manifest and every file.

    Args:
        manifest: The decoded ``manifest.json``.
        sha256: Path to the hash of the file's content, in hexadecimal.
    """
    listing = {"manifest": dict(manifest), "files": dict(sha256)}
    text = json.dumps(listing, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _file(path: str, files: Mapping[str, bytes]) -> Iterator[Problem]:
    if not is_legal_path(path):
        expected = "a relative path of a-z, 0-9, '.', '_', '-' and '/', no '..'"
        yield Problem(path, "file_path", f"expected {expected}; rename it")
    elif content_type_of(path) is None:
        known = ", ".join(CONTENT_TYPES)
        expected = f"expected a name that ends in one of {known}; leave it out"
        yield Problem(path, "file_type", expected)
    if len(files[path]) > MAX_FILE_BYTES:
        found = f"{len(files[path])} bytes, at most {MAX_FILE_BYTES} a file"
        yield Problem(path, "file_size", f"{found}; make it smaller")
