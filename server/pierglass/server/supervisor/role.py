"""What a process of the server runs: ``python -m pierglass.server.supervisor.role``.

The supervisor starts it, writes one line of JSON to its standard input and keeps the
other end open: when that ends, so does this process.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from pierglass.server.parent import die_with, watch
from pierglass.server.settings import Settings
from pierglass.server.supervisor.child import MISCONFIGURED, MisconfiguredError
from pierglass.server.supervisor.logs import configure

__all__ = ["ROLES", "main"]

Main = Callable[[Settings, tuple[int, ...], Callable[[], None]], None]
"""``main(settings, inherited_fds, say_ready)`` returns when SIGTERM has drained it."""

ROLES: Mapping[str, str] = {
    "api": "pierglass.server.supervisor.api",
    "gateway": "pierglass.server.gateway.process",
    "augment": "pierglass.server.augment.process",
}
"""The module of each role; the others are never imported."""


def main(name: str) -> int:
    """Run the role ``name`` and give its exit status."""
    # A Ctrl-C reaches the whole group: the supervisor alone acts on it, in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source = sys.stdin.buffer
    start: dict[str, Any] = json.loads(source.readline())
    die_with(start["parent_pid"])
    watch(source)
    log = configure(name)
    settings = Settings.from_env(start["settings"])

    def ready() -> None:
        os.write(start["ready_fd"], b"1")
        os.close(start["ready_fd"])

    run: Main = import_module(ROLES[name]).main
    try:
        run(settings, tuple(start["fds"]), ready)
    except MisconfiguredError as error:
        log.error("this process cannot run here", reason=str(error))
        return MISCONFIGURED
    except Exception as error:
        log.warning("this process failed", reason=str(error), exc_info=True)
        return 1
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1])
    sys.stderr.flush()
    # Threads of a library may hold connections that nobody uses: do not wait for them.
    os._exit(status)
