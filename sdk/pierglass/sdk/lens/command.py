"""`pierglass lens`: everything between an idea and a published lens."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pierglass.sdk.errors import LensFolderError, PierglassError
from pierglass.sdk.lens.folder import read_folder
from pierglass.sdk.lens.lint import review
from pierglass.sdk.lens.publishing.command import add_commands, tell
from pierglass.sdk.lens.scaffold import BACKENDS, TEMPLATES, create

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["add_command"]

_DESCRIPTION = """\
Build a lens: begin it from a template, see it in a simulated chat on this machine, test
it against the real host, read the reviewer's verdict before the reviewer, publish it.
"""

_EPILOG = """\
examples:
  pierglass lens doctor                          what this machine lacks
  pierglass lens new my-lens --template game
  pierglass lens dev my-lens                     a chat with it; reloads on save
  pierglass lens simulate my-lens --script walk.txt --device phone --protocol 1
  pierglass lens test my-lens
  pierglass lens trace session.jsonl --to-test my-lens/tests/test_session.py
  pierglass lens publish my-lens --dry-run
  pierglass lens rollout my-lens --percent 25 --username my-shop
"""


def add_command(subparsers: Any) -> None:
    """Add `lens` to the `pierglass` command."""
    parser = subparsers.add_parser(
        "lens",
        help="begin, see, test, review and publish a lens",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=lambda _: parser.print_help() or 2)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for add in (_add_new, _add_dev, _add_simulate, _add_test, _add_trace, _add_lint):
        add(commands)
    add_commands(lambda name, about, run: _command(commands, name, about, run, False))
    _add_doctor(commands)


def _command(
    commands: Any, name: str, about: str, run: Callable[[Any], int], folder: bool = True
) -> Any:
    parser = commands.add_parser(name, help=about, description=about)
    if folder:
        about = "the lens (the folder that you are in)"
        parser.add_argument(
            "folder", type=Path, nargs="?", default=Path(), metavar="DIR", help=about
        )
    parser.set_defaults(run=_telling(run))
    return parser


def _telling(run: Callable[[Any], int]) -> Callable[[Any], int]:
    def told(arguments: Any) -> int:
        try:
            return run(arguments)
        except PierglassError as error:
            print(f"pierglass lens: {error}", file=sys.stderr)
            return 1

    return told


def _add_new(commands: Any) -> None:
    parser = _command(commands, "new", "begin a lens in a new folder", _new, False)
    kinds = [f"  {name:12}  {each.about}" for name, each in TEMPLATES.items()]
    parser.epilog = "\n".join(("templates:", *kinds))
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("name", metavar="NAME", help="its id; the folder's name too")
    parser.add_argument(
        "--template", default="tryon-shop", metavar="T", help="see below (tryon-shop)"
    )
    about = "where its folder goes (the folder that you are in)"
    parser.add_argument(
        "--backend",
        default=BACKENDS[0],
        choices=BACKENDS,
        help="a server of the lens's own beside it (none)",
    )
    parser.add_argument(
        "--in", dest="parent", type=Path, default=Path(), metavar="DIR", help=about
    )


def _add_dev(commands: Any) -> None:
    about = "serve the lens in a simulated chat on this machine; reload on save"
    parser = _command(commands, "dev", about, _dev)
    parser.add_argument("--port", type=int, default=8700, help="of the page (8700)")
    parser.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="the platform's (DIR/.pierglass)"
    )


def _add_simulate(commands: Any) -> None:
    from pierglass.sdk.lens.simulate import add_options

    about = "run the lens in a client of your choice: device, look, grants, age, speed"
    parser = _command(commands, "simulate", about, _simulate)
    parser.add_argument(
        "--script", type=Path, metavar="FILE", help="play it; a page opens when absent"
    )
    add_options(parser)
    parser.add_argument("--port", type=int, default=8700, help="of the page (8700)")
    parser.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="the platform's (DIR/.pierglass)"
    )


def _add_test(commands: Any) -> None:
    parser = _command(commands, "test", "run DIR/tests with the test kit", _test)
    parser.add_argument("--faults", type=int, metavar="SEED", help="replay a schedule")
    parser.add_argument(
        "--traces", type=Path, metavar="DIR", help="write a trace of each test"
    )
    parser.add_argument("pytest", nargs="*", help="arguments for pytest, after --")


def _add_trace(commands: Any) -> None:
    about = "show the trace of a session, or make a regression test of it"
    parser = _command(commands, "trace", about, _trace, False)
    parser.add_argument("file", type=Path, metavar="FILE", help="a recorded trace")
    parser.add_argument(
        "--to-test", type=Path, metavar="OUT.py", help="write a test that replays it"
    )


def _add_lint(commands: Any) -> None:
    about = "review the lens offline: the platform's verdict, a reason a rule"
    parser = _command(commands, "lint", about, _lint)
    parser.add_argument("--json", action="store_true", help="print it as data")


def _add_doctor(commands: Any) -> None:
    about = "say what this machine lacks, and the cure"
    _command(commands, "doctor", about, _doctor, False)


def _new(arguments: Any) -> int:
    where = (arguments.name, arguments.template, arguments.parent)
    root = create(*where, arguments.backend)
    print(f"{root} is a lens. See it in a chat:\n\n  pierglass lens dev {root}\n")
    print(f"Then:  pierglass lens test {root}   pierglass lens lint {root}")
    return 0


def _dev(arguments: Any) -> int:
    from pierglass.sdk.lens.dev import develop

    def say(line: str) -> None:
        print(line, flush=True)

    where = (arguments.folder, arguments.port, arguments.data_dir)
    return asyncio.run(develop(*where, say))


def _simulate(arguments: Any) -> int:
    from pierglass.sdk.lens.simulate import simulate

    return simulate(arguments, lambda line: print(line, flush=True))


def _test(arguments: Any) -> int:
    from pierglass.sdk.lens.testing import run_tests

    more = list(arguments.pytest)
    folder = arguments.folder
    if str(folder).startswith("-"):
        # Without DIR, what stands behind -- comes first.
        more, folder = [str(folder), *more], Path()
    if arguments.traces is not None:
        more += ["--traces", str(arguments.traces.resolve())]
    return run_tests(folder, more, arguments.faults)


def _trace(arguments: Any) -> int:
    from pierglass.sdk.lens.trace import read_trace, tell

    sessions = read_trace(arguments.file)
    if arguments.to_test is None:
        for session in sessions:
            print("\n".join(tell(session)))
        return 0
    from pierglass.sdk.lens.trace_test import make_test

    if arguments.to_test.exists():
        raise LensFolderError(f"{arguments.to_test} is there already; name another.")
    arguments.to_test.write_text(make_test(sessions, arguments.file.name), "utf-8")
    print(f"{arguments.to_test} replays {arguments.file}. Run it from a lens's tests/:")
    print("\n  pierglass lens test DIR")
    return 0


def _lint(arguments: Any) -> int:
    lens = read_folder(arguments.folder)
    verdict = review(lens)
    if arguments.json:
        print(json.dumps(verdict.to_map(), indent=2, ensure_ascii=False))
    else:
        tell(lens, verdict)
    return 0 if verdict.accepted else 1


def _doctor(_: Any) -> int:
    from pierglass.sdk.lens.doctor import examine

    symptoms = examine()
    for symptom in symptoms:
        print(symptom.line())
    ill = [each for each in symptoms if each.required and not each.is_well]
    word = "is missing" if len(ill) == 1 else "are missing"
    print(f"{len(ill)} {word}." if ill else "Everything that a lens needs is here.")
    return 1 if ill else 0
