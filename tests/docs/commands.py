"""Blocks of the shell as commands: what they are, and whether they could run."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import tomllib
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from importlib.util import find_spec
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.docs.unrun import UNRUN
from tests.project.repository import ROOT

from pierglass.sdk.cli import GROUP
from pierglass.server.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.docs.blocks import Block
    from tests.docs.platform import Platform

__all__ = ["Command", "commands", "faults", "reason"]

_ASSIGNED = re.compile(r"^([A-Z_][A-Z0-9_]*)=(.*)$")
# Settings of programs that are not the server, and the words of the shell itself.
_OTHER_SETTINGS = re.compile(r"^PIERGLASS_(?:SOAK_\w+|DATA)$")


@dataclass(frozen=True)
class Command:
    """One command.

    Attributes:
        words: The program and its arguments.
        settings: What is assigned before it.
        printed: Lines that it is shown to print.
    """

    words: list[str]
    settings: dict[str, str] = field(default_factory=dict)
    printed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return the program and its arguments as one line."""
        return " ".join(self.words)


def commands(block: Block) -> list[Command]:
    """Return the commands of a block, in order.

    A `console` block marks them by `$ `; what stands between them was printed. In an
    `sh` block every line is one. A backslash goes on with the next line.
    """
    text = block.text.replace("\\\n", " ")
    # A word in quotes may go on over lines, as the body of a request does.
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        marked = block.language == "sh" or line.startswith("$ ")
        if found and _is_open(found[-1][0]):
            found[-1] = (f"{found[-1][0]}\n{line}", [])
        elif marked:
            found.append((line.removeprefix("$ "), []))
        elif found:
            found[-1][1].append(line)
    parsed = (_command(line, printed) for line, printed in found)
    return [command for command in parsed if command.words]


def reason(command: Command) -> str | None:
    """Return why *command* is not run, or None if it is.

    Nothing is sent by `--dry-run`, and `--help` needs nothing.
    """
    if "--dry-run" in command.words or "--help" in command.words:
        return None
    rows = [row for row in UNRUN if f"{command.text} ".startswith(f"{row} ")]
    return max(rows, key=len) if rows else None


def faults(command: Command, platform: Platform) -> list[str]:
    """Return what would keep *command* from running as it is written.

    Args:
        command: The command.
        platform: A server that knows its own routes.
    """
    found = [
        f"{name} is no setting"
        for name in command.settings
        if name.startswith("PIERGLASS_")
        and not _OTHER_SETTINGS.match(name)
        and name.removeprefix("PIERGLASS_").lower() not in Settings.__dataclass_fields__
    ]
    program, *arguments = command.words
    look = _LOOKS.get(program)
    if look is None:
        return [*found, f"{program}: expected one of {', '.join(sorted(_LOOKS))}"]
    return [*found, *look(arguments, platform)]


def _is_open(line: str) -> bool:
    try:
        shlex.split(line, comments=True)
    except ValueError:
        return True
    return False


def _command(line: str, printed: list[str]) -> Command:
    words = shlex.split(line, comments=True)
    settings = {}
    while words and (assigned := _ASSIGNED.match(words[0])):
        settings[assigned[1]] = assigned[2]
        words.pop(0)
    if words[-1:] == ["&"]:
        words.pop()
    # What is fed to it belongs to the shell.
    if "<" in words:
        words = words[: words.index("<")]
    return Command(words, settings, tuple(printed))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        raise ValueError(message)


def _pierglass(arguments: list[str], _: Platform) -> list[str]:
    if not arguments or arguments[0].startswith("-"):
        return []
    entries = entry_points(group=GROUP, name=arguments[0])
    if not entries:
        return [f"pierglass has no command {arguments[0]}"]
    parser = _Parser()
    (entry,) = entries
    entry.load()(parser.add_subparsers())
    try:
        parser.parse_args(arguments)
    except ValueError as error:
        return [f"pierglass {' '.join(arguments)}: {error}"]
    except SystemExit:
        pass  # --help
    return []


def _pip(arguments: list[str], _: Platform) -> list[str]:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    known = set(extras["optional-dependencies"])
    named = re.findall(r"(?:pierglass|\.)\[([\w,]+)\]", " ".join(arguments))
    wanted = {one for many in named for one in many.split(",")}
    return [f"there is no extra {one}" for one in sorted(wanted - known)]


def _make(arguments: list[str], _: Platform) -> list[str]:
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    return [f"make has no target {one}" for one in arguments if one not in targets]


def _python(arguments: list[str], _: Platform) -> list[str]:
    if arguments[:1] == ["-m"]:
        path = ROOT / arguments[1].replace(".", "/")
        exists = find_spec(arguments[1].split(".")[0]) is not None or any(
            one.is_file() for one in (path.with_suffix(".py"), path / "__main__.py")
        )
    else:
        exists = (ROOT / arguments[0]).is_file()
    return [] if exists else [f"there is no {' '.join(arguments[:2])}"]


def _curl(arguments: list[str], platform: Platform) -> list[str]:
    address = next(word for word in arguments if "/v1/" in word)
    path = address[address.index("/v1/") :].split("?")[0]
    given = dict(pairwise(arguments))
    body: dict[str, Any] = json.loads(given.get("-d", "{}"))
    method = given.get("-X", "POST" if body else "GET")
    fields = platform.fields(method, path)
    if fields is None:
        return [f"there is no {method} {path}"]
    return [f"{path} takes no field {one}" for one in body if one not in fields]


_LOOKS: dict[str, Callable[[list[str], Platform], list[str]]] = {
    ".": lambda arguments, _: [],
    "curl": _curl,
    "make": _make,
    "pierglass": _pierglass,
    "pip": _pip,
    "python": _python,
    "python3": _python,
}
