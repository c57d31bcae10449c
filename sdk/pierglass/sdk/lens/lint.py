"""Reviews a lens without a network: the verdict that the platform would give.

The rules are :mod:`pierglass.bridge.review`, which the platform runs on every upload.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pierglass.bridge.review import judge

if TYPE_CHECKING:
    from pierglass.bridge.review import Verdict
    from pierglass.sdk.lens.folder import LensFolder

__all__ = ["review"]


def review(lens: LensFolder, *, development: bool = False) -> Verdict:
    """Return the verdict over *lens*; nothing of it is run, nothing is fetched.

    Args:
        lens: What was read.
        development: Whether its page may reach a server on this machine; no platform
            but that of ``pierglass lens dev`` takes it so.
    """
    return judge.review(lens.manifest, lens.files, development=development)
