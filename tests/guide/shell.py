"""The reader's terminals: commands that end, and servers that stay."""

from __future__ import annotations

import queue
import re
import subprocess
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Server", "Shell"]

_STAYS = ("pierglass lens dev", "pierglass demo")
_READY = "Ctrl-C stops"
_START_S = 600
_COMMAND_S = 900
_STOP_S = 60
_ADDRESS = re.compile(r"^\s*(\S.*?):?\s+(https?://\S+)")
# Who signs in where a page asks, and what the guide's publisher types.
_PASSWORD = "looking-glass-shop"
_USUAL = "http://127.0.0.1:8700"


class Server:
    """A command that goes on until Ctrl-C.

    Attributes:
        lens: The folder that it serves, for `pierglass lens dev`.
        addresses: What it printed before each address, to the address.
        passwords: Of the people that it named, by user name.
    """

    def __init__(self, line: str, folder: Path, begin: str) -> None:
        self.lens = folder / line.split()[3] if "lens dev" in line else None
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", f"{begin}exec {line} --port 0"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines: list[str] = []
        self._ready: queue.Queue[bool] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            is_up = self._ready.get(timeout=_START_S)
        except queue.Empty:
            is_up = False
        if not is_up:
            self.stop()
            raise AssertionError(f"{line} did not come up. It said:\n{self.said}")
        found = (_ADDRESS.match(one) for one in self._lines)
        self.addresses = {one[1].strip(): one[2] for one in found if one}
        self.passwords = dict(re.findall(r"^  (\w+)  with  (\S+)$", self.said, re.M))

    @property
    def said(self) -> str:
        """Return what it printed until now."""
        return "".join(self._lines)

    @property
    def origin(self) -> str:
        """Return where its page is."""
        first = re.search(r"https?://[^/\s]+", self.said)
        assert first, self.said
        return first[0]

    def stop(self) -> None:
        """Stop it, as Ctrl-C does."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.append(line)
            if _READY in line:
                self._ready.put(True)
        self._ready.put(False)


class Shell:
    """A folder in which commands are run.

    Args:
        folder: Empty at the beginning.
        programs: Where `pierglass` and `pip` are.
        settings: Of its environment.
    """

    def __init__(self, folder: Path, programs: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self.server: Server | None = None
        self.printed = ""
        given = [f"export {name}='{value}'; " for name, value in settings.items()]
        self._begin = "".join([*given, f'PATH="{programs}:$PATH"; '])

    def run(self, line: str, *, fails: bool) -> None:
        """Run a command; one that stays is left running, and the last one stopped.

        Raises:
            AssertionError: It ended otherwise than it should.
        """
        if line.startswith(_STAYS):
            self.stop()
            self.server = Server(line, self.folder, self._begin)
            self.printed = self.server.said
            return
        if self.server:
            line = line.replace(_USUAL, self.server.origin)
        done = subprocess.run(
            ["/bin/sh", "-c", self._begin + line],
            cwd=self.folder,
            # Without a terminal of its own a password is read from here.
            start_new_session=True,
            input=f"{_PASSWORD}\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=_COMMAND_S,
        )
        self.printed = done.stdout
        wanted = 1 if fails else 0
        assert done.returncode == wanted, (
            f"{line}: ended with {done.returncode}, expected {wanted}.\n"
            f"{done.stdout}{done.stderr}"
        )

    def stop(self) -> None:
        """Stop the server, if one runs."""
        if self.server:
            self.server.stop()
        self.server = None
