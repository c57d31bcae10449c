"""Whether a lens asks for what its scripts use: the rule of least permission."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pierglass.bridge.policy import SCOPES
from pierglass.bridge.review.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pierglass.bridge.manifest import Manifest
    from pierglass.bridge.review.source import LensSource

__all__ = ["USES", "check_scopes"]

USES: Mapping[str, str] = {
    "user.display_name": r"\buser\s*\.\s*get\s*\([^)]{0,200}display_name",
    "user.avatar": r"\buser\s*\.\s*get\s*\([^)]{0,200}avatar",
    "user.friends": r"\b(?:list|all)Friends\s*\(|[\"']friends\.list[\"']",
    "items.read": r"\bitems\s*\.\s*list\s*\(",
    "search": r"\bsearch\s*\.\s*visual\s*\(",
    "camera.tryon": r"\btryOn\s*\.\s*start\s*\(|\bcapture\s*\.\s*snap\s*\(",
    "chat.share": r"\bshare\s*\.\s*chat\s*\(|\bchat\s*\.\s*(?:invite|respond)\s*\(",
    "story.share": r"\bshare\s*\.\s*story\s*\(",
    "notify": r"\bchat\s*\.\s*notify\s*\(",
}
"""How a script of a lens shows that it uses a permission."""

# `lens.share[where](…)`: which of the two it is, only the running script knows.
_SOME_SHARE = re.compile(r"\bshare\s*\[")


def check_scopes(lens: LensSource, manifest: Manifest) -> Iterator[Finding]:
    """Yield where the manifest and the scripts disagree.

    A script can call in ways that no pattern sees, so these are advice.
    """
    asked = {request.scope: request for request in manifest.scopes}
    scripts = "\n".join(
        lens.text(path) for path in lens.files if path.endswith((".js", ".mjs"))
    )
    if not scripts:
        return
    for index, request in enumerate(manifest.scopes):
        pattern = USES.get(request.scope)
        if request.scope.endswith(".share") and _SOME_SHARE.search(scripts):
            pattern = None
        if manifest.redirect_uris:
            # Its server may be the one that uses it.
            pattern = None
        where = f"scopes[{index}]"
        if pattern and not re.search(pattern, scripts):
            message = (
                f"{request.scope!r} is asked for and no script seems to use it; the "
                "fewer permissions, the more people say yes"
            )
            yield Finding("scopes", where, message, refuses=False)
        if request.reason.strip().rstrip(".") == SCOPES[request.scope].title:
            message = "the reason repeats the title; say what the user gets for it"
            yield Finding("scopes", where, message, refuses=False)
    for scope, pattern in USES.items():
        if scope not in asked and re.search(pattern, scripts):
            message = (
                f"a script seems to use {scope!r}, which the manifest does not name; "
                "its calls end permission_denied"
            )
            yield Finding("scopes", "scopes", message, refuses=False)
