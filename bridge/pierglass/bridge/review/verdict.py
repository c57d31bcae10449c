"""The verdict of a review: each thing found, by rule, with its reason and cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["PERSON_RULES", "RULES", "Finding", "Verdict"]

RULES: dict[str, str] = {
    "manifest": "The manifest says what the lens is, in the form that is read.",
    "files": "Every file that is named is there, and nothing else is sent.",
    "size": "A lens is small: a phone loads it while a friend waits.",
    "scopes": "A lens asks for what it uses, and for no more.",
    "information_flow": "Who sees sensitive data cannot send it anywhere.",
    "origins": "A lens loads its own files and reaches the origins that it names.",
    "accessibility": "The first page can be read, heard and operated by everybody.",
    "box_art": "The picture by which people find the lens is small, square and sound.",
}
"""Rules of the review and why each is there, in the order in which they are told."""

PERSON_RULES: dict[str, str] = {
    **RULES,
    "honesty": "A lens does what its name, its landing page and its reasons say.",
    "conduct": "A lens harms, deceives and harasses nobody.",
}
"""Rules by which a person may block a version: those, and what no program sees."""


@dataclass(frozen=True)
class Finding:
    """One thing that a rule found.

    Attributes:
        rule: Key of :data:`RULES`.
        where: File, or key path of the manifest.
        message: What was found, what was expected, the cure.
        refuses: Whether the lens is refused for it; otherwise it is advice.
    """

    rule: str
    where: str
    message: str
    refuses: bool = True


@dataclass(frozen=True)
class Verdict:
    """What a review of a lens found."""

    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        """Whether the lens may be published."""
        return not any(finding.refuses for finding in self.findings)

    def of(self, rule: str) -> tuple[Finding, ...]:
        """Return what *rule* found."""
        return tuple(each for each in self.findings if each.rule == rule)

    def lines(self) -> Iterator[str]:
        """Yield the verdict for people, a rule after the other."""
        for rule, reason in RULES.items():
            found = self.of(rule)
            refused = any(finding.refuses for finding in found)
            word = "refused" if refused else "advice" if found else "passed"
            yield f"{word:8} {rule}: {reason}"
            for finding in found:
                mark = "✗" if finding.refuses else "·"
                yield f"  {mark} {finding.where}: {finding.message}"

    def to_map(self) -> dict[str, object]:
        """Return the verdict as data, for programs."""
        return {
            "accepted": self.accepted,
            "findings": [
                {
                    "rule": finding.rule,
                    "where": finding.where,
                    "message": finding.message,
                    "refuses": finding.refuses,
                }
                for finding in self.findings
            ],
        }
