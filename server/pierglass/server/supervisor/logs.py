"""What libraries log joins the process's structured log."""

import logging
from typing import Any

from pierglass.server.logs import open_log

__all__ = ["configure"]


def configure(process: str) -> Any:
    """Open the log of this process and lead the standard library's into it."""
    log = open_log(process)
    root = logging.getLogger()
    root.handlers[:] = [_Forward(log)]
    root.setLevel(logging.WARNING)
    # A log that cannot be written (disk full, closed pipe) must not stop a server.
    logging.raiseExceptions = False
    return log


class _Forward(logging.Handler):
    def __init__(self, log: Any) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        level = "warning" if record.levelno >= logging.WARNING else "info"
        getattr(self._log, level)(
            record.getMessage(), logger=record.name, exc_info=record.exc_info
        )
