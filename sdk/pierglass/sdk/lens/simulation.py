"""What a simulated client is like: its device, its look, its age, its speed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pierglass.bridge import FEATURES, PROTOCOL_MAX, PROTOCOL_MIN, SCOPES
from pierglass.sdk.errors import LensFolderError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DEVICES", "Device", "Simulation"]


@dataclass(frozen=True)
class Device:
    """A screen.

    Attributes:
        width: Of the page, in CSS pixels.
        height: Of the page, in CSS pixels.
        safe_area: Covered at the top, right, bottom and left of the lens's region.
    """

    width: int
    height: int
    safe_area: tuple[int, int, int, int] = (0, 0, 0, 0)


DEVICES: Mapping[str, Device] = {
    "phone": Device(390, 844, (0, 0, 34, 0)),
    "small-phone": Device(320, 568),
    "phone-landscape": Device(844, 390, (0, 47, 21, 47)),
    "tablet": Device(820, 1180, (0, 0, 20, 0)),
    "computer": Device(1280, 800),
}
"""Devices by name."""

THEMES = ("light", "dark")


@dataclass(frozen=True)
class Simulation:
    """One client.

    Attributes:
        device: Key of :data:`DEVICES`.
        theme: `light` or `dark`.
        locale: The language that the client speaks.
        grants: Permissions that the user gives; all that are asked for when None.
        lacks: Capabilities that this client has not.
        protocol: Newest protocol version that it speaks.
        slow_ms: How long each message between lens and host takes.

    Raises:
        LensFolderError: One of these is none that there is.
    """

    device: str = "phone"
    theme: str = "light"
    locale: str = "en"
    grants: tuple[str, ...] | None = None
    lacks: tuple[str, ...] = field(default_factory=tuple)
    protocol: int = PROTOCOL_MAX
    slow_ms: int = 0

    def __post_init__(self) -> None:
        _one_of("device", self.device, DEVICES)
        _one_of("theme", self.theme, THEMES)
        for scope in self.grants or ():
            _one_of("permission", scope, SCOPES)
        for name in self.lacks:
            _one_of("capability", name, [*SCOPES, *FEATURES])
        if not PROTOCOL_MIN <= self.protocol <= PROTOCOL_MAX:
            raise LensFolderError(
                f"Protocol {self.protocol} is none; expected {PROTOCOL_MIN} to "
                f"{PROTOCOL_MAX}."
            )
        if not 0 <= self.slow_ms <= 60_000:
            raise LensFolderError(
                f"{self.slow_ms} ms is no delay; expected 0 to 60000."
            )

    @property
    def screen(self) -> Device:
        """The device itself."""
        return DEVICES[self.device]

    def to_map(self) -> dict[str, object]:
        """Return what the page of `pierglass lens simulate` reads."""
        screen = self.screen
        edges = ("top", "right", "bottom", "left")
        return {
            "device": self.device,
            "width": screen.width,
            "height": screen.height,
            "theme": self.theme,
            "locale": self.locale,
            "safe_area": dict(zip(edges, screen.safe_area, strict=True)),
            "lacks": list(self.lacks),
            "protocol": self.protocol,
            "slow_ms": self.slow_ms,
        }


def _one_of(what: str, found: str, known: object) -> None:
    names = list(known)  # type: ignore[call-overload]
    if found not in names:
        raise LensFolderError(f"No {what} {found!r}; there are: {', '.join(names)}.")
