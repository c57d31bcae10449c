"""The dated matrix of hosts: what each offers, answers and keeps to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.conformance.binding import REQUIREMENTS

from pierglass.bridge import FEATURES, METHODS, SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["MATRIX", "Matrix"]

_HEAD = """\
<!-- Written by `make conformance`. Do not edit. -->
# Conformance

What each host of this release does, measured by `make conformance` on {date}. The
requirements are [data](../bridge/spec/requirements.json); each is bound to a test in
`tests/conformance`, and each test to a requirement. What a lens's
end must do is [data](../bridge/spec/lens_requirements.json) too, to which
`tests/conformance/test_lens_ends.py` holds the SDK in Python and in JavaScript.
"""


@dataclass
class Column:
    """One host.

    Attributes:
        about: Version and platform.
        capabilities: Name to state, as the welcome said.
        methods: Name to how a call without parameters ended.
        kept: Requirement to whether its tests passed.
    """

    about: str = ""
    capabilities: dict[str, str] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)
    kept: dict[str, bool] = field(default_factory=dict)


class Matrix:
    """What a run found out, host by host."""

    def __init__(self, requirements: Mapping[str, str]) -> None:
        self._requirements = requirements
        self._columns: dict[str, Column] = {}

    def column(self, host: str) -> Column:
        """Return what is known of *host*."""
        return self._columns.setdefault(host, Column())

    def note(self, host: str, requirement: str, passed: bool) -> None:
        """Note how a test of *requirement* went."""
        kept = self.column(host).kept
        kept[requirement] = passed and kept.get(requirement, True)

    def text(self, date: str) -> str:
        """Return the page."""
        return "\n".join((_HEAD.format(date=date), *self._tables())) + "\n"

    def _tables(self) -> Iterator[str]:
        hosts = sorted(self._columns)
        for host in hosts:
            column = self._columns[host]
            kept = sum(column.kept.values())
            yield f"- **{host}**: {column.about}; keeps {kept} of {len(column.kept)}."
        yield "\n## Capabilities\n\nIn the tests' lens; `promptable` is asked for.\n"
        yield _row("capability", hosts)
        yield _row("---", ["---"] * len(hosts))
        for name in (*SCOPES, *FEATURES):
            states = [self._columns[h].capabilities.get(name, "–") for h in hosts]
            yield _row(f"`{name}`", states)
        yield "\n## Methods\n\nHow a call without parameters or a tap ends.\n"
        yield _row("method", hosts)
        yield _row("---", ["---"] * len(hosts))
        for name in METHODS:
            ends = [self._columns[h].methods.get(name, "–") for h in hosts]
            yield _row(f"`{name}`", ends)
        yield "\n## Requirements\n"
        yield _row("requirement", [*hosts, "what it says"])
        yield _row("---", ["---"] * (len(hosts) + 1))
        for name, text in self._requirements.items():
            words = [_word(self._columns[h].kept.get(name)) for h in hosts]
            yield _row(name, [*words, text])


MATRIX = Matrix(REQUIREMENTS)
"""What this run found out."""


def _row(first: str, rest: list[str]) -> str:
    return f"| {first} | {' | '.join(rest)} |"


def _word(kept: bool | None) -> str:
    return {True: "yes", False: "**no**", None: "–"}[kept]
