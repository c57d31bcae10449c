"""A lens as it is sent for publication: manifest and files, judged as a whole."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pierglass.bridge.errors import ManifestError
from pierglass.bridge.manifest import Manifest, check_files, parse_manifest
from pierglass.bridge.package import (
    CONTENT_TYPES,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_PACKAGE_BYTES,
    MAX_PATH_CHARS,
    content_hash,
    content_type_of,
    is_legal_path,
)
from pierglass.bridge.review import Verdict, review
from pierglass.bridge.review.box_art import BoxArt, read_box_art
from pierglass.server.errors import LensInvalidError, LensReviewRefusedError
from pierglass.server.services.redirect_uris import check_redirect_uris

__all__ = [
    "CONTENT_TYPES",
    "MAX_FILES",
    "MAX_FILE_BYTES",
    "MAX_PACKAGE_BYTES",
    "LensPackage",
    "PackageFile",
    "content_type_of",
    "judge",
    "read_package",
    "refuse",
]


@dataclass(frozen=True)
class PackageFile:
    """One file: where it lies, how it is served, what is in it."""

    path: str
    content_type: str
    sha256: str
    content: bytes


@dataclass(frozen=True)
class LensPackage:
    """A lens that passed every rule that needs no store."""

    manifest: Manifest
    raw_manifest: dict[str, Any]
    files: tuple[PackageFile, ...]
    content_hash: str
    verdict: Verdict
    """What the review advises; nothing in it refuses the lens."""
    box_art: BoxArt
    """The picture as it is served."""


def judge(manifest: object, files: object, *, development: bool = False) -> Verdict:
    """Return the verdict over what a developer would send.

    Args:
        manifest: The decoded ``manifest.json``.
        files: Path to base64 text.
        development: Whether the lens may reach a server on this machine.

    Raises:
        LensInvalidError: If *files* cannot be read as ``{path: base64}``.
    """
    if not isinstance(manifest, Mapping) or not isinstance(files, Mapping):
        raise LensInvalidError(field="manifest", reason="expected a map, and files")
    contents = {str(path): _content(str(path), text) for path, text in files.items()}
    return review(manifest, contents, development=development)


def read_package(
    manifest: object, files: object, *, development: bool = False
) -> LensPackage:
    """Return the package of *manifest* and *files*.

    Args:
        manifest: The decoded ``manifest.json``.
        files: Path to base64 text.
        development: Whether the lens may reach a server on this machine.

    Raises:
        LensInvalidError: With the key path of the first fault and the number of others.
        LensReviewRefusedError: If it can be read, and the review refuses it.
    """
    parsed = _manifest(manifest, development)
    contents = _files(files)
    try:
        check_files(parsed, frozenset(f.path for f in contents))
    except ManifestError as exc:
        raise refuse(exc) from exc
    if parsed.redirect_uris:
        check_redirect_uris(list(parsed.redirect_uris), "manifest.oauth.redirect_uris")
    raw = dict(manifest) if isinstance(manifest, Mapping) else {}
    hashes = {file.path: file.sha256 for file in contents}
    held = {file.path: file.content for file in contents}
    verdict = review(raw, held, development=development)
    _check_verdict(verdict)
    (art,) = (file.content for file in contents if file.path == parsed.box_art)
    picture = read_box_art(parsed.box_art, art)
    whole = content_hash(raw, hashes)
    return LensPackage(parsed, raw, contents, whole, verdict, picture)


def refuse(error: ManifestError) -> LensInvalidError:
    """Return *error* as the API tells it: the first fault, and how many there are."""
    first, *others = error.problems
    more = f" (and {len(others)} more)" if others else ""
    field = f"manifest.{first.path}" if first.path else "manifest"
    return LensInvalidError(field=field, reason=first.message + more)


def _check_verdict(verdict: Verdict) -> None:
    refusals = [finding for finding in verdict.findings if finding.refuses]
    if refusals:
        first, *others = refusals
        more = f" (and {len(others)} more)" if others else ""
        raise LensReviewRefusedError(
            field=first.where, rule=first.rule, reason=first.message + more
        )


def _manifest(value: object, development: bool) -> Manifest:
    try:
        return parse_manifest(value, development=development)
    except ManifestError as exc:
        raise refuse(exc) from exc


def _files(value: object) -> tuple[PackageFile, ...]:
    if not isinstance(value, Mapping) or not 1 <= len(value) <= MAX_FILES:
        reason = f"expected 1 to {MAX_FILES} files as {{path: base64}}"
        raise LensInvalidError(field="files", reason=reason)
    files = tuple(_file(str(path), text) for path, text in sorted(value.items()))
    total = sum(len(file.content) for file in files)
    if total > MAX_PACKAGE_BYTES:
        reason = f"{total} bytes together, at most {MAX_PACKAGE_BYTES}"
        raise LensInvalidError(field="files", reason=reason)
    return files


def _file(path: str, text: object) -> PackageFile:
    field = _field_of(path)
    if not is_legal_path(path):
        reason = "expected a relative path of a-z, 0-9, '.', '_', '-' and '/', no '..'"
        raise LensInvalidError(field=field, reason=reason)
    content_type = content_type_of(path)
    if content_type is None:
        reason = f"expected a name that ends in one of {', '.join(CONTENT_TYPES)}"
        raise LensInvalidError(field=field, reason=reason)
    content = _content(path, text)
    if len(content) > MAX_FILE_BYTES:
        reason = f"{len(content)} bytes, at most {MAX_FILE_BYTES} a file"
        raise LensInvalidError(field=field, reason=reason)
    return PackageFile(path, content_type, hashlib.sha256(content).hexdigest(), content)


def _field_of(path: str) -> str:
    return f"files[{path[:MAX_PATH_CHARS]!r}]"


def _content(path: str, text: object) -> bytes:
    field = _field_of(path)
    if not isinstance(text, str):
        raise LensInvalidError(field=field, reason="expected base64 text")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise LensInvalidError(field=field, reason="this is not base64") from exc
