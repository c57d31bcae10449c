"""Capabilities: what a host offers a lens, and in which state each stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pierglass.bridge.policy import FEATURES, NOTIFICATIONS, SCOPES

__all__ = [
    "Capability",
    "CapabilityState",
    "host_capabilities",
    "lens_capabilities",
]


class CapabilityState(StrEnum):
    """Whether a capability can be used."""

    GRANTED = "granted"
    PROMPTABLE = "promptable"
    DENIED = "denied"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Capability:
    """One capability as its owner announces it.

    Attributes:
        state: Usable now, after asking the user, not any more, or not here.
        version: Version of this capability, from 1.
        limits: Numbers that a program may need, for example the largest page.
        reason: Why it is denied or unsupported, for people.
    """

    state: CapabilityState
    version: int = 1
    limits: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""

    def to_map(self) -> dict[str, object]:
        """Return the capability as it travels."""
        body: dict[str, object] = {"state": str(self.state), "version": self.version}
        if self.limits:
            body["limits"] = dict(self.limits)
        if self.reason:
            body["reason"] = self.reason
        return body

    @classmethod
    def from_map(cls, body: object) -> "Capability | None":
        """Return the capability that *body* holds, or None if it is none."""
        if not isinstance(body, Mapping):
            return None
        state, version = body.get("state"), body.get("version", 1)
        limits, reason = body.get("limits", {}), body.get("reason", "")
        if state not in set(CapabilityState) or type(version) is not int:
            return None
        if not isinstance(limits, Mapping) or not isinstance(reason, str):
            return None
        if not all(type(limit) is int for limit in limits.values()):
            return None
        return cls(CapabilityState(state), version, dict(limits), reason)


def host_capabilities(
    requested: Collection[str],
    granted: Collection[str],
    refused: Collection[str] = (),
    *,
    unsupported: Mapping[str, str] | None = None,
) -> dict[str, Capability]:
    """Return what a host offers a lens.

    Args:
        requested: Scopes that the lens's manifest names.
        granted: Scopes that the user gave.
        refused: Scopes that the user was asked for and refused.
        unsupported: Capability to the reason why this host lacks it.
    """
    lacking = unsupported or {}
    result: dict[str, Capability] = {}
    for name in (*SCOPES, *FEATURES):
        if name in lacking:
            state, reason = CapabilityState.UNSUPPORTED, lacking[name]
        elif name in FEATURES:
            state, reason = CapabilityState.GRANTED, ""
        elif name not in requested:
            state, reason = CapabilityState.DENIED, "not in the lens's manifest"
        elif name in granted:
            state, reason = CapabilityState.GRANTED, ""
        elif name in refused:
            state, reason = CapabilityState.DENIED, "refused by the user"
        else:
            state, reason = CapabilityState.PROMPTABLE, ""
        result[name] = Capability(state, reason=reason)
    return result


def lens_capabilities() -> dict[str, Capability]:
    """Return what a lens of this release understands: every notification."""
    return {name: Capability(CapabilityState.GRANTED) for name in NOTIFICATIONS}
