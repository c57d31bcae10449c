"""``pierglass serve``: a whole server with one command."""

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import SystemRandom
from typing import Any

from pierglass.server.settings import Settings, SettingsError
from pierglass.server.supervisor.listeners import PortTakenError
from pierglass.server.supervisor.lock import DataDirLockedError
from pierglass.server.supervisor.supervise import serve

__all__ = ["add_command"]

_DESCRIPTION = """\
Run a Pierglass server: API and page, chat gateway, live frames and try-on, with
embedded storage. It stays in the foreground. When everything answers, it prints one
line of JSON with the addresses; everything else goes to standard error.

Ctrl-C or SIGTERM stops it in order within 10 seconds; a second one stops it at once.
"""

_EPILOG = """\
Each option can also be set in the environment, as can every other setting:
PIERGLASS_HOST, PIERGLASS_PORT, PIERGLASS_GATEWAY_PORT, PIERGLASS_LIVE_PORT,
PIERGLASS_DATA_DIR, PIERGLASS_PUBLIC_ORIGIN, PIERGLASS_LENS_ORIGIN,
PIERGLASS_AUGMENT_WORKERS, ... (see docs). An option wins over its variable.

example:
  pierglass serve --data-dir ./var --port 8700
"""

_OPTIONS: Mapping[str, dict[str, Any]] = {
    "host": {"metavar": "ADDRESS", "help": "address to listen on (127.0.0.1)"},
    "port": {"type": int, "help": "port of API and page (8700); 0 takes a free one"},
    "gateway_port": {"type": int, "metavar": "PORT", "help": "chat gateway (8701)"},
    "live_port": {"type": int, "metavar": "PORT", "help": "live frames (8702)"},
    "data_dir": {
        "type": Path,
        "metavar": "DIR",
        "help": "folder of database, media and sockets (./var); one server each",
    },
}


def add_command(subparsers: Any) -> None:
    """Add ``serve`` to the ``pierglass`` command."""
    parser = subparsers.add_parser(
        "serve",
        help="run a server: API, page, chat gateway, live frames, try-on",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, option in _OPTIONS.items():
        parser.add_argument("--" + name.replace("_", "-"), **option)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop, and give the exit status."""
    given = {
        name: value
        for name in _OPTIONS
        if (value := getattr(arguments, name)) is not None
    }
    try:
        # Settings are a value made here once; nothing below looks at the environment.
        environ = os.environ  # noqa: TID251
        settings = replace(Settings.from_env(environ), **given)
        return serve(settings, SystemRandom())
    except (SettingsError, DataDirLockedError, PortTakenError) as error:
        print(f"pierglass serve: {error}", file=sys.stderr)
        return 1
