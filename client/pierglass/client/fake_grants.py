"""What the user answered lenses, kept in memory as the server keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pierglass.client.records import Grant

__all__ = ["FakeGrants"]


class FakeGrants:
    """One user's answers, by lens."""

    def __init__(self) -> None:
        self._kept: dict[str, Grant] = {}

    def get(self, lens_id: str) -> Grant:
        """Return the answer to a lens; never_asked before there is one."""
        return self._kept.get(lens_id) or _grant("never_asked")

    def allow(
        self, lens_id: str, scopes: Iterable[str], refused: Iterable[str] = ()
    ) -> Grant:
        """Keep that a lens has exactly *scopes*, and was refused others by name."""
        given = set(scopes)
        kept = ({*self.get(lens_id)["refused"], *refused}) - given
        self._kept[lens_id] = _grant("granted", given, kept)
        return self._kept[lens_id]

    def refuse(self, lens_id: str) -> Grant:
        """Keep that a lens was refused."""
        self._kept[lens_id] = _grant("refused")
        return self._kept[lens_id]

    def forget(self) -> None:
        """Let nobody have been asked for anything."""
        self._kept.clear()


def _grant(
    state: str, scopes: Iterable[str] = (), refused: Iterable[str] = ()
) -> Grant:
    return {
        "state": state,
        "scopes": sorted(scopes),
        "refused": sorted(refused),
        "granted_at_ms": None,
    }
