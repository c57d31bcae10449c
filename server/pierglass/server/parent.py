"""A process never outlives its supervisor."""

import ctypes
import os
import signal
import sys
import threading
from typing import BinaryIO

__all__ = ["die_with", "watch"]

_PR_SET_PDEATHSIG = 1


def die_with(parent_pid: int) -> None:
    """Ask the kernel to kill this process when its parent dies.

    Only Linux offers it; :func:`watch` covers the others.

    Args:
        parent_pid: The parent as it was at the start; if it is gone already, this
            process ends here.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent_pid:
        os._exit(1)


def watch(pipe: BinaryIO) -> None:
    """End this process when ``pipe``, whose other end the parent holds, ends."""

    def wait() -> None:
        # Not pipe.read: a thread inside a buffered read aborts the interpreter when
        # the process ends in order.
        while os.read(pipe.fileno(), 1):
            pass
        os._exit(1)

    threading.Thread(target=wait, name="parent-watch", daemon=True).start()
