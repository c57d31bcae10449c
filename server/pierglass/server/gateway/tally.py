"""What the gateway counts, for the api process's metrics."""

from collections import Counter
from collections.abc import Iterable

from pierglass.server.gateway.codes import Close

__all__ = ["Tally"]

_STANDARD = range(1000, 1016)
_OWN = frozenset(map(int, Close))


class Tally:
    """Sums by name and label; no label is a client's free text."""

    def __init__(self) -> None:
        self._sums: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, label: str = "", by: int = 1) -> None:
        """Count *by* more of *name*."""
        self._sums[name, label] += by

    def closed(self, code: int | None) -> None:
        """Count a connection's end; a client's own code is as good as any other."""
        known = code is not None and (code in _OWN or code in _STANDARD)
        self.add("closes", str(code) if known else "other")

    def of(self, name: str, label: str = "") -> int:
        """Return a sum."""
        return self._sums[name, label]

    def figures(self) -> Iterable[tuple[str, str, int]]:
        """Give every sum as name, label and value."""
        return [(name, label, value) for (name, label), value in self._sums.items()]
