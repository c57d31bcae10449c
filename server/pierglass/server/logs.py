"""Structured logs: one JSON object a line on standard error."""

import sys
from contextlib import suppress
from typing import Any

import structlog

__all__ = ["open_log"]


class _Lines:
    """Writes whole lines; a full disk or a closed pipe costs the line, not us."""

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            sys.stderr.flush()


def open_log(process: str) -> Any:
    """Return a log whose lines carry *process* and the time.

    Nothing global is configured, so that each process and each test has its own.
    """
    return structlog.wrap_logger(
        structlog.WriteLogger(_Lines()),  # type: ignore[arg-type]
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(default=str),
        ],
        wrapper_class=structlog.BoundLogger,
        context_class=dict,
        process=process,
    )
