"""Versions of a lens and what became of them, as lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pierglass.client.publishing import Release, Submitted

__all__ = ["outcome", "status", "waiting"]

_STATES = {
    "in_review": "in review",
    "approved": "approved",
    "blocked": "blocked",
    "withdrawn": "withdrawn",
}


def outcome(submitted: Submitted) -> str:
    """Return what became of a version that was sent."""
    lens, release = submitted["lens"], submitted["release"]
    who = f"{lens['name']} {release['version']}"
    state, percent = release["state"], release["percent"]
    if state == "in_review":
        return f"{who} waits for review. See: pierglass lens status {lens['id']}"
    if state != "approved":
        return f"{who} is {_STATES[state]}: {_reasons(release)}"
    if percent == 100:
        return f"{who} is in the tray."
    return f"{who} is in the tray of {percent} % of all accounts."


def status(releases: Sequence[Release]) -> Iterator[str]:
    """Yield a line a version, the newest first, with the reasons under it."""
    for release in releases:
        state = _STATES[release["state"]]
        share = f"{release['percent']:3} %" if release["state"] == "approved" else ""
        signed = "signed" if release["key_id"] else "unsigned"
        line = f"{release['version']:10} {state:10} {share:6} {signed:8}"
        yield f"{line} {release['content_hash'][:12]}".rstrip()
        for one in release["reasons"]:
            yield f"  ✗ {one['rule']}: {one['reason']}"
        for found in release["findings"]:
            yield f"  · {found['rule']}: {found['where']}: {found['message']}"


def waiting(releases: Sequence[Release]) -> Iterator[str]:
    """Yield a line for each version that waits for a person."""
    for release in releases:
        advice = len(release["findings"])
        signed = "signed" if release["key_id"] else "unsigned"
        name = f"{release['lens_id']} {release['version']}"
        yield f"{name}  {signed}, {advice} pieces of advice"
    if not releases:
        yield "Nothing waits."


def _reasons(release: Release) -> str:
    return "; ".join(one["reason"] for one in release["reasons"]) or "no reason given"
