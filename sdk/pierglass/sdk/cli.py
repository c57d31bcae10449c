"""The `pierglass` command: one door, its rooms supplied by whichever extras are here.

Subcommands register through the entry points group `pierglass.commands`. Each names
an `add_command(subparsers)` that adds its parser and sets `run`, a function from the
parsed arguments to an exit code: 0 done, 1 failed, 2 used wrongly.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from importlib.metadata import EntryPoint, entry_points, version
from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import (
    CommandBrokenError,
    CommandUnavailableError,
    ExtraMissingError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = ["GROUP", "main"]

GROUP = "pierglass.commands"

# Where a command lives says which extra it needs; the probe is the module whose
# absence shows that the extra is not installed. The first match wins.
EXTRAS: tuple[tuple[str, str, str], ...] = (
    ("pierglass.vision", "vision", "onnxruntime"),
    ("pierglass.training", "train", "torch"),
    ("pierglass.server", "server", "granian"),
    ("pierglass.client.demo", "server", "granian"),
)

_DESCRIPTION = """\
Pierglass puts a mirror into a chat: shopping lenses that run inside a messaging
client, ask for the user's consent, and try items on in the camera picture.
"""

_EPILOG = """\
exit codes:
  0  done
  1  failed; the last line on stderr says what was found and what to do
  2  used wrongly; the usage line says how it should be called

examples:
  pierglass demo                          run everything on this machine
  pierglass demo --once --out pictures    the main job, headless, on one photo
  pierglass lens new my-lens              begin a lens; `pierglass lens` has the rest
  pierglass tryon me.jpg --item glasses-round-gold --out me-in-gold.png
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: The arguments without the program's name; `sys.argv` when None.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    found = sorted(entry_points(group=GROUP), key=lambda entry: entry.name)
    wanted = next((word for word in arguments if not word.startswith("-")), None)
    chosen = [entry for entry in found if entry.name == wanted]
    # Only the named command is imported: `pierglass tryon` never pays for torch.
    parser = _build_parser(chosen or found)
    try:
        parsed = parser.parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    run: Callable[[argparse.Namespace], int | None] | None = getattr(
        parsed, "run", None
    )
    if run is None:
        parser.print_help()
        return 0
    try:
        return run(parsed) or 0
    except CommandUnavailableError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("pierglass: stopped.")
    except BrokenPipeError:
        return 1


def missing_extra(entry: EntryPoint) -> ExtraMissingError | None:
    """Return why *entry* cannot run here, or None when its extra is installed."""
    for prefix, extra, probe in EXTRAS:
        if entry.module.startswith(prefix) and importlib.util.find_spec(probe) is None:
            return ExtraMissingError(entry.name, extra)
    return None


def _build_parser(entries: Iterable[EntryPoint]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="pierglass",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--version", action="version", version=f"pierglass {version('pierglass')}"
    )
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    for entry in entries:
        _add(entry, subparsers)
    return parser


def _add(entry: EntryPoint, subparsers: Any) -> None:
    """Add *entry*'s command, or a stand-in that names the extra it waits for."""
    trouble: CommandUnavailableError | None = missing_extra(entry)
    if trouble is None:
        # One command that cannot be imported must not take the others with it.
        try:
            add_command = entry.load()
        except ImportError as error:
            trouble = CommandBrokenError(entry.name, error)
        else:
            add_command(subparsers)
            return
    parser = subparsers.add_parser(
        entry.name,
        help=f"(needs {trouble.cure})",
        description=str(trouble),
        add_help=False,
    )
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    parser.set_defaults(run=_raiser(trouble))


def _raiser(error: Exception) -> Callable[[argparse.Namespace], int]:
    def run(_: argparse.Namespace) -> int:
        raise error

    return run


def _fail(message: str) -> int:
    sys.stderr.write(message + "\n")
    return 1
