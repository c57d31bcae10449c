"""`pierglass demo`: everything on this machine, or the main job once, headless."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

from pierglass.bridge import CallError
from pierglass.client.clock import RealClock
from pierglass.client.demo.main_job import MainJob
from pierglass.client.demo.seed import ANA, BEN, seed
from pierglass.client.demo.server import Ports, run_server
from pierglass.client.demo.transcript import Transcript
from pierglass.client.errors import PierglassError

__all__ = ["add_command"]

_DESCRIPTION = """\
Start a server with two friends, a lens and its catalogue, and print where to sign in.

With --once, do the main job headless instead: Ana opens the fitting room, consents,
tries on glasses, a hat and a top on a real photo, sends the picture to Ben; Ben sees
it, taps its card and stands in the lens at the same item. Every picture and a
transcript are written to DIR.
"""

_EPILOG = """\
examples:
  pierglass demo
  pierglass demo --once --out pictures
  pierglass demo --once --out pictures --photo me.jpg --item hat-bucket-denim
"""


def add_command(subparsers: Any) -> None:
    """Add `demo` to the `pierglass` command."""
    parser = subparsers.add_parser(
        "demo",
        help="run everything on this machine, or the main job once (--once)",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--once", action="store_true", help="do the main job headless, then stop"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="where --once writes its pictures"
    )
    parser.add_argument(
        "--photo",
        type=Path,
        metavar="FILE",
        help="what the camera sees (a public-domain portrait)",
    )
    parser.add_argument("--item", metavar="ID", help="the item that is shared")
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="folder of the server (./var/demo; a fresh one with --once)",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8700,
        help="port of the page (8700); the next two are taken as well",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the demo and return its exit code."""
    if arguments.once and arguments.out is None:
        print("pierglass demo: --once needs --out DIR.", file=sys.stderr)
        return 2
    work = _once(arguments) if arguments.once else _stay(arguments)
    try:
        return asyncio.run(work)
    except (PierglassError, CallError, OSError) as error:
        print(f"pierglass demo: {error}", file=sys.stderr)
        return 1


async def _once(arguments: argparse.Namespace) -> int:
    clock = RealClock()
    photo = _read_photo(arguments.photo)
    transcript = Transcript(arguments.out, clock, print)
    with contextlib.ExitStack() as stack:
        data_dir = arguments.data_dir or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="pierglass-demo-"))
        )
        failure: str | None = None
        try:
            await _do_main_job(arguments, data_dir, transcript, photo)
        except (PierglassError, CallError) as error:
            failure = str(error)
        transcript.write(failure)
    if failure is not None:
        print(f"pierglass demo: {failure}", file=sys.stderr)
        return 1
    print(f"The pictures and the transcript are in {arguments.out}.")
    return 0


async def _do_main_job(
    arguments: argparse.Namespace,
    data_dir: Path,
    transcript: Transcript,
    photo: bytes,
) -> None:
    log = arguments.out / "server.log"
    async with run_server(data_dir, log=log) as server:
        transcript.note("server", f"answers at {server.public_origin}")
        people = await seed(server.public_origin)
        transcript.note("server", "has Ana and Ben, who are friends, and the lens")
        async with people.ana, people.ben:
            job = MainJob(
                people,
                transcript,
                photo,
                item_id=arguments.item,
                lenient=arguments.photo is not None,
            )
            await job.run()


async def _stay(arguments: argparse.Namespace) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    data_dir = arguments.data_dir or Path("var/demo")
    first = arguments.port
    ports = Ports(first, first + 1, first + 2) if first else Ports()
    print("Starting the server…", flush=True)
    data_dir.mkdir(parents=True, exist_ok=True)
    log = data_dir / "server.log"
    async with run_server(data_dir, ports, log=log) as server:
        people = await seed(server.public_origin)
        await people.close()
        print(
            f"""
Pierglass is at  {server.public_origin}

Sign in twice, in two windows (a private one for the second):
  {ANA.username}  with  {ANA.password}
  {BEN.username}  with  {BEN.password}

They are friends and have a chat. Open a chat, then the lens tray, then Fitting Room.
What the server says is in {log}. Ctrl-C stops it.""",
            flush=True,
        )
        await stop.wait()
        print("\nStopping…", flush=True)
    return 0


def _read_photo(path: Path | None) -> bytes:
    if path is None:
        portrait = files("pierglass.client.demo").joinpath("portrait.jpg")
        return portrait.read_bytes()
    try:
        return path.read_bytes()
    except OSError as exc:
        raise PierglassError(
            f"The photo {path} cannot be read ({exc.strerror}). Give the path of a "
            "JPEG, PNG or WebP file."
        ) from exc
