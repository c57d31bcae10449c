"""What happened, step by step: for people as text, for programs as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pierglass.client.clock import Clock

__all__ = ["Step", "Transcript"]


@dataclass(frozen=True)
class Step:
    """One thing that somebody did.

    Attributes:
        at_ms: Since the demo began.
        who: Ana, Ben, the lens, the server.
        what: A sentence without its subject.
        picture: The file that shows it.
    """

    at_ms: int
    who: str
    what: str
    details: dict[str, Any] = field(default_factory=dict)
    picture: str | None = None

    def to_line(self) -> str:
        """Return the step as a line of text."""
        shown = f"  [{self.picture}]" if self.picture else ""
        return f"{self.at_ms / 1000:6.2f} s  {self.who:<8} {self.what}{shown}"


class Transcript:
    """The steps of one run, and its pictures.

    Args:
        folder: Where pictures and transcript go.
        clock: What steps are timed with.
        tell: Told each step's line as it happens.
    """

    def __init__(self, folder: Path, clock: Clock, tell: Callable[[str], None]) -> None:
        self.folder = folder
        self.steps: list[Step] = []
        self._clock = clock
        self._began_ms = clock.now_ms()
        self._tell = tell
        folder.mkdir(parents=True, exist_ok=True)

    def note(
        self,
        who: str,
        what: str,
        *,
        picture: tuple[str, bytes] | None = None,
        **details: Any,
    ) -> None:
        """Write a step down, and its picture into the folder.

        Args:
            who: Who did it.
            what: What they did.
            picture: A file name and the picture's bytes.
            **details: What a program may want to know.
        """
        name = None
        if picture is not None:
            name, content = picture
            (self.folder / name).write_bytes(content)
        at_ms = self._clock.now_ms() - self._began_ms
        step = Step(at_ms, who, what, details, name)
        self.steps.append(step)
        self._tell(step.to_line())

    def write(self, failure: str | None = None) -> None:
        """Write `transcript.json` and `transcript.txt`.

        Args:
            failure: What failed; None when all went well.
        """
        took_ms = self._clock.now_ms() - self._began_ms
        steps = [
            {
                "at_ms": step.at_ms,
                "who": step.who,
                "what": step.what,
                "details": step.details,
                "picture": step.picture,
            }
            for step in self.steps
        ]
        record = {
            "ok": failure is None,
            "failure": failure,
            "took_ms": took_ms,
            "steps": steps,
        }
        lines = [step.to_line() for step in self.steps]
        end = f"FAILED: {failure}" if failure else "All of it worked."
        lines.append(f"{took_ms / 1000:6.2f} s  {end}")
        (self.folder / "transcript.json").write_text(
            json.dumps(record, indent=2, ensure_ascii=False) + "\n", "utf-8"
        )
        (self.folder / "transcript.txt").write_text("\n".join(lines) + "\n", "utf-8")
