"""The loop of a model process: one call after the other over a socket."""

import logging
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from pierglass.server.augment.engine import Engine, UnavailableError
from pierglass.server.errors import AugmentationUnavailableError, PierglassError
from pierglass.server.parent import die_with
from pierglass.server.rpc import wire
from pierglass.server.rpc.errors import rendered

__all__ = ["METHODS", "main"]

METHODS = ("photo", "frame", "close", "look", "embed")

_log = logging.getLogger("pierglass.augment")


def main(
    connection: socket.socket, make: Callable[[], Engine], parent_pid: int
) -> None:
    """Load the engine, say how that went, and answer calls until the broker ends.

    Args:
        connection: To the broker.
        make: Makes the engine.
        parent_pid: The broker; this process ends with it.
    """
    die_with(parent_pid)
    # The broker decides when this process ends: by closing the connection, or at once.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    engine = make()
    try:
        engine.warm_up()
    except UnavailableError as error:
        connection.sendall(wire.pack({"ready": False, "reason": str(error)}))
        return
    connection.sendall(wire.pack({"ready": True, "pid": os.getpid()}))
    while (call := wire.receive(connection)) is not None:
        connection.sendall(wire.pack(_answer(engine, call)))


def _answer(engine: Engine, call: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"ok": getattr(engine, call["method"])(call["args"])}
    except PierglassError as error:
        return {"error": rendered(error)}
    except MemoryError:
        # What is left may be too little for anything: a fresh process is not.
        os._exit(1)
    except Exception as error:
        _log.exception("the models failed")
        trouble = AugmentationUnavailableError(
            reason=f"the models failed: {type(error).__name__}", retry_after=1
        )
        return {"error": rendered(trouble)}
