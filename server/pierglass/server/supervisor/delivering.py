"""The thread in the api process that sends webhooks."""

import threading

from pierglass.server.services.context import Context
from pierglass.server.services.deliveries import deliver_due

__all__ = ["REST_S", "Delivering"]

REST_S = 1.0
"""Between looks at what is due; while there is something, there is no rest."""


class Delivering:
    """Delivers until it is stopped.

    Args:
        ctx: The server's parts.
    """

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the requests at hand."""
        self._stop.set()
        self._thread.join(REST_S + 15)

    def once(self) -> int:
        """Send what is due; a failure is logged, not raised."""
        try:
            return deliver_due(self._ctx)
        except Exception as error:
            # The lease brings back what this one had claimed.
            self._ctx.log.warning("webhooks_failed", reason=repr(error))
            return 0

    def _run(self) -> None:
        rest_s = 0.0
        while not self._stop.wait(rest_s):
            rest_s = 0.0 if self.once() else REST_S
