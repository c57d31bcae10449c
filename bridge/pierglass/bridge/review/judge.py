"""The judge: every rule over one lens, in one order. Nothing is run or fetched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.bridge.errors import ManifestError, Problem
from pierglass.bridge.manifest import check_files, parse_manifest
from pierglass.bridge.package import MAX_FILE_BYTES, MAX_PACKAGE_BYTES, check_contents
from pierglass.bridge.review.box_art import check_box_art
from pierglass.bridge.review.contrast import check_contrast
from pierglass.bridge.review.origins import check_origins, check_webhook
from pierglass.bridge.review.page import MAX_PAGE_BYTES, check_page, read_page
from pierglass.bridge.review.scopes import check_scopes
from pierglass.bridge.review.source import LensSource
from pierglass.bridge.review.verdict import RULES, Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pierglass.bridge.manifest import Manifest

__all__ = ["review"]

# Codes of the bridge's judges whose rule is not "manifest".
_RULE_OF = {
    "information_flow": "information_flow",
    "unknown_scope": "scopes",
    "wildcard_origin": "origins",
    "file_missing": "files",
    "file_path": "files",
    "file_type": "files",
    "file_count": "files",
    "file_size": "size",
    "package_size": "size",
}

# From here on a slow network shows the landing page for seconds.
_LARGE_SHARE = 0.5


def review(
    manifest: Mapping[str, object],
    files: Mapping[str, bytes],
    *,
    development: bool = False,
) -> Verdict:
    """Return the verdict over a lens; nothing of it is run, nothing is fetched.

    Args:
        manifest: The decoded ``manifest.json``, whatever it holds.
        files: Path to content of every other file.
        development: Whether its page may reach a server on this machine
            (:func:`~pierglass.bridge.manifest.parse_manifest`).
    """
    lens = LensSource(manifest, files)
    found = [*_by_the_platform(check_contents(lens.files)), *_weight(lens)]
    try:
        parsed = parse_manifest(lens.manifest, development=development)
        check_files(parsed, frozenset(lens.files))
    except ManifestError as error:
        found += _by_the_platform(error.problems)
    else:
        found += _beyond_the_manifest(lens, parsed)
        found += () if development else check_webhook(parsed)
    order = list(RULES)
    found.sort(key=lambda each: (order.index(each.rule), not each.refuses))
    return Verdict(tuple(found))


def _by_the_platform(problems: Iterable[Problem]) -> Iterator[Finding]:
    for problem in problems:
        rule = _RULE_OF.get(problem.code, "manifest")
        if problem.path.startswith("scopes") and rule == "manifest":
            rule = "scopes"
        if problem.path.startswith("network") and rule == "manifest":
            rule = "origins"
        yield Finding(rule, problem.path or "manifest.json", problem.message)


def _beyond_the_manifest(lens: LensSource, manifest: Manifest) -> Iterator[Finding]:
    yield from check_box_art(lens, manifest)
    yield from check_scopes(lens, manifest)
    size = len(lens.files[manifest.entry])
    if size > MAX_PAGE_BYTES:
        message = f"{size} bytes, at most {MAX_PAGE_BYTES} for the first page"
        yield Finding("size", manifest.entry, f"{message}; move things into files")
        return
    page = read_page(lens.text(manifest.entry))
    yield from check_origins(lens, manifest, page)
    yield from check_page(manifest.entry, page)
    yield from check_contrast(lens, manifest.entry, page)


def _weight(lens: LensSource) -> Iterator[Finding]:
    whole = lens.size_bytes
    if MAX_PACKAGE_BYTES * _LARGE_SHARE < whole <= MAX_PACKAGE_BYTES:
        message = (
            f"{whole} bytes together, more than half of what is allowed; on a slow "
            "phone that is many seconds. Make pictures smaller"
        )
        yield Finding("size", "files", message, refuses=False)
    for path, content in lens.files.items():
        if MAX_FILE_BYTES * _LARGE_SHARE < len(content) <= MAX_FILE_BYTES:
            message = f"{len(content)} bytes; make it smaller"
            yield Finding("size", path, message, refuses=False)
