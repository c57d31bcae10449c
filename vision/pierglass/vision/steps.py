"""The steps that make an item look as if it had been before the camera, each a switch.

Source: US 2025/0259399, [0098], [0106].
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Self

from pierglass.vision.errors import UnknownStepError

__all__ = ["STEP_GROUPS", "Steps"]


@dataclass(frozen=True, slots=True)
class Steps:
    """Which steps of appearance are taken, in their order; all of them by default."""

    exposure: bool = True
    """Brightness, after the scene's highlights."""

    balance: bool = True
    """White balance, after the scene's tint."""

    contrast: bool = True
    """Black level, after the scene's darkest parts."""

    gamma: bool = True
    """Middle tones, after the scene's."""

    blur: bool = True
    """The camera's blur."""

    noise: bool = True
    """The camera's noise."""

    shadow: bool = True
    """Contact shadow of a shoe on the floor and of a hat on the brow."""

    feather: bool = True
    """A soft rim where the map lets the item show."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the steps' names in order."""
        return tuple(field.name for field in fields(cls))

    @classmethod
    def none(cls) -> Self:
        """Return no step at all."""
        return cls(**dict.fromkeys(cls.names(), False))

    def without(self, *names: str) -> Self:
        """Return these steps less *names*, each a step or a group of `STEP_GROUPS`.

        Raises:
            UnknownStepError: If there is no such step.
        """
        off: dict[str, bool] = {}
        for name in names:
            group = STEP_GROUPS.get(name, (name,))
            if not set(group) <= set(self.names()):
                raise UnknownStepError(name, (*self.names(), *STEP_GROUPS))
            off |= dict.fromkeys(group, False)
        return replace(self, **off)

    def one_by_one(self) -> Iterator[tuple[str, Self]]:
        """Yield each step that is taken, with the steps up to and with it."""
        done: dict[str, bool] = dict.fromkeys(self.names(), False)
        for name in self.names():
            if getattr(self, name):
                done[name] = True
                yield name, type(self)(**done)


STEP_GROUPS: dict[str, tuple[str, ...]] = {
    "look": ("exposure", "balance", "contrast", "gamma"),
    "camera": ("blur", "noise"),
    "all": Steps.names(),
}
"""Names for several steps at once."""
