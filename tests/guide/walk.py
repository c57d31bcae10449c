"""Walks through a guide as its reader does."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pierglass.sdk.lens.folder import read_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.guide.script import Event, Step
    from tests.guide.shell import Shell
    from tests.guide.windows import Windows

__all__ = ["Walk"]

_INSTALLS = ("python3 -m venv", ". .venv", "pip ")


class Walk:
    """One walk through a guide, step by step.

    Args:
        shell: The reader's terminal, in an empty folder.
        windows: The reader's browser.
        keep: Where the guide's pictures are written; none are taken when None.
        installs: Whether `pip` lines are run too.
    """

    def __init__(
        self,
        shell: Shell,
        windows: Windows,
        *,
        keep: Path | None = None,
        installs: bool = False,
    ) -> None:
        self.shell = shell
        self.windows = windows
        self.commands: list[str] = []
        self._keep = keep
        self._installs = installs
        self._is_saved = False
        self._number = 0
        self._doings: dict[str, Callable[[Event], None]] = {
            "run": self._run,
            "printed": self._printed,
            "write": self._write,
            "add": self._write,
            "delete": self._delete,
            "tap": lambda event: self.windows.tap(event.what),
            "see": self._see,
            "window": lambda event: self.windows.turn_to(event.what),
            "picture": self._picture,
        }

    def take(self, step: Step) -> None:
        """Do everything that *step* says.

        Raises:
            AssertionError: Something did not happen that the guide promises.
        """
        for event in step.events:
            if event.kind in ("tap", "see", "picture"):
                self._wait_for_saves()
            try:
                self._doings[event.kind](event)
            except AssertionError as error:
                where = f"step {step.number}, {event.kind} {event.what!r}"
                raise AssertionError(f"{where}: {error}") from error

    def save(self, name: str, change: Callable[[str], str]) -> None:
        """Change a file of the reader's, and wait until the window shows it."""
        path = self.shell.folder / name
        before = path.read_text("utf-8")
        after = change(before)
        assert after != before, f"{name} is as it was"
        path.write_text(after, "utf-8")
        self._is_saved = False
        self._wait_for_saves()

    def _run(self, event: Event) -> None:
        if event.what.startswith(_INSTALLS) and not self._installs:
            return
        self.commands.append(event.what)
        self.shell.run(event.what, fails=event.fails)

    def _printed(self, event: Event) -> None:
        printed = {_without_numbers(line) for line in self.shell.printed.splitlines()}
        wanted = [_without_numbers(line) for line in event.text.splitlines()]
        missing = [line for line in wanted if line and line not in printed]
        assert not missing, f"not printed: {missing}; but:\n{self.shell.printed}"

    def _write(self, event: Event) -> None:
        path = self.shell.folder / event.what
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") + "\n" if event.kind == "add" else ""
        path.write_text(before + event.text, "utf-8")
        self._is_saved = False

    def _delete(self, event: Event) -> None:
        (self.shell.folder / event.what).unlink()
        self._is_saved = False

    def _see(self, event: Event) -> None:
        server = self.shell.server
        if server and event.what in server.addresses:
            who = "Ben" if "Ben" in event.what else "Ana"
            page = self.windows.open(who, server.addresses[event.what])
            if password := server.passwords.get(who.lower()):
                page.get_by_test_id("field-username").fill(who.lower())
                page.get_by_test_id("field-password").fill(password)
                page.get_by_test_id("sign-in").click()
        else:
            self.windows.see(event.what)

    def _picture(self, event: Event) -> None:
        if self._keep is not None:
            self.windows.picture(self._keep / event.what)

    def _wait_for_saves(self) -> None:
        """Wait until the platform has the folder's content, and the window shows it."""
        server = self.shell.server
        if not server or not server.lens or not self.windows.is_open:
            return
        if not self._is_saved:
            self._number = self._taken(server.lens)
            self._is_saved = True
        self.windows.wait_for_save(self._number)

    def _taken(self, lens: Path) -> int:
        """Return the number of the save that holds what is in *lens* now."""
        state = lens / ".pierglass/page/dev/state.json"
        content = read_folder(lens).content_hash
        said = dict[str, Any]()

        def is_taken() -> bool:
            said.update(json.loads(state.read_text("utf-8")))
            return bool(said["content"] == content)

        self.windows.until(is_taken, "the platform to take the save")
        return int(said["number"])


def _without_numbers(line: str) -> str:
    return re.sub(r"[\d.,]+", "0", line).strip()
