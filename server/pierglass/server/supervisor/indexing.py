"""The indexer's thread in the api process."""

import threading
from time import perf_counter

from pierglass.server.errors import PierglassError
from pierglass.server.services.context import Context
from pierglass.server.services.indexing import Indexer

__all__ = ["REST_S", "Indexing", "rest_s"]

REST_S = 30.0
"""Between looks at a catalogue that is all indexed, and after a failure."""


def rest_s(worked_s: float, looked: int) -> float:
    """Return the pause after a step: half of the time is left to others."""
    return worked_s if looked else REST_S


class Indexing:
    """Brings the index up to the catalogue until it is stopped.

    Args:
        ctx: The server's parts.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._indexer = Indexer()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="indexer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step at hand; what is missing is done at the next start."""
        self._stop.set()
        self._thread.join(REST_S)

    def once(self) -> int:
        """Do one step; a failure is logged, not raised, and counts as none done."""
        try:
            return self._indexer.step(self._ctx)
        except PierglassError as error:
            self._ctx.log.info("indexing_waits", reason=str(error))
        except Exception as error:
            # The next one goes on from what is stored.
            self._ctx.log.warning("indexing_failed", reason=repr(error))
        return 0

    def _run(self) -> None:
        pause_s = 0.0
        while not self._stop.wait(pause_s):
            began_s = perf_counter()
            looked = self.once()
            pause_s = rest_s(perf_counter() - began_s, looked)
