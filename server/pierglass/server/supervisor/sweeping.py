"""The sweeper's thread in the api process."""

import threading
from collections.abc import Callable
from time import perf_counter

from pierglass.server.services.context import Context
from pierglass.server.services.sweeper import sweep, sweep_files

__all__ = ["FILES_MS", "REST_S", "Sweeping", "rest_s"]

REST_S = 60.0
FILES_MS = 3600 * 1000
"""Looking at every file costs more than looking at what is due."""
_SHARE = 20


def rest_s(worked_s: float) -> float:
    """Return the pause after a sweep: one that has much to do stays a small load."""
    return max(REST_S, worked_s * _SHARE)


class Sweeping:
    """Sweeps until it is stopped.

    Args:
        ctx: The server's parts.
        observe: Told how much of each kind went.
    """

    def __init__(self, ctx: Context, observe: Callable[[str, int], None]) -> None:
        self._ctx = ctx
        self._observe = observe
        self._stop = threading.Event()
        self._files_at_ms: int | None = None
        self._thread = threading.Thread(target=self._run, name="sweeper", daemon=True)

    def start(self) -> None:
        """Begin, with a sweep at once: what fell due while nothing ran goes now."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch at hand."""
        self._stop.set()
        self._thread.join(REST_S)

    def once(self) -> dict[str, int]:
        """Sweep rows, and files when it is time; a failure is logged, not raised."""
        now_ms = self._ctx.clock.now_ms()
        try:
            swept = sweep(self._ctx)
            if self._files_at_ms is None or now_ms - self._files_at_ms >= FILES_MS:
                swept["files"] = sweep_files(self._ctx)
                self._files_at_ms = now_ms
        except Exception as error:
            # The next one finishes what this one could not.
            self._ctx.log.warning("sweep_failed", reason=repr(error))
            return {}
        for kind, count in swept.items():
            self._observe(kind, count)
        if any(swept.values()):
            self._ctx.log.info("swept", **swept)
        return swept

    def _run(self) -> None:
        pause_s = 0.0
        while not self._stop.wait(pause_s):
            began_s = perf_counter()
            self.once()
            pause_s = rest_s(perf_counter() - began_s)
