"""Reviews a lens without a network: the verdict that the platform would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.bridge import ManifestError, Problem, check_files, parse_manifest
from pierglass.bridge.package import MAX_FILE_BYTES, MAX_PACKAGE_BYTES, check_contents
from pierglass.sdk.lens.contrast import check_contrast
from pierglass.sdk.lens.origins import check_origins
from pierglass.sdk.lens.page import check_page, read_page
from pierglass.sdk.lens.scopes import check_scopes
from pierglass.sdk.lens.verdict import RULES, Finding, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pierglass.bridge import Manifest
    from pierglass.sdk.lens.folder import LensFolder

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


def review(lens: LensFolder) -> Verdict:
    """Return the verdict over *lens*; nothing of it is run, nothing is fetched."""
    found = [*_by_the_platform(check_contents(lens.files)), *_weight(lens)]
    try:
        manifest = parse_manifest(lens.manifest)
        check_files(manifest, frozenset(lens.files))
    except ManifestError as error:
        found += _by_the_platform(error.problems)
    else:
        found += _beyond_the_manifest(lens, manifest)
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


def _beyond_the_manifest(lens: LensFolder, manifest: Manifest) -> Iterator[Finding]:
    page = read_page(lens.text(manifest.entry))
    yield from check_scopes(lens, manifest)
    yield from check_origins(lens, manifest, page)
    yield from check_page(manifest.entry, page)
    yield from check_contrast(lens, manifest.entry, page)


def _weight(lens: LensFolder) -> Iterator[Finding]:
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
